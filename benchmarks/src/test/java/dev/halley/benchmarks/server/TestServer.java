package dev.halley.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;

/** One server for all tests of the process, on a daemon thread. */
public final class TestServer {
    private static final int PORT = start();

    private TestServer() {}

    public static int port() {
        return PORT;
    }

    private static int start() {
        try {
            Loop loop = new Loop();
            int port = loop.listen();
            Thread thread = new Thread(
                    () -> {
                        try {
                            loop.run();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    "benchmark-server");
            thread.setDaemon(true);
            thread.start();
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
