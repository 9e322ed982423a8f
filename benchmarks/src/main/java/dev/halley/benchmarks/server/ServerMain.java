package dev.halley.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The server's process: prints its port, then obeys lines until standard input ends. */
public final class ServerMain {
    private ServerMain() {}

    /**
     * Starts the server.
     *
     * @param args none
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException {
        Loop loop = new Loop();
        System.out.println("ready port=" + loop.listen());
        Thread commands = new Thread(() -> obey(loop), "commands");
        commands.setDaemon(true);
        commands.start();
        loop.run();
    }

    private static void obey(Loop loop) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
                String command = line;
                loop.post(() -> command(loop, command));
            }
        } catch (IOException e) {
            throw new IllegalStateException("standard input", e);
        }
        System.exit(0);
    }

    private static void command(Loop loop, String line) {
        if (line.startsWith("down ")) {
            try {
                loop.goDown(Long.parseLong(line.substring(5)));
            } catch (IOException e) {
                throw new IllegalStateException("cannot close the listener", e);
            }
            System.out.println("done");
        } else if (line.equals("accepted")) {
            List<Long> times = loop.accepted();
            System.out.println("done listening=" + loop.listeningSince() + " times="
                    + times.stream()
                            .map(at -> Long.toString((at - times.get(0)) / 1000))
                            .collect(Collectors.joining(",")));
        } else if (line.equals("heartbeats")) {
            System.out.println("done heartbeats=" + loop.speakers().heartbeats());
        } else {
            throw new IllegalArgumentException("command: " + line);
        }
    }
}
