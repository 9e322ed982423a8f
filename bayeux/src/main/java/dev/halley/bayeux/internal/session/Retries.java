package dev.halley.bayeux.internal.session;

import dev.halley.ReconnectPolicy;
import java.time.Duration;

/**
 * How patient the client still is; immutable.
 *
 * @param policy decides about the next retry in this outage
 * @param attempt how many retries there were in this outage
 * @param outageSince when the outage began, on the monotonic clock
 * @param connectedSince when messages began to flow last, on the monotonic clock
 * @param handshakes how many times sessions were lost that had not lasted
 * @param loopPolicy decides about the next handshake while sessions are lost one after another
 * @param serverErrors how many attempts in a row the server failed to answer
 */
record Retries(
        ReconnectPolicy policy,
        int attempt,
        long outageSince,
        long connectedSince,
        int handshakes,
        ReconnectPolicy loopPolicy,
        int serverErrors) {
    /** How long messages have to flow until a loss is no part of a loop. */
    static final Duration LASTING = Duration.ofSeconds(5);

    private static final int MOST_SERVER_ERRORS = 3;

    static Retries fresh(ReconnectPolicy policy, long now) {
        return new Retries(policy, 0, now, now, 0, policy, 0);
    }

    Retries attempted(ReconnectPolicy next) {
        return new Retries(next, attempt + 1, outageSince, connectedSince, handshakes, loopPolicy, serverErrors);
    }

    /** The first connect succeeded. */
    Retries connected(ReconnectPolicy first, long now) {
        return new Retries(first, 0, outageSince, now, handshakes, loopPolicy, 0);
    }

    /** A further connect succeeded. Only time shows that the session lasts: a busy server holds no connect. */
    Retries stillConnected(ReconnectPolicy first, long now) {
        return isLasting(now) ? new Retries(first, 0, outageSince, connectedSince, 0, first, 0) : this;
    }

    boolean isLasting(long now) {
        return now - connectedSince >= LASTING.toNanos();
    }

    Retries sessionLost(ReconnectPolicy next) {
        return new Retries(policy, attempt, outageSince, connectedSince, handshakes + 1, next, 0);
    }

    Retries outageSince(long now) {
        return new Retries(policy, attempt, now, connectedSince, handshakes, loopPolicy, serverErrors);
    }

    /**
     * An attempt failed.
     *
     * @param serverError whether the server answered that it failed itself
     */
    Retries failed(boolean serverError) {
        int inARow = serverError ? serverErrors + 1 : 0;
        return new Retries(policy, attempt, outageSince, connectedSince, handshakes, loopPolicy, inARow);
    }

    /** A session that the server can't go on with fails at each attempt; another one may not. */
    boolean isHopeless() {
        return serverErrors >= MOST_SERVER_ERRORS;
    }
}
