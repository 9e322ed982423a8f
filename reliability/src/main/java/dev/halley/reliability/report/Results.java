package dev.halley.reliability.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The result file of a part: a result a line, so that a new one changes one line. Not thread-safe.
 *
 * @param <T> what a line says
 */
public final class Results<T extends Result> {
    private static final Set<String> FRAME = Set.of("[", "]", "");

    private final Path file;
    private final Class<T> type;
    private final Comparator<T> order;
    private final Map<String, T> results = new HashMap<>();

    /**
     * A file that begins anew.
     *
     * @param file where it will be
     * @param type the record of a line
     * @param order in which the lines stand
     */
    public Results(Path file, Class<T> type, Comparator<T> order) {
        this.file = file;
        this.type = type;
        this.order = order;
    }

    /**
     * Goes on with what the file has, if it is there.
     *
     * @return this
     * @throws IOException if it can't be read
     */
    public Results<T> read() throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String row = line.strip().replaceFirst(",$", "");
                if (row.startsWith("{")) {
                    T result = Result.parse(type, row);
                    results.put(result.id(), result);
                } else if (!FRAME.contains(row)) {
                    // going on would overwrite what it is
                    throw new IOException(
                            file + ": a line that is no result (expected: one on each, as this program writes them)");
                }
            }
        }
        return this;
    }

    /**
     * Whether a piece of work of this size has passed.
     *
     * @param id which one
     * @param size how much was wanted
     * @return true when it need not run again
     */
    public boolean hasPassed(String id, int size) {
        T result = results.get(id);
        return result != null && result.passed() && result.size() == size;
    }

    /**
     * Adds a result, or replaces the former one of the same piece of work, and writes the file.
     *
     * @param result what it came to
     * @throws IOException if the file can't be written
     */
    public void add(T result) throws IOException {
        results.put(result.id(), result);
        List<String> lines = all().stream().map(Result::toJson).toList();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "[\n  " + String.join(",\n  ", lines) + "\n]\n");
    }

    /**
     * All of them.
     *
     * @return in order
     */
    public List<T> all() {
        return results.values().stream().sorted(order).toList();
    }
}
