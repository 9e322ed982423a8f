package dev.halley.internal.loop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client means to the JVM while it is open. Any thread.
 *
 * @param keepAlive whether it keeps the JVM running
 * @param closeOnShutdown whether the JVM's exit closes it
 * @param hooks where that is asked for
 */
public record Residence(boolean keepAlive, boolean closeOnShutdown, ExitHooks hooks) {
    /** For how long a client may hold up the JVM's exit; they close at the same time. */
    public static final Duration EXIT_DEADLINE = Duration.ofSeconds(2);

    /**
     * The client is opened.
     *
     * @param name the client's, for the name of a thread
     * @param close starts closing it; what it returns ends when nothing is left
     */
    public Stay begin(String name, Supplier<? extends CompletableFuture<?>> close) {
        Thread hook = closeOnShutdown ? hook(name, close) : null;
        if (keepAlive) {
            KeepAlive.acquire();
        }
        return new Stay(hook);
    }

    private @Nullable Thread hook(String name, Supplier<? extends CompletableFuture<?>> close) {
        Thread hook = new Thread(null, () -> closed(close), "halley-exit-" + name, 0, false);
        // a hook may outlive what the opening thread was loaded by
        hook.setContextClassLoader(Residence.class.getClassLoader());
        try {
            hooks.add(hook);
        } catch (IllegalStateException exiting) {
            // too late for a hook, and who opens a client now has one of its own
            return null;
        }
        return hook;
    }

    private static void closed(Supplier<? extends CompletableFuture<?>> close) {
        CountDownLatch closed = new CountDownLatch(1);
        Stages.ignore(close.get().whenComplete((done, failure) -> closed.countDown()));
        try {
            boolean unused = closed.await(EXIT_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** From the opening of a client to its end. */
    public final class Stay {
        private final @Nullable Thread hook;

        private Stay(@Nullable Thread hook) {
            this.hook = hook;
        }

        /** The client holds nothing any more; once. */
        public void end() {
            if (keepAlive) {
                KeepAlive.release();
            }
            if (hook == null) {
                return;
            }
            try {
                hooks.remove(hook);
            } catch (IllegalStateException exiting) {
                // it runs, or has run, and is closing this client: there is nothing left to undo
                return;
            }
        }
    }
}
