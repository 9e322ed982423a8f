package dev.halley.bayeux.internal.dispatch;

import dev.halley.SubscriptionState;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.HandlerQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One subscribed channel: one subscription at the server, any number of the application's. */
public final class ChannelEntry {
    private final String channel;

    // serial context
    private final List<Local> locals = new ArrayList<>();
    private @Nullable String requestId;
    private @Nullable Instant lostAt;

    // written in the serial context, read by the application
    private volatile SubscriptionState state = SubscriptionState.PENDING;
    private volatile @Nullable Throwable failure;

    ChannelEntry(String channel) {
        this.channel = channel;
    }

    public String channel() {
        return channel;
    }

    public SubscriptionState state() {
        return state;
    }

    List<Local> locals() {
        return locals;
    }

    void step(SubscriptionMachine.Event event, @Nullable Throwable reason) {
        failure = event == SubscriptionMachine.Event.REFUSED ? reason : null;
        state = SubscriptionMachine.step(state, event);
    }

    /** The id of the subscribe request that is on its way. */
    @Nullable String requestId() {
        return requestId;
    }

    void requestId(@Nullable String id) {
        this.requestId = id;
    }

    /** When the stream was last known to be whole, while messages of it may be missing. */
    public @Nullable Instant lostAt() {
        return lostAt;
    }

    void lostAt(@Nullable Instant instant) {
        this.lostAt = instant;
    }

    /** One subscription of the application. Any thread may ask; the queue belongs to the serial context. */
    static final class Local implements Subscription {
        private final ChannelEntry entry;
        private final @Nullable HandlerQueue<ReceivedMessage> queue;
        private final @Nullable Object handler;
        private final CompletableFuture<Subscription> confirmed = new CompletableFuture<>();
        private volatile boolean ended;

        /**
         * @param queue null for a subscription to the client's one stream
         * @param handler the application's handler, by which two registrations of the same one are recognised
         */
        Local(ChannelEntry entry, @Nullable HandlerQueue<ReceivedMessage> queue, @Nullable Object handler) {
            this.entry = entry;
            this.queue = queue;
            this.handler = handler;
        }

        ChannelEntry entry() {
            return entry;
        }

        @Nullable HandlerQueue<ReceivedMessage> queue() {
            return queue;
        }

        @Nullable Object handler() {
            return handler;
        }

        CompletableFuture<Subscription> confirmed() {
            return confirmed;
        }

        void end() {
            ended = true;
        }

        boolean isEnded() {
            return ended;
        }

        @Override
        public String channel() {
            return entry.channel;
        }

        @Override
        public SubscriptionState state() {
            return ended ? SubscriptionState.ENDED : entry.state;
        }

        @Override
        public Optional<Throwable> failure() {
            return ended ? Optional.empty() : Optional.ofNullable(entry.failure);
        }

        @Override
        public String toString() {
            return channel() + " " + state();
        }
    }
}
