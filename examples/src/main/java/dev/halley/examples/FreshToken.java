package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Headers: one that stays, and an access token that is asked for before each request and upgrade. */
public final class FreshToken {
    private FreshToken() {}

    public static void main(String[] args) {
        // @start region=headers
        var builder = BayeuxClient.builder(args[0])
                .header("X-Tenant", "acme")
                .headers(uri -> CompletableFuture.completedFuture(Map.of("Authorization", "Bearer " + token())));
        try (var client = builder.open()) {
            System.out.println("authorised over " + client.connectionType().orElseThrow());
        }
        // @end
    }

    private static String token() {
        return System.getenv().getOrDefault("TOKEN", "none");
    }
}
