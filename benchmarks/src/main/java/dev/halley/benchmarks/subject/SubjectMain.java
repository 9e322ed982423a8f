package dev.halley.benchmarks.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A subject's process: opens its client, then obeys lines until standard input ends. */
public final class SubjectMain {
    private SubjectMain() {}

    /**
     * Starts one subject.
     *
     * @param args {@code name=value} words: bench, client, protocol, port and what the bench asks for
     * @throws IOException if standard input breaks
     */
    public static void main(String[] args) throws IOException {
        // Only our lines go to standard output, whatever a client prints.
        PrintStream out = System.out;
        System.setOut(System.err);
        int code = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                Bench bench = bench(Settings.of(args))) {
            bench.open();
            out.println("ready");
            for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
                String[] words = line.split(" ");
                out.println("done " + words(bench.round(Long.parseLong(words[1]), Double.parseDouble(words[2]))));
            }
        } catch (Exception e) {
            out.println("failed " + e);
            e.printStackTrace();
            code = 1;
        }
        out.flush();
        // Some clients leave threads behind that are no daemons.
        System.exit(code);
    }

    private static Bench bench(Settings settings) throws Exception {
        Client.Factory clients = Factories.of(settings);
        return switch (settings.text("bench")) {
            case "flood" -> new FloodBench(clients, settings);
            case "call" -> new CallBench(clients, settings);
            case "emit" -> new EmitBench(clients, settings);
            case "idle" -> new IdleBench(clients, settings);
            case "storm" -> new StormBench(clients, settings);
            default -> throw new IllegalArgumentException("bench: " + settings.text("bench"));
        };
    }

    private static String words(Map<String, Double> figures) {
        return figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, "%s=%.3f", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(" "));
    }
}
