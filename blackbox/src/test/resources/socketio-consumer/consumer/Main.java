package consumer;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SimpleClient;
import dev.halley.socketio.SocketIoClient;
import java.util.Arrays;
import java.util.TreeSet;

/** A program as a user would write it: calls a server over each transport and prints what the test looks at. */
public final class Main {
    private Main() {}

    /** A payload, as a user would declare one. */
    public record Greeting(String text, int number) {}

    /** All arguments of an event. */
    record Both(Greeting greeting, int count) {}

    public static void main(String[] args) {
        for (EngineTransport transport : EngineTransport.values()) {
            try (SocketIoClient client = SocketIoClient.create()) {
                client.connect(ConnectOptions.to(args[0]).transports(transport));
                Greeting greeting = client.call(Greeting.class, "echo", new Greeting("hello", 42));
                System.out.println(transport.protocolName() + "=" + greeting);
                System.out.println(client.call(Args.as(Both.class), "echo", greeting, 7));
            }
        }
        try (SimpleClient client = SimpleClient.create().connect(args[0])) {
            client.emit("echo", new byte[] {1, 2, 3});
            byte[] bytes = client.receive().get(0, byte[].class);
            System.out.println("simple=" + Arrays.toString(bytes));
        }
        TreeSet<String> halley = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.getName().startsWith("dev.halley.")) {
                halley.add(module.getName());
            }
        }
        System.out.println("modules=" + String.join(",", halley));
    }
}
