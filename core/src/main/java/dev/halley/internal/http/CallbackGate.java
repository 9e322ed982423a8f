package dev.halley.internal.http;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one callback in at a time, and one last. The wire's callbacks come one after another by themselves; a deadline
 * or an abort comes from the side, and its word must neither cut into a callback nor be followed by one.
 */
final class CallbackGate {
    private static final Runnable IDLE = new Mark();
    private static final Runnable BUSY = new Mark();
    private static final Runnable ENDED = new Mark();

    // Any thread. Any other value is the last callback, waiting for the running one.
    private final AtomicReference<Runnable> state = new AtomicReference<>(IDLE);

    /** A state; an object of its own, which two lambdas need not be. */
    private static final class Mark implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("a state is no callback");
        }
    }

    /** On the wire's threads: whether the callback may run; then {@link #exit} is called after it. */
    boolean enter() {
        return state.compareAndSet(IDLE, BUSY);
    }

    void exit() {
        if (!state.compareAndSet(BUSY, IDLE)) {
            state.getAndSet(ENDED).run();
        }
    }

    /**
     * The last callback: runs here and now, or on the thread of the running callback after it. Only the first one
     * counts.
     */
    void end(Runnable last) {
        while (true) {
            Runnable now = state.get();
            if (now != IDLE && now != BUSY) {
                return;
            }
            if (state.compareAndSet(now, now == IDLE ? ENDED : last)) {
                if (now == IDLE) {
                    last.run();
                }
                return;
            }
        }
    }

    boolean isEnded() {
        Runnable now = state.get();
        return now != IDLE && now != BUSY;
    }
}
