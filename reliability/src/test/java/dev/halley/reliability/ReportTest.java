package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.report.FaultTable;
import dev.halley.reliability.report.FuzzOutcome;
import dev.halley.reliability.report.FuzzResults;
import dev.halley.reliability.report.Outcome;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path directory;

    private static Outcome outcome(String wire, long seed, List<String> problems) {
        return Outcome.of(
                new Plan(Plan.Client.BAYEUX, wire, seed, 60),
                new Outcome.Down(1_200, 1_100, 0, 100, 0),
                new Outcome.Up(1_000, 990, 4, 5, 1, 0, 0),
                2,
                3,
                1_250,
                problems);
    }

    @Test
    void outcomes_are_read_as_they_were_written_and_a_new_one_of_a_trial_replaces_the_old_one() throws IOException {
        Path file = directory.resolve("faults.json");
        Results results = Results.empty(file);
        results.add(outcome("netty", 3, List.of("broken \"here\"")));
        results.add(outcome("jdk", 3, List.of()));

        Results read = Results.read(file);
        assertThat(read.all()).isEqualTo(results.all()).hasSize(2);
        assertThat(read.hasPassed("bayeux-netty-3", 60)).isFalse();
        assertThat(read.hasPassed("bayeux-jdk-3", 60)).isTrue();
        assertThat(read.hasPassed("bayeux-jdk-3", 20)).isFalse();
        read.add(outcome("netty", 3, List.of()));
        assertThat(Results.read(file).hasPassed("bayeux-netty-3", 60)).isTrue();
        assertThat(Results.read(directory.resolve("none")).all()).isEmpty();
    }

    @Test
    void the_table_adds_up_what_belongs_together() {
        assertThat(FaultTable.of(List.of(
                        outcome("jdk", 3, List.of()), outcome("jdk", 6, List.of("bad")), outcome("jdk", 1, List.of()))))
                .contains("| bayeux | ack | jdk | 1 |")
                .contains(
                        "| bayeux | plain | jdk | 2 | 26 | 2,400 | 200 | 0 | 0 | 2,000 | 8 | 10 | 2 | 0 | 0 | 1.3 s | 1 |");
    }

    @Test
    void what_fuzzing_came_to_is_read_as_it_was_written() throws IOException {
        Path file = directory.resolve("fuzz.json");
        FuzzResults results = FuzzResults.empty(file);
        results.add(new FuzzOutcome("frames", 600, 1_234_567, 210, 33, List.of()));
        results.add(new FuzzOutcome("envelope", 600, 1_000, 99, 12, List.of("== Java Exception: \"x\"")));

        FuzzResults read = FuzzResults.read(file);
        assertThat(read.all()).isEqualTo(results.all()).hasSize(2);
        assertThat(read.hasPassed(Target.FRAMES, 600)).isTrue();
        assertThat(read.hasPassed(Target.FRAMES, 700)).isFalse();
        assertThat(read.hasPassed(Target.ENVELOPE, 600)).isFalse();
        assertThat(read.hasPassed(Target.GSON, 1)).isFalse();
        assertThat(read.table()).contains("""
                        | envelope | the scanner of envelopes, against Jackson | 600 s | 1,000 | 99 | 12 | 1 |
                        | frames |""").contains("| 600 s | 1,234,567 | 210 | 33 | 0 |\n");
    }

    @Test
    void the_page_has_the_table_of_the_results() throws IOException {
        Path root = Files.isDirectory(Path.of("results")) ? Path.of("") : Path.of("reliability");
        String page = Files.readString(root.resolve("../docs/reliability.md").normalize());
        Results results = Results.read(root.resolve("results/faults.json"));

        assertThat(Page.with(page, "faults", FaultTable.of(results.all())))
                .as("docs/reliability.md (expected: as reliability/run writes it)")
                .isEqualTo(page);
        assertThat(Page.with(
                        page,
                        "fuzz",
                        FuzzResults.read(root.resolve("results/fuzz.json")).table()))
                .isEqualTo(page);
        assertThatThrownBy(() -> Page.with(page, "luck", "")).hasMessageStartingWith("page: has no place for luck");
    }
}
