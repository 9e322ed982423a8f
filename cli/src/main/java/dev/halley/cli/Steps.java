package dev.halley.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** The steps of a demo: each is carried out, checked, and told in a line with what was measured. One thread. */
final class Steps {
    private final Console console;
    private final Duration limit;
    private final long start = System.nanoTime();
    private int count;

    /**
     * No steps yet.
     *
     * @param limit how long each may take
     */
    Steps(Console console, Duration limit) {
        this.console = console;
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    void step(String who, String name, Action action, String fact) throws Demo.DemoFailedException {
        String unused = step(
                who,
                name,
                () -> {
                    action.run();
                    return fact;
                },
                found -> found);
    }

    <T> T step(String who, String name, Work<T> work, Fact<T> fact) throws Demo.DemoFailedException {
        long begun = System.nanoTime();
        T result;
        String told;
        try {
            result = work.run();
            told = fact.of(result);
        } catch (Console.ClosedOutputException e) {
            throw e;
        } catch (Exception e) {
            throw new Demo.DemoFailedException(who + ": " + name, reason(e), e);
        }
        count++;
        console.line(String.format(
                Locale.ROOT, "%-13s %-92s %5d ms", who, told, since(begun).toMillis()));
        return result;
    }

    /** Tells that it was all. */
    void end() {
        console.line(String.format(Locale.ROOT, "All %d steps happened, in %s.", count, Durations.text(since(start))));
    }

    private String reason(Exception failure) {
        Throwable cause = Failure.unwrap(failure);
        if (cause instanceof TimeoutException) {
            return "nothing within " + Durations.text(limit);
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What a step does. */
    interface Action {
        void run() throws Exception;
    }

    /** What a step does and finds. */
    interface Work<T> {
        T run() throws Exception;
    }

    /** How a finding is told. */
    interface Fact<T> {
        String of(T found) throws Exception;
    }
}
