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
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Whether it is the caller's turn at once; then {@link #exit} follows. */
    boolean enter() {
        return count.compareAndSet(0, 1);
    }

    /** Ends the turn and runs what came meanwhile. */
    void exit() {
        while (count.decrementAndGet() > 0) {
            Runnable next = waiting.remove();
            next.run();
        }
    }

    /** Runs a call now or, on the running thread, soon. */
    void run(Runnable call) {
        if (enter()) {
            try {
                call.run();
            } finally {
                exit();
            }
            return;
        }
        waiting.add(call);
        if (count.getAndIncrement() == 0) {
            try {
                waiting.remove().run();
            } finally {
                exit();
            }
        }
    }
}
