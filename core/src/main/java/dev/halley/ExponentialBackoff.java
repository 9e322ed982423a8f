package dev.halley;

import java.time.Duration;
import java.util.Objects;

/**
 * Waits longer after each failed attempt of an outage, up to a limit, and spreads the attempts of many clients by
 * chance. Immutable: each method returns another policy. The defaults:
 *
 * <table>
 *   <caption>Defaults</caption>
 *   <tr><th>value</th><th>default</th></tr>
 *   <tr><td>{@link #initialDelay(Duration) initialDelay}</td><td>1 s</td></tr>
 *   <tr><td>{@link #multiplier(double) multiplier}</td><td>2</td></tr>
 *   <tr><td>{@link #maxDelay(Duration) maxDelay}</td><td>5 s, before randomization</td></tr>
 *   <tr><td>randomization</td><td>{@link #fullJitter() full}: anything from zero to the delay</td></tr>
 *   <tr><td>{@link #maxAttempts(int) maxAttempts}</td><td>unlimited</td></tr>
 *   <tr><td>{@link #maxElapsed(Duration) maxElapsed}</td><td>unlimited</td></tr>
 * </table>
 *
 * <p>The delay before attempt <i>n</i> is {@code initialDelay × multiplier^(n-1)}, cut to {@code maxDelay}, then
 * randomized, so that also clients that have reached the limit do not come back all at once. When the server asked to
 * wait ({@code Retry-After}, or the advice of a protocol), the larger of both is used, even above {@code maxDelay}.
 *
 * <p>A fatal failure (see {@link ReconnectPolicy.Failure#fatal()}) ends a client that never had a session: its URL or
 * its settings are wrong. When there was a session, the same failure is taken for a passing one, such as a proxy that
 * answers 404 while the server behind it restarts, and is retried like any other.
 */
public final class ExponentialBackoff implements ReconnectPolicy {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final double FULL = -1;

