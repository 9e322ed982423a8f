package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.mutation.Mutants;
import dev.halley.reliability.mutation.Unit;
import dev.halley.reliability.report.FaultTable;
import dev.halley.reliability.report.FuzzOutcome;
import dev.halley.reliability.report.FuzzTable;
import dev.halley.reliability.report.MutationOutcome;
import dev.halley.reliability.report.MutationTable;
import dev.halley.reliability.report.Outcome;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Result;
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
                new Outcome.Emits(1_000, 30, 0, 0),
                2,
                3,
                1_250,
                problems);
    }

    @Test
    void outcomes_are_read_as_they_were_written_and_a_new_one_of_a_trial_replaces_the_old_one() throws IOException {
        Path file = directory.resolve("faults.json");
        Results<Outcome> results = new Results<>(file, Outcome.class, Outcome.ORDER);
        results.add(outcome("netty", 3, List.of("broken \"here\"")));
        results.add(outcome("jdk", 3, List.of()));

        Results<Outcome> read = new Results<>(file, Outcome.class, Outcome.ORDER).read();
        assertThat(read.all()).isEqualTo(results.all()).hasSize(2);
        assertThat(read.hasPassed("bayeux-netty-3", 60)).isFalse();
        assertThat(read.hasPassed("bayeux-jdk-3", 60)).isTrue();
        assertThat(read.hasPassed("bayeux-jdk-3", 20)).isFalse();
        read.add(outcome("netty", 3, List.of()));
        assertThat(results.read().hasPassed("bayeux-netty-3", 60)).isTrue();
        assertThat(new Results<>(directory.resolve("none"), Outcome.class, Outcome.ORDER)
                        .read()
                        .all())
                .isEmpty();
    }

    @Test
    void a_row_of_a_client_that_emits_nothing_need_not_say_so() {
        Outcome plain = outcome("jdk", 3, List.of());
        String row = plain.toJson().replaceFirst(",\"emits\":\\{[^}]*}", "");
        assertThat(row).doesNotContain("emits");
        assertThat(Result.parse(Outcome.class, row).emits()).isEqualTo(Outcome.Emits.NONE);
    }

    @Test
    void the_table_adds_up_what_belongs_together() {
        assertThat(FaultTable.of(List.of(
                        outcome("jdk", 3, List.of()), outcome("jdk", 6, List.of("bad")), outcome("jdk", 1, List.of()))))
                .contains("| bayeux | ack | jdk | 1 |")
                .contains(
                        "| bayeux | plain | jdk | 2 | 26 | 2,400 | 200 | 0 | 0 | 2,000 | 8 | 10 | 2 | 0 | 0 | 2,000 | 60 | 0 | 1.3 s | 1 |");
    }

    @Test
    void what_fuzzing_came_to_is_read_as_it_was_written() throws IOException {
        Path file = directory.resolve("fuzz.json");
        Results<FuzzOutcome> results = new Results<>(file, FuzzOutcome.class, FuzzOutcome.ORDER);
        results.add(new FuzzOutcome("frames", 600, 1_234_567, 210, 33, List.of()));
        results.add(new FuzzOutcome("envelope", 600, 1_000, 99, 12, List.of("== Java Exception: \"x\"")));

        Results<FuzzOutcome> read = new Results<>(file, FuzzOutcome.class, FuzzOutcome.ORDER).read();
        assertThat(read.all()).isEqualTo(results.all()).hasSize(2);
        assertThat(read.hasPassed("frames", 600)).isTrue();
        assertThat(read.hasPassed("frames", 700)).isFalse();
        assertThat(read.hasPassed("envelope", 600)).isFalse();
        assertThat(read.hasPassed("gson", 1)).isFalse();
        assertThat(FuzzTable.of(read.all())).contains("""
                        | envelope | the scanner of envelopes, against Jackson | 600 s | 1,000 | 99 | 12 | 1 |
                        | frames |""").contains("| 600 s | 1,234,567 | 210 | 33 | 0 |\n");
    }

    @Test
    void a_report_of_mutants_is_counted_by_what_became_of_them() throws IOException {
        Path report = Files.writeString(directory.resolve("mutations.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <mutations partial="true">
                <mutation detected='true' status='KILLED'><mutatedMethod>&lt;init&gt;</mutatedMethod></mutation>
                <mutation detected='true' status='KILLED'/>
                <mutation detected='true' status='MEMORY_ERROR'/>
                <mutation detected='true' status='TIMED_OUT'/>
                <mutation detected='false' status='SURVIVED'/>
                <mutation detected='true' status='RUN_ERROR'/>
                <mutation detected='false' status='NO_COVERAGE'/>
                <mutation detected='true' status='NON_VIABLE'/>
                </mutations>
                """);

        Mutants mutants = Mutants.read(report);
        assertThat(mutants).isEqualTo(new Mutants(3, 1, 2, 1));
        assertThat(mutants.total()).isEqualTo(7);
        assertThat(mutants.plus(new Mutants(10, 20, 30, 40))).isEqualTo(new Mutants(13, 21, 32, 41));
        assertThat(Mutants.NONE.percent()).isZero();
        Path broken = Files.writeString(directory.resolve("broken.xml"), "<mutations>");
        assertThatThrownBy(() -> Mutants.read(broken)).isInstanceOf(IOException.class);
    }

    @Test
    void a_unit_has_passed_when_tests_noticed_enough_of_its_mutants() throws IOException {
        Path file = directory.resolve("mutation.json");
        Results<MutationOutcome> results = new Results<>(file, MutationOutcome.class, MutationOutcome.ORDER);
        results.add(MutationOutcome.of(Unit.MSGPACK, 85, new Mutants(84, 1, 10, 5), 12));
        results.add(MutationOutcome.of(Unit.BAYEUX_MACHINE, 85, new Mutants(1_683, 0, 300, 17), 100));
        results.add(MutationOutcome.failed(Unit.GSON, 85, 3, "no report"));

        Results<MutationOutcome> read = new Results<>(file, MutationOutcome.class, MutationOutcome.ORDER).read();
        assertThat(read.all()).isEqualTo(results.all()).hasSize(3);
        assertThat(read.hasPassed("msgpack", 85)).isTrue();
        assertThat(read.hasPassed("msgpack", 90)).isFalse();
        assertThat(read.hasPassed("bayeux-machine", 85)).isFalse();
        assertThat(read.hasPassed("gson", 85)).isFalse();
        assertThat(read.all().get(0).problems()).containsExactly("84.2 % noticed (expected: at least 85 %)");
        assertThat(MutationTable.of(read.all()))
                .contains("| bayeux-machine | the machine of")
                .contains("| 2,000 | 1,683 | 0 | 300 | 17 | 84.2 % |\n| msgpack |")
                .contains("| 100 | 84 | 1 | 10 | 5 | 85.0 % |\n")
                .endsWith("| all |  | 2,100 | 1,767 | 1 | 310 | 22 | 84.2 % |\n");
    }

    @Test
    void the_page_has_the_table_of_the_results() throws IOException {
        Path root = Files.isDirectory(Path.of("results")) ? Path.of("") : Path.of("reliability");
        String page = Files.readString(root.resolve("../docs/reliability.md").normalize());
        List<Outcome> faults = new Results<>(root.resolve("results/faults.json"), Outcome.class, Outcome.ORDER)
                .read()
                .all();
        List<FuzzOutcome> fuzz = new Results<>(root.resolve("results/fuzz.json"), FuzzOutcome.class, FuzzOutcome.ORDER)
                .read()
                .all();
        List<MutationOutcome> mutation = new Results<>(
                        root.resolve("results/mutation.json"), MutationOutcome.class, MutationOutcome.ORDER)
                .read()
                .all();

        assertThat(Page.with(page, "faults", FaultTable.of(faults)))
                .as("docs/reliability.md (expected: as reliability/run writes it)")
                .isEqualTo(page);
        assertThat(Page.with(page, "fuzz", FuzzTable.of(fuzz))).isEqualTo(page);
        assertThat(Page.with(page, "mutation", MutationTable.of(mutation))).isEqualTo(page);
        assertThatThrownBy(() -> Page.with(page, "luck", "")).hasMessageStartingWith("page: has no place for luck");
    }
}
