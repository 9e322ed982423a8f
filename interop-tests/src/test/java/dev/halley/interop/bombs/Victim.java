package dev.halley.interop.bombs;

import dev.halley.ClientEvent;
import dev.halley.ReconnectPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program that is attacked: a client in a JVM with little memory. It does what it is told by lines, and says by lines
 * how that ended and what the client told meanwhile. It ends with its standard input.
 */
final class Victim {
    static final ReconnectPolicy QUICK = ReconnectPolicy.exponentialBackoff()
            .initialDelay(Duration.ofMillis(20))
            .maxDelay(Duration.ofMillis(200));

    /** More would fill the test's own memory. */
    private static final int MOST_TOLD = 300;

    private static final int MOST_CHARACTERS = 2_000;

    private final AtomicInteger told = new AtomicInteger();

    /** A client that can be attacked. */
    interface Target {
        /** Connects; by this transport alone. */
        void open(String transport);

        /** Something that only works with a connection in order. */
        void echo();

        String state();

        void close();
    }

    private Victim() {}

    /** Takes the protocol and the URL. */
    public static void main(String[] args) throws IOException {
        new Victim().run(args[0], args[1]);
        Runtime.getRuntime().halt(0);
    }

    private void run(String protocol, String url) throws IOException {
        Target target = protocol.equals("bayeux")
                ? new BayeuxTarget(url, this::event)
                : new SocketIoTarget(url, protocol.equals("msgpack"), this::event);
        say("ready", "");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "open" -> {
                    told.set(0);
                    attempt("opened", () -> target.open(words[1]));
                }
                case "echo" -> attempt("echoed", target::echo);
                case "state" -> say("state", target.state());
                case "close" -> attempt("closed", target::close);
                case "heap" -> say("heap", String.valueOf(heap()));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static void attempt(String done, Runnable what) {
        try {
            what.run();
            say(done, "");
        } catch (RuntimeException e) {
            say("failed", chain(e));
        }
    }

    private void event(ClientEvent event) {
        if (told.incrementAndGet() > MOST_TOLD) {
            return;
        }
        Throwable cause = null;
        if (event instanceof ClientEvent.StateChanged changed) {
            cause = changed.cause();
        } else if (event instanceof ClientEvent.Retrying retrying) {
            cause = retrying.cause();
        } else if (event instanceof ClientEvent.HandlerFailed failed) {
            cause = failed.cause();
        }
        say("event", event.getClass().getSimpleName() + " " + cut(event.toString()) + " " + chain(cause));
    }

    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(text.length() == 0 ? "" : " <- ").append(cut(each.toString()));
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS)).replaceAll("\\s+", " ");
    }

    /** MiB after a collection. */
    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static synchronized void say(String what, String text) {
        System.out.println("\n" + what + " " + text);
        System.out.flush();
    }
}
