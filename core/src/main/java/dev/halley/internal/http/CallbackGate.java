package dev.halley.internal.http;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one callback in at a time, and one last. The wire's callbacks come one after another by themselves; a deadline
 * or an abort comes from the side, and its word must neither cut into a callback nor be followed by one.
 */
final class CallbackGate {
    private static final Runnable IDLE = () -> {};
    private static final Runnable BUSY = () -> {};
    private static final Runnable ENDED = () -> {};

    // Any thread. Any other value is the last callback, waiting for the running one.
    private final AtomicReference<Runnable> state = new AtomicReference<>(IDLE);

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
        if (state.compareAndSet(IDLE, ENDED)) {
            last.run();
        } else if (!state.compareAndSet(BUSY, last) && state.compareAndSet(IDLE, ENDED)) {
            // Between the two looks the running callback came to its end.
            last.run();
        }
    }

    boolean isEnded() {
        Runnable now = state.get();
        return now != IDLE && now != BUSY;
    }
}
