package dev.halley.bayeux.internal.session;

import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import java.util.List;

/**
 * What the application configured, as far as the machine needs it.
 *
 * @param transports the allowed transports in order of preference
 * @param policy the first stage of the reconnect policy
 * @param retryFirstOpen whether the first connection is retried by the policy
 */
record SessionRules(List<ConnectionType> transports, ReconnectPolicy policy, boolean retryFirstOpen) {}
