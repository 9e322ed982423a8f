package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.reliability.driver.Options;
import dev.halley.reliability.driver.TrialProcess;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short share of what {@code reliability/run --long --part faults} does: every mode and route once. */
@Timeout(300)
class FaultsIT {
    private static final int SECONDS = 15;

    /** Three modes, three routes, one of them over TLS. */
    private static final List<Long> SEEDS = List.of(1L, 5L, 24L);

    private static final int PARALLEL = 4;

    private static Path module() {
        return Files.isDirectory(Path.of("node")) ? Path.of("").toAbsolutePath() : Options.directory();
    }

    @ParameterizedTest
    @EnumSource
    void every_message_is_accounted_for_whatever_happens(Plan.Client client) throws Exception {
        if (client == Plan.Client.SOCKETIO) {
            assumeTrue(
                    Files.isDirectory(module().resolve("node/node_modules/socket.io")),
                    "Node's socket.io is not installed in " + module().resolve("node"));
        }
        System.setProperty("halley.reliability.root", module().toString());
        TrialProcess trials = new TrialProcess(module().resolve("target/faults"));
        ExecutorService workers = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            for (long seed : SEEDS) {
                for (String wire : List.of("jdk", "netty")) {
                    running.add(workers.submit(() -> trials.run(new Plan(client, wire, seed, SECONDS))));
                }
            }
            for (Future<Outcome> each : running) {
                Outcome outcome = each.get();
                assertThat(outcome.problems())
                        .as(() -> outcome.id() + "\n" + journal(trials, outcome))
                        .isEmpty();
                assertThat(outcome.down().delivered()).isGreaterThan(SECONDS * 2);
                assertThat(outcome.up().confirmed()).isGreaterThan(SECONDS * 2);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a trial that could not be run", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static String journal(TrialProcess trials, Outcome outcome) {
        try {
            return Files.readString(trials.journal(new Plan(
                    Plan.Client.valueOf(outcome.client().toUpperCase(Locale.ROOT)),
                    outcome.wire(),
                    outcome.seed(),
                    outcome.seconds())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
