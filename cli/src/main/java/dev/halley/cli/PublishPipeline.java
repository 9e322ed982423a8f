package dev.halley.cli;

import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.cli.InputLines.Line;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes lines in their order with many of them in flight, prints the replies in the same order, and sends again
 * what certainly was not sent. One thread calls {@link #run}; the other methods may be called from any.
 */
final class PublishPipeline {
    private static final int MAX_IN_FLIGHT = 256;
    private static final long MAX_CHARS_IN_FLIGHT = 4L << 20;

    /** After a refusal to send although connected: the state and the connection need a moment to agree. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long an interrupted command waits for what it has sent. */
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long NEVER = Long.MAX_VALUE;

    private final Target target;
    private final InputLines lines;
    private final Console console;
    private final long patience;

    // Any thread.
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable Throwable endReason;

    // The thread that runs.
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final Deque<Line> unsent = new ArrayDeque<>();
    private final Deque<Line> again = new ArrayDeque<>();
    private long charsInFlight;
    private boolean failed;
    private boolean hinted;

    /** Where messages go. */
    interface Target {
        boolean isConnected();

        CompletableFuture<BayeuxMessage> publish(String json);
    }

    private record Sent(Line line, CompletableFuture<BayeuxMessage> reply) {}

    /**
     * A pipeline.
     *
     * @param patience how long to wait for a connection that was lost; null for ever
     */
    PublishPipeline(Target target, InputLines lines, Console console, @Nullable Duration patience) {
        this.target = target;
        this.lines = lines;
        this.console = console;
        this.patience = patience == null ? NEVER : patience.toNanos();
    }

    /** Something may have changed: a line was read, a reply came, the connection's state changed. */
    void wake() {
        wakes.release();
    }

    /** Send nothing more; what is in flight may still be confirmed. */
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

    /** Publishes everything; returns the exit code when each line is confirmed or reported. */
    int run() throws InterruptedException {
        long outage = NEVER;
        long notBefore = System.nanoTime();
        long stopAt = NEVER;
        while (true) {
            settle();
            long now = System.nanoTime();
            if (stopping && stopAt == NEVER) {
                stopAt = now + STOP_NANOS;
            }
            if (stopping && (inFlight.isEmpty() || now - stopAt >= 0) || ended && inFlight.isEmpty()) {
                return leave();
            }
            if (inFlight.isEmpty() && !unsent.isEmpty()) {
                unsent.descendingIterator().forEachRemaining(again::addFirst);
                unsent.clear();
                notBefore = now + PAUSE_NANOS;
            }
            boolean connected = target.isConnected();
            // An outage with nothing to send and nothing to confirm harms nobody.
            outage = connected || !isWaiting() ? NEVER : outage == NEVER ? now : outage;
            if (connected && maySend() && now - notBefore >= 0) {
                Line next = again.isEmpty() ? lines.poll() : again.poll();
                if (next != null) {
                    send(next);
                    continue;
                }
            }
            if (isDone()) {
                return failed ? ExitCode.FAILED : ExitCode.OK;
            }
            if (outage != NEVER && patience != NEVER && now - outage >= patience) {
                reportUnsent();
                throw new OperationTimeoutException(
                        "No connection for " + Durations.text(Duration.ofNanos(patience)), null);
            }
            await(now, outage, notBefore, stopAt);
        }
    }

    private boolean maySend() {
        return !stopping && unsent.isEmpty() && inFlight.size() < MAX_IN_FLIGHT && charsInFlight < MAX_CHARS_IN_FLIGHT;
    }

    private boolean isDone() {
        return inFlight.isEmpty() && unsent.isEmpty() && again.isEmpty() && lines.atEnd();
    }

    private boolean isWaiting() {
        return !inFlight.isEmpty() || !unsent.isEmpty() || !again.isEmpty() || lines.hasNext();
    }

    private void await(long now, long outage, long notBefore, long stopAt) throws InterruptedException {
        long nanos = TimeUnit.HOURS.toNanos(1);
        if (outage != NEVER && patience != NEVER) {
            nanos = Math.min(nanos, Math.max(PAUSE_NANOS, outage + patience - now));
        }
        if (notBefore - now > 0) {
            nanos = Math.min(nanos, notBefore - now);
        }
        if (stopAt != NEVER) {
            nanos = Math.min(nanos, Math.max(PAUSE_NANOS, stopAt - now));
        }
        boolean woken = wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        if (woken) {
            wakes.drainPermits();
        }
    }

    private void send(Line line) {
        if (line.problem() != null) {
            report(line, line.problem(), null);
            return;
        }
        CompletableFuture<BayeuxMessage> reply = target.publish(line.json());
        inFlight.add(new Sent(line, reply));
        charsInFlight += line.json().length();
        CompletableFuture<BayeuxMessage> unused = reply.whenComplete((message, failure) -> wake());
    }

    /** Handles the replies that have come, in the order of the lines. */
    private void settle() {
        for (Sent first = inFlight.peek(); first != null && first.reply().isDone(); first = inFlight.peek()) {
            inFlight.remove();
            charsInFlight -= first.line().json().length();
            settle(first);
        }
    }

    private void settle(Sent sent) {
        BayeuxMessage reply = null;
        Throwable failure = null;
        try {
            reply = sent.reply().join();
        } catch (RuntimeException e) {
            failure = Failure.unwrap(e);
        }
        if (failure instanceof ConnectionException && !(failure instanceof UnconfirmedException)) {
            unsent.add(sent.line());
            return;
        }
        // A later line than these went out: sending them now would break the order.
        while (!unsent.isEmpty()) {
            report(unsent.remove(), "not sent: the connection was lost, and a later line has gone out since", null);
        }
        if (reply != null) {
            console.line(JsonLines.withoutClientId(reply.json()));
        } else if (failure instanceof BayeuxRefusedException refusal) {
            BayeuxMessage refused = refusal.reply();
            if (refused != null) {
                console.line(JsonLines.withoutClientId(refused.json()));
            }
            report(sent.line(), "refused: ", refusal);
        } else if (failure != null) {
            report(sent.line(), "unconfirmed: ", failure);
        }
    }

    /** Tells what became of a line; what to try about it only once. */
    private void report(Line line, String what, @Nullable Throwable failure) {
        failed = true;
        if (failure == null) {
            console.note("halley: " + line.label() + " " + what);
            return;
        }
        Failure told = Failure.running(failure);
        console.note("halley: " + line.label() + " " + what + told.text()
                + (told.hint() == null || hinted ? "" : " (try: " + told.hint() + ")"));
        hinted = true;
    }

    /** The client has ended, or the user wants the end. */
    private int leave() {
        for (Sent sent : inFlight) {
            report(sent.line(), "unconfirmed: ended before the server's reply came", null);
        }
        boolean complete = isDone();
        reportUnsent();
        Throwable reason = endReason;
        if (!stopping && reason instanceof RuntimeException failure) {
            throw failure;
        }
        return complete && !failed ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What is left is the end of the input, for the order was kept. */
    private void reportUnsent() {
        unsent.addAll(again);
        Line first = unsent.isEmpty() ? lines.poll() : unsent.peek();
        if (first != null) {
            report(first, first.number() == 0 ? "not sent" : "and all after it were not sent", null);
        }
    }
}
