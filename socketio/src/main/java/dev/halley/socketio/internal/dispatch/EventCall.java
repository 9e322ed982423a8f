package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent.DropReason;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.internal.session.AckReply;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way through its handlers and streams, its acknowledgement, and the news that all have finished with it.
 * Made in the serial context, run once on the client's executor; streams finish on any thread.
 */
final class EventCall implements Ack, Supplier<Ack>, Completion, Completion.Tracked {
    private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

    // An object of its own for each of these would be a tenth of what an event costs.
    private static final AtomicIntegerFieldUpdater<EventCall> WAITED =
            AtomicIntegerFieldUpdater.newUpdater(EventCall.class, "waited");
    private static final AtomicIntegerFieldUpdater<EventCall> OVER =
            AtomicIntegerFieldUpdater.newUpdater(EventCall.class, "over");

    private final Handlers owner;
    private final IncomingEvent event;
    private final @Nullable AckReply reply;
    private final @Nullable Completion processed;
    private final boolean reserved;

    // Any thread.

    /** How many have not finished: the handlers are one, each stream is one. */
    private volatile int waited;

    /** 1 when the handlers have finished. */
    @SuppressWarnings("UnusedVariable") // by its updater
    private volatile int over;

    /** Whether the application has taken the acknowledgement into its own hands. */
    private volatile boolean taken;

    private volatile @Nullable Throwable threw;

    /** Written before its writer has finished, and read after {@link #waited}, which makes it visible. */
    private boolean seen;

    /** By any of the queues. */
    private volatile @Nullable DropReason dropped;

    /** By the queue of the handlers. */
    private volatile boolean unhandled;

    EventCall(
            Handlers owner,
            String namespace,
            String name,
            Args args,
            @Nullable AckReply reply,
            @Nullable Completion processed,
            boolean reserved,
            int streams) {
        this.owner = owner;
        this.event = new ReceivedEvent(namespace, name, args, this, null);
        this.reply = reply;
        this.processed = processed;
        this.reserved = reserved;
        // published by the queues, so without the fence of a full write
        WAITED.lazySet(this, 1 + streams);
    }

    IncomingEvent event() {
        return event;
    }

    /** The application takes the acknowledgement into its own hands. */
    @Override
    public Ack get() {
        taken = true;
        return this;
    }

    /**
     * Calls everybody who wants it, one after the other; the stage ends when the last one has finished, and never fails; null
     * is at once.
     */
    @Nullable CompletionStage<?> run() {
        try {
            return begin();
        } catch (Throwable unexpected) {
            failed(unexpected);
            handled();
            return null;
        }
    }

    private @Nullable CompletionStage<?> begin() {
        if (!reserved) {
            List<Handler> listeners = owner.table().any(event.namespace());
            for (int i = 0; i < listeners.size(); i++) {
                Handler listener = listeners.get(i);
                seen = true;
                if (listener.claim()) {
                    Object unused = called(listener, owner.begun());
                }
            }
        }
        return next(owner.table().resolve(event.namespace(), event.name(), reserved), 0);
    }

    private @Nullable CompletionStage<?> next(List<Handler> handlers, int first) {
        for (int i = first; i < handlers.size(); i++) {
            Handler handler = handlers.get(i);
            if (!handler.claim()) {
                continue;
            }
            seen = true;
            long begun = owner.begun();
            Object result = called(handler, begun);
            if (result instanceof CompletionStage<?> stage) {
                return after(stage, handlers, i + 1, begun);
            }
            offer(result);
        }
        handled();
        return null;
    }

