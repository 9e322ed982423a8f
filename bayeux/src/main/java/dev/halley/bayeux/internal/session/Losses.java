package dev.halley.bayeux.internal.session;

import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.dispatch.Subscriptions;
import dev.halley.bayeux.internal.position.Positions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What may be missing, since when, and that the subscriptions are told. Serial context. */
final class Losses {
    private final SessionRunner runner;
    private final Positions positions;
    private final Subscriptions subscriptions;
    private final Inbound inbound;

    /** When the stream was last known to be whole, while messages of this session may be missing. */
    private @Nullable Instant lostAt;

    /** The same, when the request went out that is under way beside the connect: its reply takes what was sent since. */
    private @Nullable Long wholeBeside;

    private long beside;

    Losses(SessionRunner runner, Positions positions, Subscriptions subscriptions, Inbound inbound) {
        this.runner = runner;
        this.positions = positions;
        this.subscriptions = subscriptions;
        this.inbound = inbound;
    }

    /** A client is opened, which misses nothing. */
    void clear() {
        lostAt = null;
        wholeBeside = null;
    }

    /** Since when something may be missing: the present where nothing is. */
    Instant since() {
        return lostAt == null ? inbound.onWallClock(inbound.wholeAt()) : lostAt;
    }

    /** A request goes out beside the connect. */
    void asking(long number) {
        beside = number;
        wholeBeside = inbound.wholeAt();
    }

    /** That request is over; the next one may have gone out while its reply was looked at. */
    void asked(long number) {
        if (beside == number) {
            wholeBeside = null;
        }
    }

    /** A socket ended, and no request of ours failed with it. */
    void socketGone(HalleyException cause) {
        SessionState now = runner.state();
        // P65: what the server sent into the dead socket is missing, though no request of ours failed with it; after a
        // fallback the socket is none of this session's links
        boolean ours = now.transport() == ConnectionType.WEBSOCKET;
        if (ours && now.visible() == ConnectionState.CONNECTED) {
            runner.step(new SessionEvent.LinkFailed(now.link(), Failures.of(cause)));
        } else if (ours && isRetryingTheSession()) {
            // nothing of the session's control was on it, and the server may have sent into it all the same
            linkLost(cause, ConnectionType.WEBSOCKET);
        }
    }

    /** A socket was left for another one of the same session. */
    void socketLeft() {
        if (isRetryingTheSession()) {
            linkLost(
                    new ClosedException("the WebSocket was left for one with new credentials", null),
                    ConnectionType.WEBSOCKET);
        }
    }

    /**
     * A reply was lost, with the messages that came along.
     *
     * @param late whether the server may still write it
     */
    void replyLost(HalleyException cause, boolean late) {
        boolean usable = runner.state().usable();
        if (positions.survivesLinks() || !usable && !isRetryingTheSession()) {
            return;
        }
        boolean comesAgain = positions.replyLost();
        Instant since = inbound.onWallClock(wholeBeside == null ? inbound.wholeAt() : wholeBeside);
        if (late || comesAgain) {
            mayMiss(since);
            boolean unused = lose(runner.state().transport());
            subscriptions.doubtSession(cause);
        } else if (usable) {
            subscriptions.mayMiss(since);
        } else {
            mayMiss(since);
        }
    }

    private boolean isRetryingTheSession() {
        return runner.state().clientId() != null && runner.state().visible() == ConnectionState.RECONNECTING;
    }

    void linkLost(HalleyException cause, ConnectionType over) {
        if (lose(over)) {
            // P65, but for this: in the same session CometD may write what it replays to the link that is lost
            subscriptions.doubtSession(cause);
        }
    }

    /** What a connect was to bring may be missing; says whether another session brings all of it. */
    private boolean lose(ConnectionType over) {
        boolean ordered = over == ConnectionType.WEBSOCKET;
        boolean comesAgain = positions.linkLost(ordered);
        if (ordered) {
            mayMiss(inbound.onWallClock(inbound.wholeAt()));
        } else {
            // what came with another reply says nothing of the connect's
            mayMiss(inbound.onWallClock(inbound.connectedAt()));
            if (wholeBeside != null) {
                mayMiss(inbound.onWallClock(wholeBeside));
            }
        }
        return comesAgain;
    }

    /** When messages flow again, or another session has begun, the subscriptions are told. */
    private void mayMiss(Instant since) {
        if ((lostAt == null || since.isBefore(lostAt)) && !positions.survivesLinks()) {
            lostAt = since;
        }
    }

    void connected() {
        if (!subscriptions.connected()) {
            return;
        }
        Instant since = lostAt;
        lostAt = null;
        if (since != null) {
            subscriptions.mayMiss(since);
        }
    }

    void sessionLost() {
        if (runner.control().isConnecting()) {
            // it is left with the session
            boolean unused = lose(runner.state().transport());
        }
        subscriptions.sessionLost(since());
        lostAt = null;
    }
}
