package dev.halley.benchmarks.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param quick few short rounds of fewer scenarios
 * @param rounds how many, or 0 for the default
 * @param subjects regular expression that a subject's name must match
 * @param profile where each subject leaves a flight recording, or null for none
 * @param out where results go
 * @param heap the most that a subject's heap may have
 * @param keep whether rows of other scenarios stay in the results
 * @param list whether only names are printed
 * @param help whether only the help is printed
 * @param scenarios beginnings of names; empty for all
 */
public record Options(
        boolean quick,
        int rounds,
        String subjects,
        @Nullable Path profile,
        Path out,
        String heap,
        boolean keep,
        boolean list,
        boolean help,
        List<String> scenarios) {
    /** What {@code --help} prints. */
    public static final String HELP = """
            benchmarks/run [--quick] [--rounds N] [--subjects REGEX] [--profile DIR] [--heap SIZE]
                           [--out DIR] [--keep] [--list] [SCENARIO...]

            Compares Halley with other clients. A SCENARIO is the beginning of a name that --list prints; default all.
              --quick           few short rounds, fewer scenarios: smoke, no result to quote
              --rounds N        how often each subject is measured (default 5; 3 with --quick)
              --subjects REGEX  only subjects whose name matches; ratios need the peer among them
              --profile DIR     a flight recording of each JVM subject
              --heap SIZE       of each JVM subject (default 1g)
              --out DIR         where latest.json goes
                                (default benchmarks/results; results/tmp with any of the above or a SCENARIO)
              --keep            leaves the rows of other scenarios in that file""";

    /**
     * Reads the command line.
     *
     * @param args the words
     * @return the options
     * @throws IllegalArgumentException if a word is not known
     */
    public static Options parse(String... args) {
        boolean quick = false;
        int rounds = 0;
        String subjects = ".*";
        Path profile = null;
        Path out = null;
        String heap = "1g";
        boolean keep = false;
        boolean list = false;
        boolean help = false;
        List<String> scenarios = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = Integer.parseInt(value(args, i++));
                case "--subjects" -> subjects = value(args, i++);
                case "--profile" -> profile = Path.of(value(args, i++));
                case "--out" -> out = Path.of(value(args, i++));
                case "--heap" -> heap = value(args, i++);
                case "--keep" -> keep = true;
                case "--list" -> list = true;
                case "--help" -> help = true;
                default -> {
                    if (args[i].startsWith("-")) {
                        throw new IllegalArgumentException("option: " + args[i] + " (expected: one that --help tells)");
                    }
                    scenarios.add(args[i]);
                }
            }
        }
        if (out == null) {
            Path results = Commands.directory().resolve("results");
            boolean whole = !quick && rounds == 0 && subjects.equals(".*") && profile == null && scenarios.isEmpty();
            out = whole ? results : results.resolve("tmp");
        }
        return new Options(quick, rounds, subjects, profile, out, heap, keep, list, help, List.copyOf(scenarios));
    }

    private static String value(String[] args, int at) {
        if (at + 1 == args.length) {
            throw new IllegalArgumentException("option: " + args[at] + " without a value");
        }
        return args[at + 1];
    }

    int roundCount() {
        return rounds > 0 ? rounds : quick ? 3 : 5;
    }

    double warmSeconds() {
        return quick ? 1.2 : 15;
    }

    /** For a subject that gets faster and faster. */
    double mostWarmSeconds() {
        return quick ? 2.4 : 40;
    }

    double roundSeconds() {
        return quick ? 0.4 : 1.5;
    }

    /** For procedures whose rounds take a minute each. */
    int longRoundCount() {
        return rounds > 0 ? rounds : quick ? 1 : 3;
    }

    boolean wants(Scenario scenario) {
        if (!scenarios.isEmpty()) {
            return scenarios.stream().anyMatch(scenario.name()::startsWith);
        }
        return !quick || scenario.quick();
    }

    boolean wants(String subject) {
        return subject.matches(subjects);
    }
}
