package dev.halley.reliability.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.reliability.watch.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class SoakReportTest {
    @TempDir
    private Path directory;

    private static SoakOutcome leg(String name, int samples, List<String> problems) {
        return new SoakOutcome(
                name,
                60,
                samples,
                240,
                new Outcome.Down(72_000, 71_000, 0, 1_000, 0),
                new Outcome.Up(70_000, 69_000, 500, 500, 0, 0, 0),
                40,
                3_210,
                IntStream.range(0, samples)
                        .mapToObj(at -> new Sample(at / 2.0, (12 << 20) + at, 8 << 20, 6 + at % 2, 2, 1))
                        .toList(),
                problems);
    }

    private static final SoakOutcome CLIENTS = SoakOutcome.ofClients(
            20_000,
            List.of(new Sample(1_000, 12 << 20, 0, 0, 0, 0), new Sample(2_000, 13 << 20, 0, 0, 0, 0)),
            List.of());

    @Test
    void legs_are_read_as_they_were_written_and_a_leg_of_another_size_runs_again() throws IOException {
        Path file = directory.resolve("soak.json");
        Results<SoakOutcome> results = new Results<>(file, SoakOutcome.class, SoakOutcome.ORDER);
        results.add(leg("socketio-jdk", 3, List.of("broken \"here\"")));
        results.add(CLIENTS);

        Results<SoakOutcome> read = new Results<>(file, SoakOutcome.class, SoakOutcome.ORDER).read();
        assertThat(read.all()).isEqualTo(results.all()).hasSize(2);
        assertThat(read.hasPassed("clients", 20_000)).isTrue();
        assertThat(read.hasPassed("clients", 400)).isFalse();
        assertThat(read.hasPassed("socketio-jdk", 60)).isFalse();
        read.add(leg("socketio-jdk", 3, List.of()));
        assertThat(results.read().hasPassed("socketio-jdk", 60)).isTrue();
    }

    @Test
    void a_file_that_this_program_did_not_write_is_left_as_it_is() throws IOException {
        Path file = Files.writeString(directory.resolve("soak.json"), "[{\"kind\":\"clients\"}]");
        assertThatThrownBy(() -> new Results<>(file, SoakOutcome.class, SoakOutcome.ORDER).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a line that is no result (expected: one on each");
    }

    @Test
    void the_table_has_what_came_and_what_is_left() {
        assertThat(SoakReport.table(List.of(leg("bayeux-jdk", 40, List.of("bad")), CLIENTS)))
                .contains(
                        "| bayeux jdk | 60 min | 40 | 240 | 72,000 | 1,000 | 0 | 70,000 | 0 | 3.2 s | 12.00 (+0.00) | 8 (+0.00) |")
                .contains(" (+0.00) | yes |\n")
                .contains("| clients | 20,000 clients |")
                .contains("| 13 | 0 | 0 | 0 | 0 |  |\n");
    }

    @Test
    void each_plot_is_an_image_with_a_line_for_each_leg() throws Exception {
        Map<String, String> images = SoakReport.images(
                List.of(leg("bayeux-jdk", 40, List.of()), leg("socketio-netty", 40, List.of()), CLIENTS));

        assertThat(images)
                .containsOnlyKeys(
                        "soak-heap.svg",
                        "soak-direct.svg",
                        "soak-threads.svg",
                        "soak-sockets.svg",
                        "soak-timers.svg",
                        "soak-clients.svg");
        for (Map.Entry<String, String> image : images.entrySet()) {
            Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(image.getValue().getBytes(StandardCharsets.UTF_8)));
            assertThat(svg.getElementsByTagName("polyline").getLength())
                    .isEqualTo(image.getKey().equals("soak-clients.svg") ? 1 : 2);
        }
        assertThat(images.get("soak-heap.svg"))
                .contains("prefers-color-scheme: dark", ">heap after a collection, MiB<", ">socketio netty<", ">20<");
        assertThat(SoakReport.images(List.of())).isEmpty();
    }

    @Test
    void the_page_and_its_images_are_those_of_the_results() throws IOException {
        Path root = Files.isDirectory(Path.of("results")) ? Path.of("") : Path.of("reliability");
        Path docs = root.resolve("../docs").normalize();
        String page = Files.readString(docs.resolve("reliability.md"));
        List<SoakOutcome> legs = new Results<>(root.resolve("results/soak.json"), SoakOutcome.class, SoakOutcome.ORDER)
                .read()
                .all();

        assertThat(Page.with(page, "soak", SoakReport.of(legs)))
                .as("docs/reliability.md (expected: as reliability/run writes it)")
                .isEqualTo(page);
        for (Map.Entry<String, String> image : SoakReport.images(legs).entrySet()) {
            assertThat(docs.resolve("images").resolve(image.getKey())).hasContent(image.getValue());
        }
    }
}
