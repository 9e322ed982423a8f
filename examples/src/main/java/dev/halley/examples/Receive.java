package dev.halley.examples;

// @start region=program
import dev.halley.bayeux.BayeuxClient;
import java.util.Map;

public class Receive {
    public static void main(String[] args) {
        try (var client = BayeuxClient.open(args[0])) {
            client.subscribe("/chat/demo");
            client.publish("/chat/demo", Map.of("text", "hello"));
            System.out.println(client.receive().data());
        }
    }
}
// @end
