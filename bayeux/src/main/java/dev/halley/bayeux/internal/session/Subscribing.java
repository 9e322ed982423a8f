package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.ListenerHandle;
import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.bayeux.internal.dispatch.Wanted;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The application's subscribes, unsubscribes and listeners: from its threads into the serial context, and their futures
 * back. Any thread.
 */
public final class Subscribing {
    private final BayeuxConfig config;
    private final SerialContext context;
    private final Batches batches;
    private final SessionCore core;
    private final Timing timing;

    Subscribing(BayeuxConfig config, SerialContext context, Batches batches, SessionCore core, Timing timing) {
        this.config = config;
        this.context = context;
        this.batches = batches;
        this.core = core;
        this.timing = timing;
    }

    /** Subscribes to one channel. */
    public CompletableFuture<Subscription> subscribe(Wanted wanted) {
        Single raw = new Single(all(List.of(wanted)));
        Stages.ignore(raw.all.whenComplete((subscriptions, failure) ->
                Stages.settle(raw, subscriptions == null ? null : subscriptions.get(0), failure)));
        return raw;
    }

    /** Subscribes to several channels with one request; when one fails, all of them are taken off. */
    public CompletableFuture<List<Subscription>> subscribe(List<Wanted> wanted) {
        return all(List.copyOf(wanted));
    }

    /**
     * A handler that can't acknowledge would hold the positions for ever.
     *
     * @throws IllegalArgumentException if it is one
     */
    public void check(Wanted wanted) {
        MessageHandler handler = wanted.handler();
        if (config.positions().manual() && handler != null && !handler.seesMessage()) {
            throw new IllegalArgumentException("handler of " + wanted.name()
                    + ": gets the payload alone, so with manualAck(true) nobody can call message.ack()"
                    + " (expected: a handler of BayeuxMessage)");
        }
    }

    /** What meta channels bring has no position. */
    public void checkListener(Wanted wanted) {
        if (!Channels.isMeta(wanted.channel())) {
            check(wanted);
        }
    }

    private Several all(List<Wanted> wanted) {
        wanted.forEach(this::check);
        if (wanted.stream().anyMatch(each -> each.handler() == null)) {
            core.stream().attach();
        }
        Several raw = new Several();
        wanted.forEach(each -> timing.watch("subscribe", each.name(), raw));
        batches.execute(() -> {
            HalleyException refusal = core.refusal(false);
            if (refusal != null) {
                raw.completeExceptionally(refusal);
            } else if (!raw.isDone()) {
                begin(raw, wanted);
            }
        });
        return raw;
    }

    /** Subscribes of the application; what they became is the serial context's. */
    private static final class Several extends CompletableFuture<List<Subscription>> {
        private List<CompletableFuture<Subscription>> confirmed = List.of();
    }

    private static final class Single extends CompletableFuture<Subscription> {
        private final Several all;

        private Single(Several all) {
            this.all = all;
        }
    }

    private void begin(Several raw, List<Wanted> wanted) {
        List<CompletableFuture<Subscription>> confirmed = core.subscriptions().subscribe(wanted);
        raw.confirmed = confirmed;
        TimeSource.Timer timer = limit(confirmed, wanted);
        Stages.ignore(CompletableFuture.allOf(confirmed.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> {
                    if (timer != null) {
                        timer.cancel();
                    }
                    end(raw);
                }));
    }

    private void end(Several raw) {
        List<Subscription> subscriptions = new ArrayList<>();
        Throwable failure = null;
        for (CompletableFuture<Subscription> each : raw.confirmed) {
            Throwable reason = reason(each);
            if (reason == null) {
                subscriptions.add(Objects.requireNonNull(each.getNow(null)));
            } else if (failure == null) {
                failure = reason;
            } else if (failure != reason) {
                failure.addSuppressed(reason);
            }
        }
        if (failure != null) {
            subscriptions.forEach(each -> Stages.ignore(core.subscriptions().unsubscribe(each)));
        }
        Stages.settle(raw, failure == null ? List.copyOf(subscriptions) : null, failure);
    }

    private static @Nullable Throwable reason(CompletableFuture<?> ended) {
        Throwable failure = ended.handle((value, reason) -> reason).getNow(null);
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private TimeSource.@Nullable Timer limit(List<CompletableFuture<Subscription>> confirmed, List<Wanted> wanted) {
        Duration patience = patience();
        if (patience == null) {
            return null;
        }
        String names = wanted.stream().map(Wanted::name).collect(Collectors.joining(", "));
        OperationTimeoutException timeout = new OperationTimeoutException(
                "subscribe to " + names + ": not confirmed within " + patience.toMillis() + " ms", null);
        return context.schedule(
                Stages.nanos(patience), () -> core.subscriptions().giveUp(confirmed, timeout));
    }

    /** How long a subscribe may wait, for a connection too. */
    private @Nullable Duration patience() {
        Duration outage = config.connectionTimeout();
        Duration request = config.requestTimeout();
        return outage == null ? null : outage.compareTo(request) > 0 ? outage : request;
    }

    /** The caller gave up: what it subscribed is taken off. */
    public void withdraw(CompletableFuture<?> raw) {
        Several all = raw instanceof Single single ? single.all : raw instanceof Several several ? several : null;
        if (all != null) {
            context.execute(() -> {
                all.cancel(false);
                core.subscriptions().giveUp(all.confirmed, new CancellationException("given up by the caller"));
            });
        }
    }

    public CompletableFuture<Void> unsubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        return inContext(() -> core.subscriptions().unsubscribe(subscription));
    }

    /** Takes off what was subscribed under the same name. */
    public CompletableFuture<Void> unsubscribe(Wanted wanted) {
        return inContext(() -> core.subscriptions().unsubscribe(wanted.name()));
    }

    private CompletableFuture<Void> inContext(Supplier<CompletableFuture<Void>> operation) {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        batches.execute(() ->
                Stages.ignore(operation.get().whenComplete((done, failure) -> Stages.settle(raw, null, failure))));
        return raw;
    }

    /** Adds a local listener. */
    public ListenerHandle listen(Wanted wanted) {
        checkListener(wanted);
        Listening listening = new Listening();
        context.execute(() -> {
            if (!listening.closed) {
                listening.off = core.subscriptions().listen(wanted);
            }
        });
        return () -> context.execute(listening::close);
    }

    /** Serial context. */
    private static final class Listening {
        private @Nullable Runnable off;
        private boolean closed;

        private void close() {
            if (!closed && off != null) {
                off.run();
            }
            closed = true;
        }
    }
}
