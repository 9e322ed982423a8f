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
     * Does something that a stop ends early.
     *
     * @param onStop makes the body end; runs on the thread that asks for the stop; must not block. Run at once when the stop was asked for already
     */
    <T, E extends Exception> T during(Runnable onStop, Body<T, E> body) throws E {
        if (add(onStop)) {
            onStop.run();
        }
        try {
            return body.run();
        } finally {
            remove(onStop);
        }
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

    private synchronized boolean add(Runnable action) {
        if (!requested) {
            actions.add(action);
        }
        return requested;
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }

    /** What a stop ends early. */
    interface Body<T, E extends Exception> {
        T run() throws E;
    }
}
