package dev.halley.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes SIGINT and SIGTERM an orderly end with exit code 0. The JVM answers these signals by running shutdown hooks and
 * would then exit with 130 or 143; this hook asks the command to stop, waits for it, and halts with its own code.
 *
 * <p>The hook also runs when the command has finished by itself; then the command's code stands.
 */
final class SignalHook {
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int code;

    private SignalHook() {}

    static SignalHook install(Stop stop, Duration grace) {
        SignalHook hook = new SignalHook();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hook.run(stop, grace), "halley-signal"));
        return hook;
    }

    /** The command has ended; from now on a signal changes nothing. */
    void finished(int exitCode) {
        code = exitCode;
        finished.countDown();
    }

    private void run(Stop stop, Duration grace) {
        if (finished.getCount() > 0) {
            stop.request();
        }
        int result = ExitCode.OK;
        try {
            // Whether or not the command ends in time: it was asked to stop, and it stops.
            result = finished.await(grace.toMillis(), TimeUnit.MILLISECONDS) ? code : ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(result);
    }
}
