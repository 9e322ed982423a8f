package dev.halley.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with processes of their own. */
@Timeout(120)
class RunTest {
    private static final String ROOT = "halley.benchmarks.root";

    @TempDir
    private Path root;

    @BeforeEach
    void plant() {
        System.setProperty(ROOT, root.toString());
    }

    @AfterEach
    void restore() {
        System.clearProperty(ROOT);
    }

    @Test
    void a_run_is_good_when_every_subject_came_through() throws Exception {
        assertThat(new Run(options("halley-jdk", "--heap", "256m")).run()).isTrue();
        assertThat(results()).contains("\"subject\":\"halley-jdk\",\"metric\":\"rate\"");
    }

    @Test
    void a_subject_whose_process_fails_fails_the_run_and_has_no_row() throws Exception {
        assertThat(new Run(options("halley-jdk", "--heap", "1k")).run()).isFalse();
        assertThat(results()).doesNotContain("halley-jdk");
    }

    @Test
    void a_subject_that_fails_takes_no_row_of_another_with_it() throws Exception {
        Options options = options(".*", "--heap", "256m");
        Commands commands = new Commands(options);
        Workshop workshop = new Workshop(
                options, commands, root.resolve("errors.log"), new Results(options, Machine.describe(commands)));
        Scenario scenario = new Scenario(
                "receive",
                Scenario.Procedure.TURNS,
                Map.of("bench", "flood", "size", "100", "protocol", "socketio"),
                List.of("halley-jdk", "no-such-client"),
                "bare-socket",
                true);

        assertThat(new Turns(workshop, scenario).rows())
                .isNotEmpty()
                .extracting(Row::subject)
                .containsOnly("halley-jdk");
        assertThat(workshop.hasFailed()).isTrue();
    }

    private Options options(String subjects, String... more) {
        String[] words = {
            "receive-socketio-text-100", "--quick", "--rounds", "1", "--subjects", subjects, "--out", root.toString(),
        };
        String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Options.parse(all);
    }

    private String results() throws Exception {
        return Files.readString(root.resolve("latest.json"));
    }
}
