package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.OverflowException;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.observe.EventHub;
import java.util.function.Consumer;

/** What follows from how fast the application consumes. Serial context. */
final class Consumption implements Backlog.Listener {
    private final BayeuxConfig config;
    private final EventHub hub;
    private final SessionRunner runner;
    private final Backlog backlog;
    private final Consumer<HalleyException> onPaused;
    private boolean paused;

    /** @param onPaused gets why no reply comes any more */
    Consumption(
            BayeuxConfig config,
            SerialContext context,
            EventHub hub,
            SessionRunner runner,
            Consumer<HalleyException> onPaused) {
        this.config = config;
        this.hub = hub;
        this.runner = runner;
        this.onPaused = onPaused;
        this.backlog = new Backlog(config.delivery(), context, config.executor(), this);
    }

    Backlog backlog() {
        return backlog;
    }

    /** Whether nothing is read. */
    boolean isPaused() {
        return paused;
    }

    OverflowException overflow() {
        return new OverflowException(
                "reading stopped: " + backlog.pendingBytes() + " bytes wait to be consumed (maxPendingBytes: "
                        + config.delivery().maxPendingBytes() + "); consume them, or allow more",
                null);
    }

    @Override
    public void pressureChanged(Pressure now) {
        runner.pressure(now);
        if (now == Pressure.HARD && !paused) {
            paused = true;
            hub.raise(new ClientEvent.Paused(runner.sessionDeadline()));
            onPaused.accept(overflow());
        } else if (now != Pressure.HARD && paused) {
            paused = false;
            hub.raise(new ClientEvent.Resumed());
        }
    }

    @Override
    public void dropped(String scope, long count, ClientEvent.DropReason reason) {
        hub.raise(new ClientEvent.Dropped(scope, count, reason));
    }

    @Override
    public void overflowed(String scope) {
        runner.step(new SessionEvent.Fail(new OverflowException(
                "more than " + config.delivery().maxPendingCount() + " messages of " + scope
                        + " wait to be consumed, and the policy is FAIL; consume faster, allow more, or choose"
                        + " another overflow policy",
                null)));
    }

    @Override
    public void handlerFailed(String scope, Throwable cause) {
        hub.raise(new ClientEvent.HandlerFailed(scope, cause));
    }
}
