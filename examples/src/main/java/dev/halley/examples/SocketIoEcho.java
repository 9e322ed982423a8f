package dev.halley.examples;

// @start region=program
import dev.halley.socketio.SimpleClient;
import java.util.Map;

public class SocketIoEcho {
    public static void main(String[] args) {
        try (var client = SimpleClient.create().connect(args[0])) {
            client.emit("echo", Map.of("text", "hello"));
            System.out.println(client.receive().get(0));
        }
    }
}
// @end