    /** What comes after a handler whose stage has ended: it comes to an end whatever that stage and the executor are like. */
    private CompletionStage<?> after(CompletionStage<?> stage, List<Handler> handlers, int first, long begun) {
        CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
        try {
            CompletionStage<?> unused = stage.whenComplete((value, failure) -> Stages.settle(end, value, failure));
        } catch (Throwable failure) {
            // no stage that can be waited for
            end.completeExceptionally(failure);
        }
        Stages.ignore(end.whenComplete((value, failure) -> owner.handled(event.namespace(), begun, failure)));
        return end.handleAsync((value, failure) -> ended(handlers, first, value, failure), owner.executor())
                .thenCompose(rest -> rest)
                .handle((rest, refused) -> {
                    if (refused != null) {
                        // the handlers that come next can't be called
                        Throwable cause = refused.getCause();
                        failed(refused instanceof CompletionException && cause != null ? cause : refused);
                        handled();
                    }
                    return null;
                });
    }

    private CompletionStage<?> ended(
            List<Handler> handlers, int first, @Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            offer(value);
        } else {
            failed(failure);
        }
        CompletionStage<?> rest = next(handlers, first);
        return rest == null ? DONE : rest;
    }

    private @Nullable Object called(Handler handler, long begun) {
        Object result;
        try {
            result = handler.call(event);
        } catch (Throwable failure) {
            owner.handled(event.namespace(), begun, failure);
            failed(failure);
            return null;
        }
        if (!(result instanceof CompletionStage<?>)) {
            owner.handled(event.namespace(), begun, null);
        }
        return result;
    }

    /** S5-07: the first handler that returns a value answers, unless one has taken the acknowledgement over. */
    private void offer(@Nullable Object value) {
        if (value != null && !taken && reply != null && !reply.isSent()) {
            answer(value instanceof Args args ? args.toList() : List.of(value));
        }
    }

    private void answer(List<? extends @Nullable Object> args) {
        AckReply to = reply;
        if (to == null) {
            return;
        }
        try {
            boolean unused = to.send(args);
        } catch (RuntimeException notEncodable) {
            failed(notEncodable);
        }
    }

    private void failed(Throwable failure) {
        if (threw == null) {
            threw = failure;
        }
        owner.handlerFailed(event.namespace(), failure);
    }

    /** All handlers have finished; counts once. */
    private void handled() {
        if (!OVER.compareAndSet(this, 0, 1)) {
            return;
        }
        if (waited == 1 && !seen && !reserved) {
            owner.unhandled(event.namespace());
        }
        finished();
    }

    /** One of those who were waited for has finished. */
    private void finished() {
        if (WAITED.decrementAndGet(this) != 0) {
            return;
        }
        DropReason reason = dropped;
        // a stream that lost its copy takes nothing from what the handlers have done
        boolean handled = reason == null || (seen && !unhandled);
        if (reply != null && !taken && threw == null && handled && !reply.isSent()) {
            answer(List.of());
        }
        if (processed == null) {
            return;
        }
        if (reason == null || seen) {
            processed.processed();
        } else {
            processed.dropped(reason);
        }
    }

    // The queue of the handlers: it only says when it drops this, for what is processed is told by handled().

    @Override
    public Completion completion() {
        return this;
    }

    @Override
    public void processed() {
        // the handlers may go on after the queue has
    }

    @Override
    public void dropped(DropReason reason) {
        unhandled = true;
        dropped = reason;
        finished();
    }

    /** For one of the streams. */
    IncomingEvent forStream() {
        return new ReceivedEvent(event.namespace(), event.name(), event.args(), this, new InStream());
    }

    /** What one of the streams says. */
    private final class InStream implements Completion {
        @Override
        public void processed() {
            seen = true;
            finished();
        }

        @Override
        public void dropped(DropReason reason) {
            dropped = reason;
            finished();
        }
    }

    // The acknowledgement, for the application.

    @Override
    public boolean isWanted() {
        return reply != null;
    }

    @Override
    public boolean isSent() {
        return reply != null && reply.isSent();
    }

    @Override
    public void send(@Nullable Object @Nullable ... args) {
        AckReply to = reply;
        if (to != null) {
            boolean unused = to.send(args == null ? Collections.singletonList(null) : Arrays.asList(args));
        }
    }

    @Override
    public String toString() {
        return event.namespace() + " " + event.name();
    }
}
