package dev.halley.socketio.internal.session;

import dev.halley.socketio.AuthProvider;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
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

    /**
     * The namespaces to join, in order; the root is among them unless it was left out on purpose.
     *
     * @param handled those that have a handler
     */
    Set<String> wanted(Set<String> handled) {
        Set<String> named = namespaces;
        Set<String> wanted = new LinkedHashSet<>();
        if (named == null) {
            wanted.addAll(handled);
        } else {
            if (!exactly) {
                wanted.add(Memberships.ROOT);
            }
            wanted.addAll(named);
        }
        if (wanted.isEmpty()) {
            wanted.add(Memberships.ROOT);
        }
        return wanted;
    }

    /** Those among them that the application did not name: their refusal is no error. */
    Set<String> implied(Set<String> wanted) {
        Set<String> named = namespaces;
        return named != null && !named.contains(Memberships.ROOT) && wanted.size() > 1
                ? Set.of(Memberships.ROOT)
                : Set.of();
    }

    /** Credentials stay out of it. */
    @Override
    public String toString() {
        return "ConnectRequest[" + servers.size() + " server(s), namespaces=" + namespaces + "]";
    }
}
