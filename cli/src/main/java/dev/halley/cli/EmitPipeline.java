package dev.halley.cli;

import dev.halley.OperationTimeoutException;
import dev.halley.cli.InputLines.Line;
import dev.halley.socketio.Args;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Emits lines in their order with many of them under way, prints their acknowledgements in the same order, and reports
 * each that came to nothing. One thread calls {@link #run}; the other methods may be called from any.
 */
final class EmitPipeline {
    /** Less than the client keeps while it has no connection. */
    private static final int MAX_UNDER_WAY = 256;

    private static final long MAX_CHARS_UNDER_WAY = 4L << 20;

    /** How long an interrupted command waits for what it has emitted. */
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** How long to wait for a connection that was lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long NEVER = Long.MAX_VALUE;

    private final Target target;
    private final InputLines lines;
    private final Console console;

    // Any thread.
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable Throwable endReason;

    // The thread that runs.
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private long charsUnderWay;
    private boolean failed;

    /** Where events go. */
    interface Target {
        boolean isConnected();

        /** Completes with the acknowledgement, or with null when the event was written and none was asked for. */
        CompletableFuture<@Nullable Args> emit(@Nullable Object[] values);
    }

    private record Sent(Line line, CompletableFuture<@Nullable Args> result) {}

    EmitPipeline(Target target, InputLines lines, Console console) {
        this.target = target;
        this.lines = lines;
        this.console = console;
    }

    /** Something may have changed: a line was read, an event was written, the connection's state changed. */
    void wake() {
        wakes.release();
    }

    /** Emit nothing more; what is under way may still be written. */
    void stop() {
        stopping = true;
        wake();
    }

    /** The client has ended. */
    void ended(@Nullable Throwable reason) {
        endReason = reason == null ? null : Failure.unwrap(reason);
        ended = true;
        wake();
    }

    /** Emits everything; returns the exit code when each line is written, and acknowledged, or reported. */
    int run() throws InterruptedException {
        long outage = NEVER;
        long stopAt = NEVER;
        while (true) {
            settle();
            long now = System.nanoTime();
            if (stopping && stopAt == NEVER) {
                stopAt = now + STOP_NANOS;
            }
            if (underWay.isEmpty() && lines.atEnd()) {
                return failed ? ExitCode.FAILED : ExitCode.OK;
            }
            if (underWay.isEmpty() && (stopping || ended) || stopping && now - stopAt >= 0) {
                return leave();
            }
            boolean connected = target.isConnected();
            outage = connected || underWay.isEmpty() && !lines.hasNext() ? NEVER : Math.min(outage, now);
            if (connected && !stopping && underWay.size() < MAX_UNDER_WAY && charsUnderWay < MAX_CHARS_UNDER_WAY) {
                Line next = lines.poll();
                if (next != null) {
                    emit(next);
                    continue;
                }
            }
            if (outage != NEVER && now - outage >= PATIENCE.toNanos()) {
                reportUnsent();
                throw new OperationTimeoutException("No connection for " + Durations.text(PATIENCE), null);
            }
            await(now, outage, stopAt);
        }
    }

    private void await(long now, long outage, long stopAt) throws InterruptedException {
        long nanos = TimeUnit.HOURS.toNanos(1);
        if (outage != NEVER) {
            nanos = Math.min(nanos, outage + PATIENCE.toNanos() - now);
        }
        if (stopAt != NEVER) {
            nanos = Math.min(nanos, stopAt - now);
        }
        if (wakes.tryAcquire(Math.max(1, nanos), TimeUnit.NANOSECONDS)) {
            int unused = wakes.drainPermits();
        }
    }

    private void emit(Line line) {
        if (line.problem() != null) {
            report(line, line.problem());
            return;
        }
        @Nullable Object[] values;
        try {
            values = EventLines.values(line.json());
        } catch (IllegalArgumentException e) {
            report(line, Failure.message(e));
            return;
        }
        CompletableFuture<@Nullable Args> result = target.emit(values);
        underWay.add(new Sent(line, result));
        charsUnderWay += line.json().length();
        CompletableFuture<?> unused = result.whenComplete((args, failure) -> wake());
    }

    /** Handles what was written or acknowledged, in the order of the lines. */
    private void settle() {
        for (Sent first = underWay.peek(); first != null && first.result().isDone(); first = underWay.peek()) {
            underWay.remove();
            charsUnderWay -= first.line().json().length();
            settle(first);
        }
    }

    private void settle(Sent sent) {
        Args args;
        try {
            args = sent.result().join();
        } catch (RuntimeException e) {
            Throwable failure = Failure.unwrap(e);
            if (sent.line().number() == 0 && failure instanceof RuntimeException only) {
                throw only;
            }
            report(sent.line(), Failure.running(failure).text());
            return;
        }
        if (args != null) {
            console.line(EventLines.arguments(args));
        }
    }

    private void report(Line line, String what) {
        failed = true;
        console.note("halley: " + line.label() + ": " + what);
    }

    /** The client has ended, or the user wants the end. */
    private int leave() {
        for (Sent sent : underWay) {
            report(sent.line(), "unconfirmed: ended before it was known to have arrived");
        }
        reportUnsent();
        Throwable reason = endReason;
        if (!stopping && reason instanceof RuntimeException failure) {
            throw failure;
        }
        return ExitCode.FAILED;
    }

    private void reportUnsent() {
        Line first = lines.poll();
        if (first != null) {
            report(first, first.number() == 0 ? "not sent" : "not sent, and neither was any after it");
        }
    }
}
