package dev.halley.internal.loop;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM running for the clients that asked for it: every other thread of Halley is a daemon. One thread for
 * all of them, which ends with the last {@link #release()}. Any thread may call.
 */
public final class KeepAlive {
    private static int users;
    private static @Nullable CountDownLatch released;

    private KeepAlive() {}

    /** Counts one more client in. */
    public static synchronized void acquire() {
        if (users == 0) {
            CountDownLatch latch = new CountDownLatch(1);
            Thread thread = new Thread(null, () -> awaitForever(latch), "halley-keep-alive", 0, false);
            thread.setDaemon(false);
            thread.setContextClassLoader(KeepAlive.class.getClassLoader());
            thread.start();
            released = latch;
        }
        users++;
    }

    /**
     * Counts a client out.
     *
     * @throws IllegalStateException when nobody is counted in
     */
    public static synchronized void release() {
        if (users == 0 || released == null) {
            throw new IllegalStateException("release: without acquire (expected: one release for each acquire)");
        }
        users--;
        if (users == 0) {
            released.countDown();
            released = null;
        }
    }

    private static void awaitForever(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // An interrupt does not end it, only the last release does; clearing the flag lets the loop wait again.
                continue;
            }
        }
    }
}
