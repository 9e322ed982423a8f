package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.ChannelTemplate;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.loop.Stages;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One subscription of the application. Any thread may ask; the queue belongs to the serial context. */
final class LocalSubscription implements Subscription {
    private final ChannelEntry entry;
    private final Wanted wanted;
    private final @Nullable HandlerQueue<ReceivedMessage> queue;
    private final @Nullable IdleWatch idle;
    private final CompletableFuture<Subscription> confirmed = new CompletableFuture<>();
    private volatile boolean ended;

    /**
     * @param queue null for a subscription to the client's one stream
     * @param idle null when silence is nobody's concern
     */
    LocalSubscription(
            ChannelEntry entry,
            Wanted wanted,
            @Nullable HandlerQueue<ReceivedMessage> queue,
            @Nullable IdleWatch idle) {
        this.entry = entry;
        this.wanted = wanted;
        this.queue = queue;
        this.idle = idle;
    }

    ChannelEntry entry() {
        return entry;
    }

    Wanted wanted() {
        return wanted;
    }

    @Nullable HandlerQueue<ReceivedMessage> queue() {
        return queue;
    }

    @Nullable IdleWatch idle() {
        return idle;
    }

    CompletableFuture<Subscription> confirmed() {
        return confirmed;
    }

    void confirm() {
        confirmed.complete(this);
        if (idle != null) {
            idle.start();
        }
    }

    void end() {
        ended = true;
        if (idle != null) {
            idle.stop();
        }
    }

    /** Nothing more is handled, and the queue is forgotten. */
    void discard() {
        if (queue != null) {
            queue.discard(ClientEvent.DropReason.DISCARDED);
            Stages.ignore(queue.finish());
        }
    }

    /** What was received is handled; completes when it was. */
    CompletableFuture<Void> finish() {
        return queue == null ? CompletableFuture.completedFuture(null) : queue.finish();
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public String channel() {
        return entry.channel();
    }

    @Override
    public Optional<ChannelTemplate> template() {
        return Optional.ofNullable(wanted.template());
    }

    @Override
    public SubscriptionState state() {
        return ended ? SubscriptionState.ENDED : entry.state();
    }

    @Override
    public Optional<Throwable> failure() {
        return ended ? Optional.empty() : Optional.ofNullable(entry.failure());
    }

    @Override
    public OptionalLong position() {
        return entry.position();
    }

    @Override
    public String toString() {
        return wanted.name() + " " + state();
    }
}
