package dev.halley.reliability.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The result file of the faults. Not thread-safe. */
public final class Results {
    private final ResultFile<Outcome> file;

    private Results(Path file) {
        this.file = new ResultFile<>(file, Outcome::id, Outcome::toJson);
    }

    /**
     * A file that begins anew.
     *
     * @param file where it will be
     * @return nothing so far
     */
    public static Results empty(Path file) {
        return new Results(file);
    }

    /**
     * What a file has, if it is there.
     *
     * @param file where it is
     * @return its outcomes
     * @throws IOException if it can't be read
     */
    public static Results read(Path file) throws IOException {
        Results results = new Results(file);
        results.file.read(Outcome::parse);
        return results;
    }

    /**
     * Whether a trial of this id and length has passed.
     *
     * @param id the plan's
     * @param seconds how long faults happened
     * @return true when it need not run again
     */
    public boolean hasPassed(String id, int seconds) {
        Outcome outcome = file.results().get(id);
        return outcome != null && outcome.passed() && outcome.seconds() == seconds;
    }

    /**
     * Adds an outcome, or replaces the former one of the same trial, and writes the file.
     *
     * @param outcome what a trial came to
     * @throws IOException if the file can't be written
     */
    public void add(Outcome outcome) throws IOException {
        file.add(outcome);
        file.write(all());
    }

    /**
     * All of them.
     *
     * @return by client, wire and seed
     */
    public List<Outcome> all() {
        List<Outcome> all = new ArrayList<>(file.results().values());
        all.sort(Comparator.comparing(Outcome::client)
                .thenComparing(Outcome::wire)
                .thenComparing(Outcome::seed));
        return all;
    }
}
