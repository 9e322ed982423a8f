package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to ask again for what failed while the connection stands: as the reconnect policy says, and never sooner than
 * after a second. One timer for everything that waits. Serial context.
 */
final class AskLater {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Subscriptions.Port port;
    private final Runnable ask;
    private @Nullable ReconnectPolicy policy;
    private int attempt;
    private long since;
    private TimeSource.@Nullable Timer timer;

    AskLater(Subscriptions.Port port, Runnable ask) {
        this.port = port;
        this.ask = ask;
    }

    /**
     * Asks again later, together with what waits already.
     *
     * @return false when the policy has given up
     */
    boolean schedule(HalleyException cause) {
        if (timer != null) {
            return true;
        }
        if (policy == null) {
            policy = port.reconnectPolicy();
            since = port.nanoTime();
        }
        attempt++;
        ConnectionException.Details details =
                cause instanceof ConnectionException known ? known.details() : ConnectionException.Details.NONE;
        ReconnectPolicy.Failure failure = new ReconnectPolicy.Failure(
                attempt,
                Duration.ofNanos(port.nanoTime() - since),
                details.retryAfter(),
                details.fatal(),
                true,
                cause,
                port.random());
        if (!(decision(policy, failure, cause) instanceof ReconnectPolicy.Decision.Retry retry)) {
            succeeded();
            return false;
        }
        policy = retry.next();
        Duration delay = retry.delay().compareTo(LEAST) < 0 ? LEAST : retry.delay();
        timer = port.schedule(delay, () -> {
            timer = null;
            ask.run();
        });
        port.raise(new ClientEvent.Retrying(attempt, delay, cause));
        return true;
    }

    private static ReconnectPolicy.Decision decision(
            ReconnectPolicy policy, ReconnectPolicy.Failure failure, HalleyException cause) {
        try {
            return policy.next(failure);
        } catch (RuntimeException thrown) {
            cause.addSuppressed(thrown);
            return new ReconnectPolicy.Decision.GiveUp("the reconnect policy failed: " + thrown);
        }
    }

    /** The server took one: the next failure is the first one again. */
    void succeeded() {
        policy = null;
        attempt = 0;
    }

    void cancel() {
        succeeded();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
