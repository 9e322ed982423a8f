package dev.halley.bayeux.internal.dispatch;

import dev.halley.SubscriptionState;
import dev.halley.bayeux.internal.message.Ext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One subscribed channel: one subscription at the server, any number of the application's. */
public final class ChannelEntry {
    private final String channel;

    // serial context
    private final List<LocalSubscription> locals = new ArrayList<>();
    private @Nullable String requestId;
    private @Nullable Instant lostAt;
    private @Nullable Object waitsFor;
    private boolean authenticated;

    // written in the serial context, read by the application
    private volatile SubscriptionState state = SubscriptionState.PENDING;
    private volatile @Nullable Throwable failure;
    private volatile OptionalLong position = OptionalLong.empty();

    ChannelEntry(String channel) {
        this.channel = channel;
    }

    public String channel() {
        return channel;
    }

    public SubscriptionState state() {
        return state;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    OptionalLong position() {
        return position;
    }

    /** The position up to which its messages were processed, where the server gives positions. */
    public void position(long processed) {
        position = OptionalLong.of(processed);
    }

    /** The position from which the application asked it to begin; the first one that it named. */
    public @Nullable Long replayFrom() {
        for (LocalSubscription local : locals) {
            if (local.wanted().replayFrom() != null) {
                return local.wanted().replayFrom();
            }
        }
        return null;
    }

    List<LocalSubscription> locals() {
        return locals;
    }

    /** P41: what its subscriptions put into {@code ext}, merged. */
    Ext ext() {
        Ext all = Ext.NONE;
        for (LocalSubscription local : locals) {
            all = all.plus(local.wanted().ext());
        }
        return all;
    }

    void step(SubscriptionMachine.Event event, @Nullable Throwable reason) {
        failure = event == SubscriptionMachine.Event.REFUSED ? reason : null;
        state = SubscriptionMachine.step(state, event);
        waitsFor = null;
        authenticated = false;
    }

    /** Whether the server has to be asked now: it does not know the channel, and no request is on its way or waits. */
    boolean isUnasked() {
        return state == SubscriptionState.PENDING && requestId == null && waitsFor == null;
    }

    /** The id of the subscribe request that is on its way. */
    @Nullable String requestId() {
        return requestId;
    }

    void requestId(@Nullable String id) {
        this.requestId = id;
    }

    /** A new session: nothing was asked for, and nothing went wrong. */
    void restart() {
        requestId = null;
        waitsFor = null;
        authenticated = false;
    }

    /** What has to happen before it is asked for again; null for nothing. */
    void waitFor(@Nullable Object what) {
        this.waitsFor = what;
    }

    boolean waitsFor(Object what) {
        return waitsFor == what;
    }

    /** Whether its request was refused for its credentials once, and these were renewed for it. */
    boolean isAuthenticated() {
        return authenticated;
    }

    void authenticated() {
        this.authenticated = true;
    }

    /** When the stream was last known to be whole, while messages of it may be missing. */
    public @Nullable Instant lostAt() {
        return lostAt;
    }

    void lostAt(@Nullable Instant instant) {
        this.lostAt = instant;
    }
}
