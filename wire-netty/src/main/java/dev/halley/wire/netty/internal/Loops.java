package dev.halley.wire.netty.internal;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of this JVM, shared by all engines: few, made when they are first needed, gone soon after the last
 * engine was let go. Any thread.
 */
final class Loops {
    /** More would not read faster: a loop is busy with the network only, never with an application's code. */
    static final int COUNT = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** Clients that come and go find the loops still there. */
    private static final long LINGER_MILLIS = 1000;

    /**
     * Pooled, not adaptive: the adaptive one grows on long WebSockets. Chunks of 4 MiB, and arenas for the loops
     * alone; it outlives them, as the memory of a pool does.
     */
    static final PooledByteBufAllocator ALLOCATOR =
            new PooledByteBufAllocator(true, COUNT, COUNT, 8192, 9, 64, 32, false);

    private static final Transport TRANSPORT = Transport.best();

    // Guarded by the class.
    private static @Nullable Loops current;

    // Guarded by the class.
    private final @Nullable Loop[] loops = new Loop[COUNT];
    private int users;
    private int next;
    private int releases;

    private Loops() {}

    static Transport transport() {
        return TRANSPORT;
    }

    static Loops acquire() {
        synchronized (Loops.class) {
            if (current == null) {
                current = new Loops();
            }
            current.users++;
            return current;
        }
    }

    /** One loop after the other. */
    Loop next() {
        synchronized (Loops.class) {
            int index = next;
            next = (next + 1) % COUNT;
            Loop loop = loops[index];
            if (loop == null) {
                loop = new Loop(TRANSPORT, index + 1);
                loops[index] = loop;
            }
            return loop;
        }
    }

    /** Once per {@link #acquire}. */
    // The task tells nobody of its end.
    @SuppressWarnings("FutureReturnValueIgnored")
    void release() {
        synchronized (Loops.class) {
            if (--users > 0) {
                return;
            }
            int release = ++releases;
            Loop first = loops[0];
            if (first == null) {
                current = null;
                return;
            }
            first.executor().schedule(() -> end(release), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void end(int release) {
        synchronized (Loops.class) {
            if (users > 0 || release != releases) {
                return;
            }
            current = null;
            for (Loop loop : loops) {
                if (loop != null) {
                    loop.end();
                }
            }
        }
    }
}
