package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionState;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.StateWaits;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a client ends, and who waits for its end or for a state. Any thread may call; futures end in the
 * serial context.
 */
public final class LifeCycle {
    private final SerialContext context;
    private final SessionCore core;

    // serial context
    private final Set<EndWait> endWaits = new LinkedHashSet<>();
    private @Nullable CompletableFuture<Void> watched;

    /** A wait for the end that has a limit. */
    private static final class EndWait extends CompletableFuture<Boolean> {
        private TimeSource.@Nullable Timer timer;
    }

    LifeCycle(SerialContext context, SessionCore core) {
        this.context = context;
        this.core = core;
    }

    /** Says goodbye and releases everything. */
    public CompletableFuture<Void> close() {
        return inContext(core::close);
    }

    public void startClose() {
        context.execute(() -> Stages.ignore(core.close()));
    }

    public CompletableFuture<Void> abort() {
        return inContext(core::abort);
    }

    /** Leaves the session to another client. */
    public CompletableFuture<FormerSession> detach() {
        CompletableFuture<FormerSession> raw = new CompletableFuture<>();
        context.execute(() ->
                Stages.ignore(core.detach().whenComplete((former, failure) -> Stages.settle(raw, former, failure))));
        return raw;
    }

    public CompletableFuture<Void> closed() {
        return inContext(core::closed);
    }

    /**
     * Closes after handlers and requests have finished, or at the deadline.
     *
     * @return whether they had finished by then
     */
    public CompletableFuture<Boolean> close(Duration deadline) {
        long nanos = nonNegative("deadline", deadline);
        CompletableFuture<Boolean> raw = new CompletableFuture<>();
        context.execute(() -> {
            if (core.state().visible().isOpen()) {
                drain(raw, nanos);
            } else {
                Stages.ignore(
                        end(deadline).whenComplete((ended, failure) -> raw.complete(!Boolean.FALSE.equals(ended))));
            }
        });
        return raw;
    }

    private void drain(CompletableFuture<Boolean> raw, long nanos) {
        CompletableFuture<Void> drained = core.drain();
        AtomicBoolean late = new AtomicBoolean();
        TimeSource.Timer timer = context.schedule(nanos, () -> {
            if (!drained.isDone()) {
                late.set(true);
                core.hurry();
                leave(raw, false);
            }
        });
        // the rest of a batch comes first, for a closing client takes no more
        Stages.ignore(drained.whenComplete((done, failure) -> context.execute(() -> {
            timer.cancel();
            if (!late.get()) {
                leave(raw, true);
            }
        })));
    }

    private void leave(CompletableFuture<Boolean> raw, boolean finished) {
        Stages.ignore(core.close().whenComplete((closed, failure) -> raw.complete(finished)));
    }

    /** Waits for a state; false when the time is up, or the client has closed without it. */
    public CompletableFuture<Boolean> awaitState(ConnectionState wanted, Duration timeout) {
        long nanos = nonNegative("timeout", timeout);
        StateWaits.Wait raw = new StateWaits.Wait(wanted);
        context.execute(() -> core.stateWaits().add(raw, core.state().visible(), nanos));
        return raw;
    }

    /** The caller does not wait any more. */
    public void withdraw(CompletableFuture<Boolean> raw) {
        if (raw instanceof StateWaits.Wait wait) {
            context.execute(() -> core.stateWaits().remove(wait));
        }
    }

    public CompletableFuture<Void> end() {
        return inContext(core::end);
    }

    public CompletableFuture<Boolean> end(Duration timeout) {
        long nanos = Stages.nanos(timeout);
        EndWait raw = new EndWait();
        context.execute(() -> {
            CompletableFuture<Void> end = core.end();
            if (end.isDone()) {
                Stages.ignore(end.whenComplete((done, failure) -> Stages.settle(raw, true, failure)));
                return;
            }
            endWaits.add(raw);
            TimeSource.Timer timer = context.schedule(nanos, () -> {
                endWaits.remove(raw);
                raw.complete(false);
            });
            raw.timer = timer;
            if (watched != end) {
                // one dependent for all who wait, however often they do
                watched = end;
                Stages.ignore(end.whenComplete((done, failure) -> context.execute(() -> ended(failure))));
            }
        });
        return raw;
    }

    private void ended(@Nullable Throwable failure) {
        List<EndWait> waiting = List.copyOf(endWaits);
        endWaits.clear();
        for (EndWait raw : waiting) {
            if (raw.timer != null) {
                raw.timer.cancel();
            }
            Stages.settle(raw, true, failure);
        }
    }

    private static long nonNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
        return Stages.nanos(value);
    }

    private CompletableFuture<Void> inContext(Supplier<CompletableFuture<Void>> operation) {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        context.execute(() ->
                Stages.ignore(operation.get().whenComplete((done, failure) -> Stages.settle(raw, null, failure))));
        return raw;
    }
}
