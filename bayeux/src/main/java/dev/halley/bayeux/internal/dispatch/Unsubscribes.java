package dev.halley.bayeux.internal.dispatch;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Unsubscribes that the server has not confirmed, or could not be told yet. Serial context. */
final class Unsubscribes {
    private final Subscriptions.Port port;
    private final Map<String, Given> told = new LinkedHashMap<>();
    private final Map<String, Given> untold = new LinkedHashMap<>();

    private record Given(String channel, CompletableFuture<Void> done) {}

    Unsubscribes(Subscriptions.Port port) {
        this.port = port;
    }

    /** Tells the server, or remembers to when there is a connection, unless the session is a new one by then. */
    CompletableFuture<Void> tell(String channel) {
        Given given = new Given(channel, new CompletableFuture<>());
        tell(given);
        return given.done;
    }

    private void tell(Given given) {
        if (!port.isUsable()) {
            keep(given);
            return;
        }
        String id = port.nextId();
        told.put(id, given);
        port.send(OutgoingMessage.unsubscribe(id, given.channel));
    }

    private void keep(Given given) {
        untold.put(given.channel, given);
        given.done.complete(null);
    }

    /** The channel is wanted again: what was not told must not follow. */
    void forget(String channel) {
        untold.remove(channel);
    }

    boolean hasUntold() {
        return !untold.isEmpty();
    }

    /**
     * Tells what was not told.
     *
     * @param wanted whether a channel is wanted again
     */
    void tellUntold(Predicate<String> wanted) {
        List<Given> waiting = new ArrayList<>(untold.values());
        untold.clear();
        for (Given given : waiting) {
            if (!wanted.test(given.channel)) {
                tell(given);
            }
        }
    }

    /** A new session owes nothing that was given up. */
    void clear() {
        told.values().forEach(given -> given.done.complete(null));
        told.clear();
        untold.clear();
    }

    void onReply(ReceivedMessage reply, boolean forgotten) {
        Given given = take(reply.id());
        if (given != null && (forgotten || reply.isSuccessful())) {
            given.done.complete(null);
        } else if (given != null) {
            given.done.completeExceptionally(BayeuxError.refusal("unsubscribe from " + given.channel, reply));
        }
    }

    // P34: a reply without an id answers the only request
    private @Nullable Given take(@Nullable String id) {
        if (id != null) {
            return told.remove(id);
        }
        return told.size() == 1 ? told.remove(told.keySet().iterator().next()) : null;
    }

    void onFailed(OutgoingMessage message, HalleyException failure) {
        Given given = take(message.knownId());
        if (given != null && failure instanceof ConnectionException) {
            keep(given);
        } else if (given != null) {
            given.done.completeExceptionally(failure);
        }
    }
}
