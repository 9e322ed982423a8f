package dev.halley.interop;

import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import java.net.URI;
import java.time.Duration;

/** Clients as the scenarios need them. */
final class Clients {
    private Clients() {}

    static BayeuxClientBuilder builder(URI url, ConnectionType transport) {
        return BayeuxClient.builder(url.toString()).transports(transport).name("client-" + transport);
    }

    /** Retries fast, so that a scenario with an outage is short. */
    static BayeuxClientBuilder eager(URI url, ConnectionType transport) {
        return builder(url, transport)
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                        .initialDelay(Duration.ofMillis(100))
                        .maxDelay(Duration.ofMillis(500)));
    }
}
