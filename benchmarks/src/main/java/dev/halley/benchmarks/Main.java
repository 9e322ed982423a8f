package dev.halley.benchmarks;

import dev.halley.benchmarks.driver.Options;
import dev.halley.benchmarks.driver.Run;
import java.io.IOException;

/** What {@code benchmarks/run} starts. */
public final class Main {
    private Main() {}

    /**
     * Runs the benchmarks.
     *
     * @param args {@code --help} tells them
     * @throws IOException if the results cannot be written
     * @throws InterruptedException never, as nobody interrupts it
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks/run: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(Options.HELP);
            return;
        }
        System.exit(new Run(options).run() ? 0 : 1);
    }
}
