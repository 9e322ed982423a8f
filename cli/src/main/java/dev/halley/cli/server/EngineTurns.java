package dev.halley.cli.server;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets what one client sends enter the Engine.IO server one after the other. The server answers a handshake before it
 * knows the session, and ends a poll without a look at who else does. Thread-safe.
 */
final class EngineTurns {
    private static final int STRIPES = 64;

    private final ReadWriteLock handshakes = new ReentrantReadWriteLock();
    private final Object[] stripes = new Object[STRIPES];

    EngineTurns() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
    }

    /** Something to do in the server. */
    interface Turn {
        void run() throws IOException;
    }

    /** Waits for its turn and runs. */
    void take(Object client, Turn turn) throws IOException {
        handshakes.readLock().lock();
        try {
            synchronized (stripes[Math.floorMod(Objects.hashCode(client), STRIPES)]) {
                turn.run();
            }
        } finally {
            handshakes.readLock().unlock();
        }
    }

    /** The same for a session, or alone when there is none yet. */
    void take(@Nullable String sid, Turn turn) throws IOException {
        if (sid != null) {
            take((Object) sid, turn);
            return;
        }
        handshakes.writeLock().lock();
        try {
            turn.run();
        } finally {
            handshakes.writeLock().unlock();
        }
    }
}
