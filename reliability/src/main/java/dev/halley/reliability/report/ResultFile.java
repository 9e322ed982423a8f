package dev.halley.reliability.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The result file of a part: a result a line, so that a new one changes one line. Not thread-safe.
 *
 * @param <T> what a line says
 */
final class ResultFile<T> {
    private final Path file;
    private final Function<T, String> id;
    private final Function<T, String> json;
    private final Map<String, T> results = new LinkedHashMap<>();

    /** A file that begins anew. */
    ResultFile(Path file, Function<T, String> id, Function<T, String> json) {
        this.file = file;
        this.id = id;
        this.json = json;
    }

    /** Takes what the file has, if it is there. */
    void read(Function<String, T> parse) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String row = line.strip().replaceFirst(",$", "");
                if (row.startsWith("{")) {
                    T result = parse.apply(row);
                    results.put(id.apply(result), result);
                }
            }
        }
    }

    /** In the order in which they came. */
    Map<String, T> results() {
        return results;
    }

    /** Adds a result, or replaces the former one of the same id. */
    void add(T result) {
        results.put(id.apply(result), result);
    }

    void write(List<T> inOrder) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file, "[\n  " + String.join(",\n  ", inOrder.stream().map(json).toList()) + "\n]\n");
    }
}
