package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import java.time.Duration;

/** Further servers of the same service, for when one is away. */
public final class SeveralServers {
    private SeveralServers() {}

    public static void main(String[] args) {
        // @start region=servers
        var builder = BayeuxClient.builder(args[0])
                .urls(args[1])
                .allowHosts("node3.example.com")
                .promotion(Duration.ofMinutes(5));
        try (var client = builder.open()) {
            System.out.println("connected over " + client.connectionType().orElseThrow());
        }
        // @end
    }
}
