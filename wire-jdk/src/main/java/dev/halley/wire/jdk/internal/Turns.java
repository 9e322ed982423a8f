package dev.halley.wire.jdk.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call at a time to a sink or listener, in order, without a lock: who comes while a call runs leaves its own behind
 * for the running thread. The JDK's callbacks come one after another; an abort or the end of a batch comes from the
 * side.
 */
final class Turns {
    // Any thread. Zero means that nobody has the turn and that each call that was counted has run.
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Whether it is the caller's turn at once; then {@link #exit} follows. */
    boolean enter() {
        return count.compareAndSet(0, 1);
    }

    /** Ends the turn and runs what came meanwhile. */
    void exit() {
        if (!count.compareAndSet(1, 0)) {
            drain();
        }
    }

    /** Runs a call now or, on the running thread, soon. */
    void run(Runnable call) {
        waiting.add(call);
        if (count.getAndIncrement() == 0) {
            drain();
        }
    }

    /** Gives the turn up only when the queue was seen empty after the last count, so that no call is left behind. */
    private void drain() {
        int seen = 1;
        while (seen != 0) {
            Runnable next = waiting.poll();
            while (next != null) {
                runOne(next);
                next = waiting.poll();
            }
            seen = count.addAndGet(-seen);
        }
    }

    private static void runOne(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            // Whoever has the turn must be able to give it up.
            Callbacks.report("A call to a sink or listener failed", thrown);
        }
    }
}
