package dev.halley.reliability.report;

import dev.halley.reliability.fuzz.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The result file of the fuzzing, and its table. Not thread-safe. */
public final class FuzzResults {
    private final ResultFile<FuzzOutcome> file;

    private FuzzResults(Path file) {
        this.file = new ResultFile<>(file, FuzzOutcome::target, FuzzOutcome::toJson);
    }

    /**
     * A file that begins anew.
     *
     * @param file where it will be
     * @return nothing so far
     */
    public static FuzzResults empty(Path file) {
        return new FuzzResults(file);
    }

    /**
     * What a file has, if it is there.
     *
     * @param file where it is
     * @return its outcomes
     * @throws IOException if it can't be read
     */
    public static FuzzResults read(Path file) throws IOException {
        FuzzResults results = new FuzzResults(file);
        results.file.read(FuzzOutcome::parse);
        return results;
    }

    /**
     * Whether a target has passed for as long.
     *
     * @param target which one
     * @param seconds how long
     * @return true when it need not run again
     */
    public boolean hasPassed(Target target, int seconds) {
        FuzzOutcome outcome = file.results().get(target.toString());
        return outcome != null && outcome.passed() && outcome.seconds() >= seconds;
    }

    /**
     * Adds an outcome, or replaces the former one of the same target, and writes the file.
     *
     * @param outcome what the fuzzing came to
     * @throws IOException if the file can't be written
     */
    public void add(FuzzOutcome outcome) throws IOException {
        file.add(outcome);
        file.write(all());
    }

    /**
     * All of them.
     *
     * @return in the order of the targets
     */
    public List<FuzzOutcome> all() {
        return Stream.of(Target.values())
                .map(target -> file.results().get(target.toString()))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The table, as Markdown.
     *
     * @return lines, each with its end
     */
    public String table() {
        StringBuilder table = new StringBuilder("| target | what it is | time | inputs | edges | corpus | found |\n")
                .append("| --- | --- | --- | --- | --- | --- | --- |\n");
        for (FuzzOutcome each : all()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d s | %,d | %,d | %,d | %d |\n",
                    each.target(),
                    Target.of(each.target()).summary(),
                    each.seconds(),
                    each.inputs(),
                    each.edges(),
                    each.corpus(),
                    each.problems().size()));
        }
        return table.toString();
    }
}
