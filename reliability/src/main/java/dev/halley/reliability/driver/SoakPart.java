package dev.halley.reliability.driver;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Result;
import dev.halley.reliability.report.Results;
import dev.halley.reliability.report.SoakOutcome;
import dev.halley.reliability.report.SoakReport;
import dev.halley.reliability.trial.SoakMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part {@code soak}: each client over each wire for a long time, at the same time; then many clients for a short one. */
final class SoakPart {
    private static final String NAME = "soak";
    private static final int LONG_CLIENTS = 20_000;
    private static final int SHORT_CLIENTS = 400;

    /** Start, the last round, the end of threads. */
    private static final int MORE_SECONDS = 180;

    private static final int MOST_SECONDS_OF_CLIENTS = 40 * 60;

    private final Options options;
    private final ChildProcess processes;
    private final Results<SoakOutcome> results;

    private record Leg(String name, int size, int seconds, List<String> args) {}

    SoakPart(Options options) throws IOException {
        this.options = options;
        this.results = options.resultsOf(NAME, SoakOutcome.class, SoakOutcome.ORDER);
        this.processes = new ChildProcess(Options.directory().resolve("target").resolve(NAME));
    }

    /** Whether every leg has passed, now or before. */
    boolean run() throws IOException, InterruptedException {
        List<Leg> loads = loads();
        int count = options.whole() ? LONG_CLIENTS : SHORT_CLIENTS;
        Leg clients = new Leg(
                SoakOutcome.CLIENTS,
                count,
                MOST_SECONDS_OF_CLIENTS,
                List.of(SoakOutcome.CLIENTS, String.valueOf(count)));
        System.out.println(loads.size() + " clients for " + options.minutes() + " minutes, then " + count
                + " for a moment; journals in " + processes.journal("…").getParent());
        List<Thread> workers = new ArrayList<>();
        for (Leg leg : loads) {
            Thread worker = new Thread(() -> work(leg), leg.name());
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        work(clients);
        System.out.println("\n" + SoakReport.table(results.all()));
        if (options.out().equals(Options.directory().resolve("results"))) {
            write();
        }
        return loads.stream().allMatch(leg -> results.hasPassed(leg.name(), leg.size()))
                && results.hasPassed(clients.name(), clients.size());
    }

    private List<Leg> loads() {
        List<Leg> legs = new ArrayList<>();
        for (Plan.Client client : options.clients()) {
            for (String wire : options.wires()) {
                legs.add(new Leg(
                        client + "-" + wire,
                        options.minutes(),
                        options.minutes() * 60 + MORE_SECONDS,
                        List.of(client.toString(), wire, String.valueOf(options.minutes()))));
            }
        }
        return legs;
    }

    private void work(Leg leg) {
        try {
            if (!results.hasPassed(leg.name(), leg.size())) {
                add(processes
                        .run(leg.name(), leg.seconds(), SoakMain.class, leg.args())
                        .map(line -> Result.parse(SoakOutcome.class, line))
                        .orElseGet(() -> SoakOutcome.failed(leg.name(), leg.size(), "the leg ended without a result")));
            }
        } catch (IOException e) {
            System.out.println("FAILED: " + e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a worker", e);
        }
    }

    private synchronized void add(SoakOutcome outcome) throws IOException {
        results.add(outcome);
        System.out.println((outcome.passed() ? "ok     " : "FAILED ") + outcome.leg());
        outcome.problems().forEach(problem -> System.out.println("      " + problem));
    }

    private void write() throws IOException {
        Path docs = Options.directory().resolveSibling("docs");
        Path images = Files.createDirectories(docs.resolve("images"));
        for (Map.Entry<String, String> image : SoakReport.images(results.all()).entrySet()) {
            Files.writeString(images.resolve(image.getKey()), image.getValue());
        }
        Page.write(docs.resolve("reliability.md"), NAME, SoakReport.of(results.all()));
    }
}
