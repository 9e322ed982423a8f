package dev.halley.cli;

import java.util.ArrayList;
import java.util.List;

/** A request to end early: a signal, or a test. Thread-safe. */
final class Stop {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean requested;

    synchronized boolean requested() {
        return requested;
    }

    /**
     * What to do when the end is asked for; done at once when it was asked for already. It must not block. Closing the
     * registration takes the action off.
     */
    Registration onRequest(Runnable action) {
        synchronized (this) {
            if (!requested) {
                actions.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    void request() {
        List<Runnable> todo;
        synchronized (this) {
            requested = true;
            todo = List.copyOf(actions);
            actions.clear();
        }
        todo.forEach(Runnable::run);
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }

    /** Takes an action off. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
