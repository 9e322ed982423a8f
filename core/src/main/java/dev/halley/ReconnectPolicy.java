package dev.halley;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides, after each failed attempt to reach the server, whether and when the client tries again. A policy is a pure
 * function: it reads no clock and draws no random number of its own, both come with the {@link Failure}. It is called in
 * the client's serial context and must not block.
 *
 * <p>A policy that needs memory returns another policy in {@link Decision.Retry#next()}; with the next outage the
 * client starts again from the policy it was built with.
 */
@FunctionalInterface
public interface ReconnectPolicy {
    /**
     * Decides what follows a failed attempt or a lost connection.
     *
     * @param failure what is known of it
     * @return a retry, or the end of the client
     */
    Decision next(Failure failure);

    /**
     * The default: exponential backoff with full jitter that never gives up. Its values are listed at
     * {@link ExponentialBackoff}.
     *
     * @return the default policy, to be changed with its own methods
     */
    static ExponentialBackoff exponentialBackoff() {
        return ExponentialBackoff.DEFAULT;
    }

    /**
     * The policy that does not reconnect: the first failure ends the client.
     *
     * @return the policy
     */
    static ReconnectPolicy never() {
        return failure -> new Decision.GiveUp("reconnect policy: never");
    }

    /**
     * One failure within an outage.
     *
     * @param attempt which retry is being decided on: 1 is the first one of this outage
     * @param elapsed the time since the outage began
     * @param retryAfter how long the server asked to wait, if it did
     * @param fatal whether the same attempt is hopeless by its nature: a TLS failure, HTTP 404, a server that refuses
     *     the handshake for good
     * @param hadSession whether the client had a session at any time since it was opened
     * @param cause why the last attempt failed, or why the connection was lost
     * @param random a random number for this decision, from 0 (inclusive) to 1 (exclusive)
     */
    record Failure(
            int attempt,
            Duration elapsed,
            Optional<Duration> retryAfter,
            boolean fatal,
            boolean hadSession,
            Throwable cause,
            double random) {
        /**
         * Checks the values.
         *
         * @param attempt from 1
         * @param elapsed not null
         * @param retryAfter not null
         * @param fatal any
         * @param hadSession any
         * @param cause not null
         * @param random from 0 (inclusive) to 1 (exclusive)
         * @throws IllegalArgumentException when {@code attempt} is below 1 or {@code random} outside of [0, 1)
         */
        public Failure {
            Objects.requireNonNull(elapsed, "elapsed");
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(cause, "cause");
            if (attempt < 1) {
                throw new IllegalArgumentException("attempt: " + attempt + " (expected: 1 or more)");
            }
            if (!(random >= 0 && random < 1)) {
                throw new IllegalArgumentException("random: " + random + " (expected: 0 <= random < 1)");
            }
        }
    }

    /** What a policy decided. */
    sealed interface Decision {
        /**
         * Try again.
         *
         * @param delay how long to wait before
         * @param next the policy that decides when this attempt fails too
         */
        record Retry(Duration delay, ReconnectPolicy next) implements Decision {
            /**
             * Checks the values.
             *
             * @param delay not negative
             * @param next not null
             * @throws IllegalArgumentException when {@code delay} is negative
             */
            public Retry {
                Objects.requireNonNull(next, "next");
                if (delay.isNegative()) {
                    throw new IllegalArgumentException("delay: " + delay + " (expected: not negative)");
                }
            }
        }

        /**
         * End the client.
         *
         * @param reason why, for the exception that every waiting call gets
         */
        record GiveUp(String reason) implements Decision {
            /**
             * Checks the value.
             *
             * @param reason not null
             */
            public GiveUp {
                Objects.requireNonNull(reason, "reason");
            }
        }
    }
}
