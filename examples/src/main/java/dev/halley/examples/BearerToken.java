package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import java.time.Duration;
import java.time.Instant;

/** An access token that is renewed before it expires, and when the server refuses it. */
public final class BearerToken {
    private BearerToken() {}

    public static void main(String[] args) {
        // @start region=token
        var auth = TokenAuth.bearerFrom(() -> new Token(login(), Instant.now().plus(Duration.ofHours(1))));
        try (var client = BayeuxClient.builder(args[0]).auth(auth).open()) {
            System.out.println("logged in over " + client.connectionType().orElseThrow());
        }
        // @end
    }

    private static String login() {
        return System.getenv().getOrDefault("TOKEN", "none");
    }
}
