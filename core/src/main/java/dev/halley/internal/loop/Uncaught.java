package dev.halley.internal.loop;

/** Where a throwable goes that nobody else takes: to the thread's handler, as if the thread had died of it. */
final class Uncaught {
    private Uncaught() {}

    static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable second) {
            second.addSuppressed(failure);
            System.getLogger("dev.halley").log(System.Logger.Level.ERROR, "uncaught exception handler threw", second);
        }
    }
}
