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

/** Prints tables and writes the file: one row a line. */
final class Results {
    private final Path file;
    private final boolean keep;
    private final List<String> rows = new ArrayList<>();

    Results(Options options, String machine) {
        this.file = options.out().resolve("latest.json");
        this.keep = options.keep();
        say(machine);
        say("median [min–max] ×ratio to the peer");
    }

    /** Takes over the rows of former runs, but those of the scenarios that run now. */
    void keep(List<Scenario> now) throws IOException {
        if (!keep || !Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String row = line.strip().replaceFirst(",$", "");
            if (row.startsWith("{")
                    && now.stream().noneMatch(one -> row.startsWith("{\"scenario\":\"" + one.name() + "\""))) {
                rows.add(row);
            }
        }
    }

    void add(Scenario scenario, List<Row> more) {
        more.forEach(row -> rows.add(row.json()));
        say("");
        say(scenario.name() + "   (peer: " + scenario.peer() + ")");
        Map<String, List<Row>> bySubject =
                more.stream().collect(Collectors.groupingBy(Row::subject, LinkedHashMap::new, Collectors.toList()));
        bySubject.forEach((subject, figures) -> say("  %-22s %s"
                .formatted(
                        subject,
                        figures.stream()
                                .map(row -> "%-50s"
                                        .formatted(row.metric().id() + " " + row.cell() + " "
                                                + row.metric().unit()))
                                .collect(Collectors.joining(" ")))
                .stripTrailing()));
    }

    void say(String line) {
        System.out.println(line);
    }

    void write() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[\n  " + String.join(",\n  ", rows) + "\n]\n", StandardCharsets.UTF_8);
    }
}
