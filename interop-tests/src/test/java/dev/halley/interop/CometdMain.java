package dev.halley.interop;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;

/** The program of {@link CometdProcess}: a CometD server that ends with its standard input. */
final class CometdMain {
    private CometdMain() {}

    /** Takes the port, 0 for a free one, and CometD's options as {@code name=value}. */
    public static void main(String[] args) throws IOException {
        EmbeddedServer server =
                EmbeddedServer.start(new EmbeddedServer.Settings(Integer.parseInt(args[0]), false, bayeux -> {
                    for (int i = 1; i < args.length; i++) {
                        String[] option = args[i].split("=", 2);
                        bayeux.setOption(option[0], option[1]);
                    }
                }));
        System.out.println("port " + server.url().getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // nothing is asked of it; the end of its input is the end of the test
        }
        Runtime.getRuntime().halt(0);
    }
}
