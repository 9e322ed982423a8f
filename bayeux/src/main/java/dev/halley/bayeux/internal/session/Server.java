package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.transport.Endpoint;
import java.util.List;

/**
 * One server: the ways to reach it, the preferred one first. Immutable.
 *
 * @param endpoints at least one, each with another transport
 */
public record Server(List<Endpoint> endpoints) {
    public Server {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: none (expected: at least one)");
        }
    }

    List<ConnectionType> types() {
        return endpoints.stream().map(Endpoint::type).toList();
    }
}
