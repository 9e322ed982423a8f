package dev.halley.examples;

import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.Namespace;
import dev.halley.socketio.SocketIoClient;
import java.util.Map;

/** Two namespaces over one connection. */
public final class SocketIoChat {
    private SocketIoChat() {}

    public static void main(String[] args) {
        try (var sio = SocketIoClient.create()) {
            // @start region=handlers
            Namespace chat = sio.namespace("/chat");
            chat.on("my custom event", String.class, data -> System.out.println("in /chat: " + data));
            chat.onConnect(() -> System.out.println("I'm connected to the /chat namespace!"));
            // @end

            // @start region=connect
            sio.connect(ConnectOptions.to(args[0]).namespaces("/chat"));
            // @end
            System.out.println(
                    "joined " + sio.connectedNamespaces().stream().sorted().toList());

            // @start region=emit
            chat.emit("my message", Map.of("foo", "bar"));
            sio.namespace("/chat").emit("my message", Map.of("foo", "bar"));
            // @end

            // @start region=join
            Namespace news = sio.namespace("/news").join();
            news.disconnect();
            // @end
            System.out.println("left /news, joined "
                    + sio.connectedNamespaces().stream().sorted().toList());
            sio.awaitEnd();
        }
    }
}
