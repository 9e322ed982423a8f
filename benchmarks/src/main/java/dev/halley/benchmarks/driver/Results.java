package dev.halley.benchmarks.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints tables and writes both files. */
final class Results {
    private final Path directory;
    private final StringBuilder text = new StringBuilder();
    private final List<Row> rows = new ArrayList<>();

    Results(Path directory, String machine) {
        this.directory = directory;
        say(machine);
        say("median [min–max] ×ratio to the peer");
    }

    void add(Scenario scenario, List<Row> more) {
        rows.addAll(more);
        say("");
        say(scenario.name() + "   (peer: " + scenario.peer() + ")");
        Map<String, List<Row>> bySubject =
                more.stream().collect(Collectors.groupingBy(Row::subject, LinkedHashMap::new, Collectors.toList()));
        bySubject.forEach((subject, figures) -> say("  %-24s %s"
                .formatted(
                        subject,
                        figures.stream()
                                .map(row -> "%-52s"
                                        .formatted(row.metric().id() + " " + row.cell() + " "
                                                + row.metric().unit()))
                                .collect(Collectors.joining(" ")))
                .stripTrailing()));
    }

    void say(String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    void write() throws IOException {
        Files.createDirectories(directory);
        String json = rows.stream().map(Row::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
        Files.writeString(directory.resolve("latest.json"), json, StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("latest.txt"), text, StandardCharsets.UTF_8);
    }
}
