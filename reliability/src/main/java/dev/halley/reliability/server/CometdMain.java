package dev.halley.reliability.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A CometD server of two nodes in a process of its own, which ends with its standard input. {@code node/server.js} is the
 * same for Socket.IO, and says what the lines are.
 */
public final class CometdMain {
    private final PrintStream out;
    private final Numbers numbers;
    private final Tokens tokens;
    private final List<CometdNode> nodes;
    private final int every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "numbers");
        thread.setDaemon(true);
        return thread;
    });

    // Of the main thread.
    private @Nullable ScheduledFuture<?> publishing;

    private CometdMain(Map<String, String> words) throws IOException {
        out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        numbers = new Numbers(Integer.parseInt(words.getOrDefault("next", "0")));
        tokens = new Tokens(words.getOrDefault("token", ""));
        every = Integer.parseInt(words.getOrDefault("every", "50"));
        boolean replay = words.getOrDefault("mode", "").equals("replay");
        String[] ports = words.getOrDefault("ports", "0,0").split(",", -1);
        nodes = List.of(
                CometdNode.start(Integer.parseInt(ports[0]), replay, numbers, tokens, this::say),
                CometdNode.start(Integer.parseInt(ports[1]), replay, numbers, tokens, this::say));
        say("ports " + nodes.get(0).port() + " " + nodes.get(1).port());
        if (words.containsKey("publishing")) {
            publish();
        }
    }

    /**
     * Runs it.
     *
     * @param args words {@code name=value}
     * @throws IOException if it can't listen
     */
    public static void main(String[] args) throws IOException {
        Map<String, String> words = new HashMap<>();
        for (String arg : args) {
            int at = arg.indexOf('=');
            words.put(arg.substring(0, at), arg.substring(at + 1));
        }
        CometdMain server = new CometdMain(words);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] command = line.split(" ", 2);
            switch (command[0]) {
                case "publish" -> server.publish();
                case "stop" -> server.stop();
                case "token" -> server.tokens.accept(command[1]);
                case "probe" -> server.nodes.forEach(node -> node.probe(command[1]));
                case "who" -> server.who();
                default -> server.say("failed command " + line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private void publish() {
        publishing = timer.scheduleWithFixedDelay(this::next, 0, every, TimeUnit.MILLISECONDS);
    }

    private void next() {
        try {
            // One after the other, so that nobody who subscribes meanwhile gets it twice, or not at all.
            synchronized (numbers) {
                int number = numbers.next();
                // Before it is sent: whoever is killed in between has said too much, not too little.
                say("sent " + number + " " + System.currentTimeMillis());
                nodes.forEach(node -> node.publish(number));
            }
        } catch (RuntimeException e) {
            say("failed publishing " + e);
        }
    }

    private void stop() {
        if (publishing != null) {
            publishing.cancel(false);
        }
        // Behind the last one that was begun.
        timer.execute(() -> say("stopped"));
    }

    private void who() {
        StringBuilder line = new StringBuilder("who");
        nodes.forEach(
                node -> node.sessions().forEach(session -> line.append(' ').append(session)));
        say(line.toString());
    }

    private void say(String line) {
        out.println(line);
    }
}
