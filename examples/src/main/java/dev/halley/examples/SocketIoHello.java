package dev.halley.examples;

// @start region=program
import dev.halley.socketio.SocketIoClient;
import java.util.Map;

public class SocketIoHello {
    public static void main(String[] args) {
        try (var sio = SocketIoClient.create()) {
            sio.on("my response", String.class, text -> System.out.println("I received " + text));
            sio.connect(args[0]);
            sio.emit("my message", Map.of("foo", "bar"));
            sio.awaitEnd();
        }
    }
}
// @end