    static final ExponentialBackoff DEFAULT =
            new ExponentialBackoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(5), FULL, Integer.MAX_VALUE, FOREVER);

    private final Duration initialDelay;
    private final double multiplier;
    private final Duration maxDelay;
    /** The proportion by which a delay varies to both sides, or {@link #FULL}. */
    private final double jitter;

    private final int maxAttempts;
    private final Duration maxElapsed;

    private ExponentialBackoff(
            Duration initialDelay,
            double multiplier,
            Duration maxDelay,
            double jitter,
            int maxAttempts,
            Duration maxElapsed) {
        this.initialDelay = initialDelay;
        this.multiplier = multiplier;
        this.maxDelay = maxDelay;
        this.jitter = jitter;
        this.maxAttempts = maxAttempts;
        this.maxElapsed = maxElapsed;
    }

    /**
     * The delay before the first retry, before randomization. Default: 1 s.
     *
     * @param delay the delay; zero retries the first time at once, and then every time
     * @return a policy with this value
     * @throws IllegalArgumentException when it is negative
     */
    public ExponentialBackoff initialDelay(Duration delay) {
        return new ExponentialBackoff(
                notNegative(delay, "initialDelay"), multiplier, maxDelay, jitter, maxAttempts, maxElapsed);
    }

    /**
     * The factor by which the delay grows with each attempt. Default: 2.
     *
     * @param factor the factor; 1 keeps the delay as it is
     * @return a policy with this value
     * @throws IllegalArgumentException when it is below 1 or not finite
     */
    public ExponentialBackoff multiplier(double factor) {
        if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("multiplier: " + factor + " (expected: 1 or more, finite)");
        }
        return new ExponentialBackoff(initialDelay, factor, maxDelay, jitter, maxAttempts, maxElapsed);
    }

    /**
     * The longest delay, before randomization. Default: 5 s.
     *
     * @param delay the delay
     * @return a policy with this value
     * @throws IllegalArgumentException when it is negative
     */
    public ExponentialBackoff maxDelay(Duration delay) {
        return new ExponentialBackoff(
                initialDelay, multiplier, notNegative(delay, "maxDelay"), jitter, maxAttempts, maxElapsed);
    }

    /**
     * Draws each delay between zero and the computed one. This is the default, and the best protection of a server
     * that lost all of its clients in one moment.
     *
     * @return a policy with this randomization
     */
    public ExponentialBackoff fullJitter() {
        return new ExponentialBackoff(initialDelay, multiplier, maxDelay, FULL, maxAttempts, maxElapsed);
    }

    /**
     * Draws each delay around the computed one: {@code 0.5} means between half of it and one and a half times it, also
     * above {@code maxDelay}. Zero switches randomization off. Default: not used, see {@link #fullJitter()}.
     *
     * @param proportion by which part of the delay it varies to both sides, from 0 to 1
     * @return a policy with this randomization
     * @throws IllegalArgumentException when it is outside of 0 to 1
     */
    public ExponentialBackoff proportionalJitter(double proportion) {
        if (!(proportion >= 0 && proportion <= 1)) {
            throw new IllegalArgumentException("proportion: " + proportion + " (expected: 0 to 1)");
        }
        return new ExponentialBackoff(initialDelay, multiplier, maxDelay, proportion, maxAttempts, maxElapsed);
    }

    /**
     * How many retries an outage may have. Default: unlimited.
     *
     * @param attempts the number; zero never retries
     * @return a policy with this value
     * @throws IllegalArgumentException when it is negative
     */
    public ExponentialBackoff maxAttempts(int attempts) {
        if (attempts < 0) {
            throw new IllegalArgumentException("maxAttempts: " + attempts + " (expected: 0 or more)");
        }
        return new ExponentialBackoff(initialDelay, multiplier, maxDelay, jitter, attempts, maxElapsed);
    }

    /**
     * How long an outage may last. The last delay is shortened so that one more attempt begins at the end of this
     * time; when that fails too, or when the server asked to wait for longer, the policy gives up. Default: unlimited.
     *
     * @param elapsed the time since the outage began
     * @return a policy with this value
     * @throws IllegalArgumentException when it is negative
     */
    public ExponentialBackoff maxElapsed(Duration elapsed) {
        return new ExponentialBackoff(
                initialDelay, multiplier, maxDelay, jitter, maxAttempts, notNegative(elapsed, "maxElapsed"));
    }

    @Override
    public Decision next(Failure failure) {
        if (failure.fatal() && !failure.hadSession()) {
            return new Decision.GiveUp("fatal failure before the first session: " + failure.cause());
        }
        if (failure.attempt() > maxAttempts) {
            return new Decision.GiveUp("maxAttempts: " + maxAttempts + " retries used up");
        }
        Duration remaining = maxElapsed.minus(failure.elapsed());
        if (remaining.isNegative() || remaining.isZero()) {
            return new Decision.GiveUp("maxElapsed: " + maxElapsed + " over");
        }
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        if (asked.compareTo(remaining) > 0) {
            return new Decision.GiveUp("maxElapsed: " + maxElapsed + ", but the server asked to wait for " + asked);
        }
        Duration delay = max(randomized(capped(failure.attempt()), failure.random()), asked);
        return new Decision.Retry(delay.compareTo(remaining) > 0 ? remaining : delay, this);
    }

    private double capped(int attempt) {
        double grown = seconds(initialDelay) * Math.pow(multiplier, attempt - 1.0);
        double limit = seconds(maxDelay);
        // Zero times infinity is not a number: an initial delay of zero stays zero.
        return Double.isNaN(grown) ? 0 : Math.min(grown, limit);
    }

    private Duration randomized(double seconds, double random) {
        double drawn = jitter == FULL ? seconds * random : seconds * (1 + jitter * (2 * random - 1));
        double nanos = drawn * 1e9;
        return nanos < Long.MAX_VALUE ? Duration.ofNanos((long) nanos) : Duration.ofSeconds((long) drawn);
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration notNegative(Duration value, String name) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: not negative)");
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExponentialBackoff that
                && that.initialDelay.equals(initialDelay)
                && that.multiplier == multiplier
                && that.maxDelay.equals(maxDelay)
                && that.jitter == jitter
                && that.maxAttempts == maxAttempts
                && that.maxElapsed.equals(maxElapsed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(initialDelay, multiplier, maxDelay, jitter, maxAttempts, maxElapsed);
    }

    @Override
    public String toString() {
        return "ExponentialBackoff[initialDelay=" + initialDelay + ", multiplier=" + multiplier + ", maxDelay="
                + maxDelay + ", jitter=" + (jitter == FULL ? "full" : "±" + jitter) + ", maxAttempts="
                + (maxAttempts == Integer.MAX_VALUE ? "unlimited" : maxAttempts) + ", maxElapsed="
                + (maxElapsed.equals(FOREVER) ? "unlimited" : maxElapsed) + "]";
    }
}
