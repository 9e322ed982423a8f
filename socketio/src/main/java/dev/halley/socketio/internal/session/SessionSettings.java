package dev.halley.socketio.internal.session;

import dev.halley.Overflow;
import dev.halley.ReconnectPolicy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed while a client runs; each part is read when it is needed.
 *
 * @param reconnect when to try again
 * @param bufferLimit how many emits may wait for the connection
 * @param bufferOverflow what becomes of one more: {@code FAIL}, {@code DROP_OLDEST} or {@code DROP_LATEST}
 * @param retries how often an emit is sent again when no acknowledgement comes; 0 for never
 * @param ackTimeout how long each of these attempts, and each other emit with an acknowledgement, waits; null for 10 s and
 *     for as long as it takes
 * @param recovery whether to ask the server for the state of the former connection
 * @param showsOffset whether handlers see the last argument that a server with recovery adds to its events
 */
public record SessionSettings(
        ReconnectPolicy reconnect,
        int bufferLimit,
        Overflow bufferOverflow,
        int retries,
        @Nullable Duration ackTimeout,
        boolean recovery,
        boolean showsOffset) {
    private static final Duration TRY_TIMEOUT = Duration.ofSeconds(10);

    /** The defaults of the builder. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            ReconnectPolicy.exponentialBackoff().proportionalJitter(0.5), 1_000, Overflow.FAIL, 0, null, true, false);

    public SessionSettings {
        Objects.requireNonNull(reconnect, "reconnect");
        if (bufferLimit < 0) {
            throw new IllegalArgumentException("bufferLimit: " + bufferLimit + " (expected: 0 or more)");
        }
        if (bufferOverflow == Overflow.PAUSE) {
            throw new IllegalArgumentException(
                    "bufferOverflow: PAUSE (expected: FAIL, DROP_OLDEST or DROP_LATEST; nobody can be asked to wait)");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + " (expected: 0 or more)");
        }
        if (ackTimeout != null && (ackTimeout.isNegative() || ackTimeout.isZero())) {
            throw new IllegalArgumentException("ackTimeout: " + ackTimeout + " (expected: more than zero)");
        }
    }

    /** How long each attempt waits of what is sent again. */
    Duration tryTimeout() {
        return ackTimeout == null ? TRY_TIMEOUT : ackTimeout;
    }

    public SessionSettings withReconnect(ReconnectPolicy policy) {
        return new SessionSettings(policy, bufferLimit, bufferOverflow, retries, ackTimeout, recovery, showsOffset);
    }

    public SessionSettings withRetries(int number) {
        return new SessionSettings(reconnect, bufferLimit, bufferOverflow, number, ackTimeout, recovery, showsOffset);
    }

    public SessionSettings withAckTimeout(Duration timeout) {
        return new SessionSettings(reconnect, bufferLimit, bufferOverflow, retries, timeout, recovery, showsOffset);
    }
}
