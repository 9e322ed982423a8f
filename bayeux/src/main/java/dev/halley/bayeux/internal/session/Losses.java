package dev.halley.bayeux.internal.session;

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

    Losses(SessionRunner runner, Positions positions, Subscriptions subscriptions, Inbound inbound) {
        this.runner = runner;
        this.positions = positions;
        this.subscriptions = subscriptions;
        this.inbound = inbound;
    }

    /** A client is opened, which misses nothing. */
    void clear() {
        lostAt = null;
    }

    /** Since when something may be missing: the present where nothing is. */
    Instant since() {
        return lostAt == null ? inbound.wholeAt() : lostAt;
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
            linkLost();
        }
    }

    /** A socket was left for another one of the same session. */
    void socketLeft() {
        if (isRetryingTheSession()) {
            linkLost();
        }
    }

    /** A reply to a request was lost, with the messages that came along. */
    void replyLost() {
        if (positions.survivesLinks()) {
            return;
        }
        positions.replyLost();
        if (runner.state().usable()) {
            subscriptions.replyLost(inbound.wholeAt());
        } else if (isRetryingTheSession()) {
            mayMiss();
        }
    }

    private boolean isRetryingTheSession() {
        return runner.state().clientId() != null && runner.state().visible() == ConnectionState.RECONNECTING;
    }

    void linkLost() {
        positions.linkLost(runner.state().transport() == ConnectionType.WEBSOCKET);
        mayMiss();
    }

    /** When messages flow again, or another session has begun, the subscriptions are told. */
    private void mayMiss() {
        if (lostAt == null && !positions.survivesLinks()) {
            lostAt = inbound.wholeAt();
        }
    }

    void connected() {
        Instant since = lostAt;
        lostAt = null;
        subscriptions.connected(since);
    }

    void sessionLost() {
        subscriptions.sessionLost(since());
        lostAt = null;
    }
}
