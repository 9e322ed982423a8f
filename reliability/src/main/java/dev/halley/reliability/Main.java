package dev.halley.reliability;

import dev.halley.reliability.driver.Options;
import java.io.IOException;

/** What {@code reliability/run} starts. */
public final class Main {
    private Main() {}

    /**
     * Runs a part; the process ends with 0 when everything that was promised is true and nothing is left to do.
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
            System.err.println("reliability/run: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(Options.usage());
            return;
        }
        System.exit(options.part().run(options) ? 0 : 1);
    }
}
