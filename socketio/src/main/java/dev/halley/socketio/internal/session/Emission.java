package dev.halley.socketio.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants to emit, and how; immutable but for its arguments.
 *
 * @param namespace normalised
 * @param event its name, not a reserved one
 * @param compress whether the wire may compress it, where it can
 * @param droppable whether it is dropped when the connection can't take it at once (a volatile emit)
 * @param whenOffline what becomes of it while the namespace is not connected
 * @param ttl how long it may wait for the connection; null for as long as it takes
 * @param timeout how long to wait for the acknowledgement, from now on; null for as long as it takes. Where it is sent
 *     again: for each attempt, and null for the client's own
 * @param retries how often it is sent again when no acknowledgement comes; -1 for the client's own number, 0 for never
 * @param dedupId whether a random id is added as its last argument, the same for each attempt
 */
public record Emission(
        String namespace,
        String event,
        List<? extends @Nullable Object> args,
        boolean compress,
        boolean droppable,
        WhenOffline whenOffline,
        @Nullable Duration ttl,
        @Nullable Duration timeout,
        int retries,
        boolean dedupId) {

    /** What becomes of an emit while the namespace is not connected. */
    public enum WhenOffline {
        /** It waits. */
        BUFFER,
        /** It fails. */
        FAIL,
        /** It is dropped, and that is reported. */
        DROP
    }

    public Emission {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(whenOffline, "whenOffline");
        args = Collections.unmodifiableList(new ArrayList<@Nullable Object>(args));
    }

    /** With the client's own options. */
    public static Emission of(String namespace, String event, List<? extends @Nullable Object> args) {
        return new Emission(namespace, event, args, true, false, WhenOffline.BUFFER, null, null, -1, false);
    }

    /** Without the arguments, which may be secrets. */
    @Override
    public String toString() {
        return event + " to " + namespace + " with " + args.size() + " argument(s)";
    }
}
