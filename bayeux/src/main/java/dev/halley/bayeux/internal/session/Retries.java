package dev.halley.bayeux.internal.session;

import dev.halley.ReconnectPolicy;

/**
 * How patient the client still is; immutable.
 *
 * @param policy decides about the next retry in this outage
 * @param attempt how many retries there were in this outage
 * @param outageSince when the outage began, on the monotonic clock
 * @param handshakes how many times the session was lost since a connect was held to its end
 * @param loopPolicy decides about the next handshake while sessions are lost one after another
 */
record Retries(ReconnectPolicy policy, int attempt, long outageSince, int handshakes, ReconnectPolicy loopPolicy) {
    static Retries fresh(ReconnectPolicy policy, long now) {
        return new Retries(policy, 0, now, 0, policy);
    }

    Retries attempted(ReconnectPolicy next) {
        return new Retries(next, attempt + 1, outageSince, handshakes, loopPolicy);
    }

    /** A connect succeeded. */
    Retries connected(ReconnectPolicy first) {
        return new Retries(first, 0, outageSince, handshakes, loopPolicy);
    }

    /** Only a connect that the server held shows that the session lasts. */
    Retries lasting(ReconnectPolicy first) {
        return new Retries(first, 0, outageSince, 0, first);
    }

    Retries sessionLost(ReconnectPolicy next) {
        return new Retries(policy, attempt, outageSince, handshakes + 1, next);
    }

    Retries outageSince(long now) {
        return new Retries(policy, attempt, now, handshakes, loopPolicy);
    }
}
