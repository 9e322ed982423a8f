package dev.halley.bayeux.internal.session;

import dev.halley.ReconnectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the application configured, as far as the machine needs it.
 *
 * @param servers in the order in which they are tried; at least one
 * @param allowedHosts which hosts advice may name beside those of the servers, in lower case, with or without a port
 * @param policy the first stage of the reconnect policy
 * @param retryFirstOpen whether the first connection is retried by the policy
 * @param authenticates whether credentials can be renewed
 * @param survivesDisconnect whether a disconnect by the server leads to a new handshake (P71)
 * @param promotion how long after a fallback the preferred transport is tried again; null for never
 */
public record SessionRules(
        List<Server> servers,
        Set<String> allowedHosts,
        ReconnectPolicy policy,
        boolean retryFirstOpen,
        boolean authenticates,
        boolean survivesDisconnect,
        @Nullable Duration promotion) {
    public SessionRules {
        servers = List.copyOf(servers);
        allowedHosts = Set.copyOf(allowedHosts);
    }
}
