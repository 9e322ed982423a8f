package dev.halley.socketio.internal.session;

import dev.halley.socketio.AuthProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How to connect. What the application provides is asked again for each connection, on its executor.
 *
 * @param servers one or more; the next one is tried when an attempt at one fails
 * @param headers for all requests of a connection; null for none
 * @param auth asked for the credentials of a namespace, each time it is joined; null for none
 * @param refreshes whether asking again may give other credentials, so that a refused namespace is tried again
 * @param namespaces normalised; null for those that have a handler, or {@code /} where none has
 * @param exactly whether {@code /} is joined only when it is named
 * @param waits whether to wait until the server answered for each namespace
 * @param namespaceTimeout how long each answer may take
 * @param retry whether a first attempt that fails is repeated, as the reconnect policy says
 */
public record ConnectRequest(
        List<? extends Supplier<? extends CompletionStage<URI>>> servers,
        @Nullable Supplier<? extends CompletionStage<Map<String, String>>> headers,
        @Nullable AuthProvider auth,
        boolean refreshes,
        @Nullable Set<String> namespaces,
        boolean exactly,
        boolean waits,
        Duration namespaceTimeout,
        boolean retry) {
    public ConnectRequest {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: none (expected: at least one)");
        }
        if (namespaceTimeout.isNegative() || namespaceTimeout.isZero()) {
            throw new IllegalArgumentException("namespaceTimeout: " + namespaceTimeout + " (expected: more than zero)");
        }
    }

    /** Credentials stay out of it. */
    @Override
    public String toString() {
        return "ConnectRequest[" + servers.size() + " server(s), namespaces=" + namespaces + "]";
    }
}
