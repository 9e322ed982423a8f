package dev.halley.reliability.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The result file of the soak: a leg a line. Not thread-safe. */
public final class SoakResults {
    private final Path file;
    private final Map<String, SoakOutcome> legs = new TreeMap<>();

    private SoakResults(Path file) {
        this.file = file;
    }

    /**
     * A file that begins anew.
     *
     * @param file where it will be
     * @return nothing so far
     */
    public static SoakResults empty(Path file) {
        return new SoakResults(file);
    }

    /**
     * What a file has, if it is there.
     *
     * @param file where it is
     * @return its legs
     * @throws IOException if it can't be read
     */
    public static SoakResults read(Path file) throws IOException {
        SoakResults results = new SoakResults(file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String row = line.strip().replaceFirst(",$", "");
                if (row.startsWith("{")) {
                    SoakOutcome outcome = SoakOutcome.parse(row);
                    results.legs.put(outcome.leg(), outcome);
                }
            }
        }
        return results;
    }

    /**
     * Whether a leg of this size has passed.
     *
     * @param leg its name
     * @param size how long or how many
     * @return true when it need not run again
     */
    public boolean hasPassed(String leg, int size) {
        SoakOutcome outcome = legs.get(leg);
        return outcome != null && outcome.passed() && outcome.size() == size;
    }

    /**
     * Adds a leg, or replaces a former one, and writes the file.
     *
     * @param outcome what it came to
     * @throws IOException if the file can't be written
     */
    public void add(SoakOutcome outcome) throws IOException {
        legs.put(outcome.leg(), outcome);
        List<String> rows = all().stream().map(SoakOutcome::toJson).toList();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "[\n  " + String.join(",\n  ", rows) + "\n]\n");
    }

    /**
     * All of them.
     *
     * @return by name
     */
    public List<SoakOutcome> all() {
        return List.copyOf(legs.values());
    }
}
