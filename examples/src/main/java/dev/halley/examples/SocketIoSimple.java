package dev.halley.examples;

// @start region=program
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.SimpleClient;
import java.time.Duration;
import java.util.Map;

public class SocketIoSimple {
    public static void main(String[] args) {
        try (var sio = SimpleClient.create().connect(args[0])) {
            sio.emit("my message", Map.of("foo", "bar"));
            IncomingEvent event = sio.receive();
            System.out.println(event.name() + " " + event.args());

            Integer sum = sio.call(Integer.class, "sum", 1, 2);
            System.out.println("the sum is " + sum);
            System.out.println(sio.receive(Duration.ofMillis(100)).isPresent() ? "more" : "no more");
        }
    }
}
// @end
