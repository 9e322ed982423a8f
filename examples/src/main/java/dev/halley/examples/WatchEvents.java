package dev.halley.examples;

import dev.halley.ClientEvent;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.BayeuxClient;
import java.time.Duration;

/** What the client tells about itself: states, retries, gaps; and a reconnect policy that gives up at some time. */
public final class WatchEvents {
    private WatchEvents() {}

    public static void main(String[] args) {
        // @start region=policy
        var policy = ReconnectPolicy.exponentialBackoff()
                .initialDelay(Duration.ofMillis(200))
                .maxElapsed(Duration.ofMinutes(5));
        var client = BayeuxClient.builder(args[0]).reconnectPolicy(policy).build();
        // @end
        // @start region=events
        client.onEvent(event -> {
            if (event instanceof ClientEvent.StateChanged changed) {
                System.out.println(changed.from() + " -> " + changed.to());
            } else if (event instanceof ClientEvent.Gap gap) {
                System.out.println("may miss messages of " + gap.scope() + " since " + gap.lostAt());
            }
        });
        // @end
        try (client) {
            client.open().subscribe("/alerts", message -> System.out.println("alert " + message.data()));
            System.out.println("watching");
            client.awaitEnd();
        }
    }
}
