package dev.halley.benchmarks.driver;

import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.driver.Child.ChildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All subjects are started and warmed up, then measured in turns against the same server. Main thread. */
final class Turns {
    private static final long FIRST_COUNT = 5_000;
    private static final double HALF = 0.5;

    private final Workshop workshop;
    private final Options options;
    private final Scenario scenario;
    private final Figures figures;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<String, String> rounds = new LinkedHashMap<>();
    private double offered;

    Turns(Workshop workshop, Scenario scenario) {
        this.workshop = workshop;
        this.options = workshop.options();
        this.scenario = scenario;
        this.figures = new Figures(scenario);
    }

    List<Row> rows() throws IOException, InterruptedException {
        try (Child server = workshop.server()) {
            String port = Workshop.port(server);
            List<String> subjects = new ArrayList<>(workshop.subjects(scenario));
            if (scenario.procedure() == Scenario.Procedure.HALF_LOAD && subjects.remove(scenario.peer())) {
                // The load is half of what it can do.
                subjects.add(0, scenario.peer());
            }
            for (String subject : subjects) {
                start(subject, server, port);
            }
            for (int round = 0; round < options.roundCount(); round++) {
                for (String subject : List.copyOf(children.keySet())) {
                    turn(subject);
                }
            }
        } catch (ChildException e) {
            workshop.fail(scenario, "the server", e);
        } finally {
            children.values().forEach(Child::close);
        }
        return figures.rows();
    }

    private void start(String subject, Child server, String port) throws IOException, InterruptedException {
        Child child = workshop.subject(scenario, subject, server, port, Map.of());
        children.put(subject, child);
        try {
            Map<String, String> unused = child.expect("ready", Workshop.START_SECONDS);
            double rate = warmUp(child);
            if (scenario.procedure() == Scenario.Procedure.HALF_LOAD) {
                if (offered == 0) {
                    offered = rate * HALF;
                }
                rounds.put(subject, "round " + count(offered) + " " + offered);
            } else {
                rounds.put(subject, "round " + count(rate) + " 0");
            }
        } catch (ChildException e) {
            fail(subject, e);
        }
    }

    /** Runs until it gets no faster; returns its last rate. */
    private double warmUp(Child child) throws ChildException, InterruptedException {
        WarmUp warmUp = new WarmUp(options.warmSeconds(), options.mostWarmSeconds());
        long start = System.nanoTime();
        long count = FIRST_COUNT;
        double rate;
        do {
            rate = Double.parseDouble(
                    child.ask("round " + count + " 0", Workshop.ROUND_SECONDS).getOrDefault("rate", "0"));
            count = count(rate);
        } while (warmUp.goesOn(rate, (System.nanoTime() - start) / 1e9));
        return rate;
    }

    private long count(double rate) {
        return Math.max(1, (long) (rate * options.roundSeconds()) / Payloads.BATCH) * Payloads.BATCH;
    }

    private void turn(String subject) throws InterruptedException {
        Child child = children.get(subject);
        String round = rounds.get(subject);
        if (child == null || round == null) {
            return;
        }
        try {
            figures.add(subject, child.ask(round, Workshop.ROUND_SECONDS));
        } catch (ChildException e) {
            fail(subject, e);
        }
    }

    private void fail(String subject, ChildException why) {
        workshop.fail(scenario, subject, why);
        figures.remove(subject);
        Child child = children.remove(subject);
        if (child != null) {
            child.close();
        }
    }
}
