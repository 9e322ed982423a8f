package dev.halley.wire.jdk.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one task of the engine reads. The JDK loops over the messages that one read of the socket brought within one
 * task, as long as there is demand, but says nowhere where the last of them was; the end of the task is that place.
 * Confined to its thread.
 */
final class ReadBatch {
    private static final ThreadLocal<ReadBatch> CURRENT = new ThreadLocal<>();

    private @Nullable JdkSocket first;
    private @Nullable List<JdkSocket> others;
    private @Nullable List<Runnable> afterwards;

    private ReadBatch() {}

    /** Runs a task in which messages may be handed over. */
    static void around(Runnable task) {
        if (CURRENT.get() != null) {
            task.run();
            return;
        }
        ReadBatch batch = new ReadBatch();
        CURRENT.set(batch);
        try {
            task.run();
        } finally {
            CURRENT.remove();
            batch.complete();
        }
    }

    /** Notes that a socket got something; false when this thread is in no such task. */
    static boolean note(JdkSocket socket) {
        ReadBatch batch = CURRENT.get();
        if (batch == null) {
            return false;
        }
        batch.add(socket);
        return true;
    }

    /** Leaves a call for the end of this thread's task; false when it is in no such task. */
    static boolean afterwards(Runnable call) {
        ReadBatch batch = CURRENT.get();
        if (batch == null) {
            return false;
        }
        if (batch.afterwards == null) {
            batch.afterwards = new ArrayList<>(1);
        }
        batch.afterwards.add(call);
        return true;
    }

    private void add(JdkSocket socket) {
        if (first == null) {
            first = socket;
        } else if (first != socket) {
            if (others == null) {
                others = new ArrayList<>();
            }
            if (!others.contains(socket)) {
                others.add(socket);
            }
        }
    }

    private void complete() {
        if (first != null) {
            first.readComplete();
        }
        if (others != null) {
            others.forEach(JdkSocket::readComplete);
        }
        if (afterwards != null) {
            afterwards.forEach(Runnable::run);
        }
    }
}
