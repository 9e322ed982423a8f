package dev.halley.blackbox;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import java.util.TreeSet;

/**
 * A program as a user would write it: it names only public classes and is started on the class path, on the module path
 * and from a jlink image. It sends itself a message over each transport and prints one {@code name=value} line for each
 * thing that the tests look at.
 */
public final class Consumer {
    private static final String CHANNEL = "/blackbox/greetings";

    private Consumer() {}

    /** A payload, as a user would declare one. */
    public record Greeting(String text, int number) {}

    /**
     * Greets itself by way of a server.
     *
     * @param args the server's Bayeux URL
     */
    public static void main(String[] args) {
        for (ConnectionType type : ConnectionType.values()) {
            try (BayeuxClient client =
                    BayeuxClient.builder(args[0]).transports(type).open()) {
                client.subscribe(CHANNEL);
                client.publish(CHANNEL, new Greeting("hello", 42));
                Greeting greeting = client.receive().data(Greeting.class);
                System.out.println(type.wireName() + "=" + greeting);
            }
        }
        print("consumer", Consumer.class);
        print("client", BayeuxClient.class);
        TreeSet<String> halley = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.getName().startsWith("dev.halley.")) {
                halley.add(module.getName());
            }
        }
        System.out.println("modules=" + String.join(",", halley));
    }

    private static void print(String name, Class<?> type) {
        Module module = type.getModule();
        System.out.println(name + "=" + (module.isNamed() ? module.getName() : "class path"));
    }
}
