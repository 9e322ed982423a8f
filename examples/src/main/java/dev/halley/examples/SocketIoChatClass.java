package dev.halley.examples;

import dev.halley.socketio.AsyncSocketNamespace;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketNamespace;
import dev.halley.socketio.annotation.OnConnect;
import dev.halley.socketio.annotation.OnDisconnect;
import dev.halley.socketio.annotation.OnEvent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Namespaces whose handlers are the methods of a class. */
public final class SocketIoChatClass {
    private SocketIoChatClass() {}

    // @start region=class
    static class MyCustomNamespace extends SocketNamespace {
        MyCustomNamespace() {
            super("/chat");
        }

        @OnConnect
        void connected() {
            System.out.println("connected");
        }

        @OnDisconnect
        void disconnected(String reason) {
            System.out.println("disconnected: " + reason);
        }

        @OnEvent("my event")
        void myEvent(Map<String, Object> data) {
            emit("my_response", data);
        }

        String on_question(String text) {
            return "the answer to " + text;
        }
    }
    // @end

    // @start region=async-class
    static class MyAsyncNamespace extends AsyncSocketNamespace {
        MyAsyncNamespace() {
            super("/news");
        }

        @OnEvent("my event")
        CompletableFuture<Void> myEvent(Map<String, Object> data) {
            return emit("my_response", data);
        }
    }
    // @end

    public static void main(String[] args) {
        try (var sio = SocketIoClient.create()) {
            // @start region=register
            sio.register(new MyCustomNamespace());
            // @end
            sio.register(new MyAsyncNamespace());
            sio.connect(args[0]);
            sio.awaitEnd();
        }
    }
}
