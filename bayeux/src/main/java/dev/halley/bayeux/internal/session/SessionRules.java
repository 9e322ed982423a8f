package dev.halley.bayeux.internal.session;

import dev.halley.ReconnectPolicy;
import java.util.List;

/**
 * What the application configured, as far as the machine needs it.
 *
 * @param servers in the order in which they are tried; at least one
 * @param policy the first stage of the reconnect policy
 * @param retryFirstOpen whether the first connection is retried by the policy
 */
public record SessionRules(List<Server> servers, ReconnectPolicy policy, boolean retryFirstOpen) {
    public SessionRules {
        servers = List.copyOf(servers);
    }
}
