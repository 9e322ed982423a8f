package dev.halley.benchmarks.driver;

import dev.halley.benchmarks.driver.Child.ChildException;
import dev.halley.benchmarks.driver.Scenario.Procedure;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Each round is a process of its own, in turns; the server is a new one for each as well. Main thread. */
final class FreshRounds {
    private static final int DOWN_MILLIS = 10_000;
    private static final int QUICK_DOWN_MILLIS = 2_000;
    private static final int WINDOW_MICROS = 100_000;
    private static final int HOLD_SECONDS = 120;
    private static final int QUICK_HOLD_SECONDS = 2;
    private static final int HEARTBEAT_SECONDS = 25;

    private final Workshop workshop;
    private final Scenario scenario;
    private final Figures figures;
    private final Set<String> failed = new HashSet<>();

    FreshRounds(Workshop workshop, Scenario scenario) {
        this.workshop = workshop;
        this.scenario = scenario;
        this.figures = new Figures(scenario);
    }

    List<Row> rows() throws IOException, InterruptedException {
        for (int round = 0; round < workshop.options().longRoundCount(); round++) {
            for (String subject : workshop.subjects(scenario)) {
                if (!failed.contains(subject)) {
                    round(subject);
                }
            }
        }
        return figures.rows();
    }

    private void round(String subject) throws IOException, InterruptedException {
        boolean quick = workshop.options().quick();
        int connections = Scenarios.connections(subject, scenario.procedure(), quick);
        int hold = quick ? QUICK_HOLD_SECONDS : HOLD_SECONDS;
        Map<String, String> more = Map.of("connections", "" + connections, "hold", "" + hold);
        try (Child server = workshop.server();
                Child child = workshop.subject(scenario, subject, server, Workshop.port(server), more)) {
            Map<String, String> unused = child.expect("ready", Workshop.START_SECONDS);
            figures.add(
                    subject,
                    scenario.procedure() == Procedure.STORM
                            ? storm(server, child, connections, quick)
                            : idle(server, child, connections, hold));
        } catch (ChildException e) {
            workshop.fail(scenario, subject, e);
            figures.remove(subject);
            failed.add(subject);
        }
    }

    private static Map<String, String> idle(Child server, Child child, int connections, int hold)
            throws ChildException, InterruptedException {
        long before = heartbeats(server);
        Map<String, String> figures =
                new LinkedHashMap<>(child.ask("round " + connections + " 0", Workshop.ROUND_SECONDS));
        double each = (double) (heartbeats(server) - before) / connections;
        // Asked of all in turn while they wait: fewer answers mean that some gave none.
        int expected = hold / HEARTBEAT_SECONDS;
        if (each < expected) {
            throw new ChildException(each + " heartbeats answered per connection in " + hold + " s (expected: "
                    + expected + " or more)");
        }
        figures.put("heartbeats", String.format(Locale.ROOT, "%.3f", each));
        return figures;
    }

    private static long heartbeats(Child server) throws ChildException, InterruptedException {
        return Long.parseLong(server.ask("heartbeats", 10).getOrDefault("heartbeats", "0"));
    }

    private static Map<String, String> storm(Child server, Child child, int connections, boolean quick)
            throws ChildException, InterruptedException {
        Map<String, String> unused = server.ask("down " + (quick ? QUICK_DOWN_MILLIS : DOWN_MILLIS), 10);
        Map<String, String> back = child.ask("round " + connections + " 0", Workshop.ROUND_SECONDS);
        Map<String, String> accepted = server.ask("accepted", 10);
        double seconds = (Double.parseDouble(back.getOrDefault("back", "0"))
                        - Double.parseDouble(accepted.getOrDefault("listening", "0")))
                / 1e3;
        // The first is when it listened again.
        String[] times = accepted.getOrDefault("times", "0").split(",");
        long[] micros = new long[times.length - 1];
        for (int i = 1; i < times.length; i++) {
            micros[i - 1] = Long.parseLong(times[i]);
        }
        return Map.of(
                "all_back", String.format(Locale.ROOT, "%.3f", seconds),
                "burst", String.format(Locale.ROOT, "%.3f", 100.0 * mostInWindow(micros) / micros.length),
                "attempts", String.format(Locale.ROOT, "%.3f", (double) micros.length / connections));
    }

    /** The most attempts in any 100 ms; the times are in order. */
    static int mostInWindow(long... micros) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < micros.length; to++) {
            while (micros[to] - micros[from] >= WINDOW_MICROS) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
