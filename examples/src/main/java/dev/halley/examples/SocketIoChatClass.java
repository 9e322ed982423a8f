package dev.halley.examples;

import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketNamespace;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketNamespace;
import dev.halley.socketio.annotation.OnConnect;
import dev.halley.socketio.annotation.OnDisconnect;
import dev.halley.socketio.annotation.OnEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

    record Line(String article, int count) {}

    // @start region=trigger
    static class Orders extends SocketNamespace {
        Orders() {
            super("/orders");
        }

        @Override
        protected @Nullable Object triggerEvent(IncomingEvent event) throws Exception {
            System.out.println("-> " + event.name());
            return super.triggerEvent(event.withName(event.name().replace(':', '_')));
        }

        void on_order_placed(String id, int number, List<Line> lines, Args rest) {
            System.out.println(id + ": " + lines.size() + " lines, and " + rest.size() + " arguments more");
        }
    }
    // @end

    public static void main(String[] args) {
        try (var sio = SocketIoClient.create()) {
            // @start region=register
            sio.register(new MyCustomNamespace());
            // @end
            sio.register(new MyAsyncNamespace());
            sio.register(new Orders());
            sio.connect(args[0]);
            sio.awaitEnd();
        }
    }
}
