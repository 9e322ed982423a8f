package dev.halley.reliability.trial;

import java.io.IOException;

/** The standard input of a program that must not outlive whoever started it. */
final class Input {
    private Input() {}

    static void endWithIt() {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is asked of it.
                            continue;
                        }
                    } catch (IOException e) {
                        // Gone as well.
                        System.exit(3);
                    }
                    System.exit(3);
                },
                "input");
        reader.setDaemon(true);
        reader.start();
    }
}
