package dev.halley.reliability.driver;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.mutation.Unit;
import dev.halley.reliability.report.Result;
import dev.halley.reliability.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param help whether only the help is printed
 * @param part what runs
 * @param whole the full size of the part, else a short look
 * @param seeds which ones
 * @param clients which ones
 * @param wires which ones
 * @param targets which ones
 * @param units which ones
 * @param seconds how long the faults of one trial happen, or a target is fuzzed
 * @param parallel how many trials, targets or units at a time
 * @param minutes after how long nothing more is begun, or how long a soak takes
 * @param resume whether what has passed before is left out
 * @param out where results go
 */
public record Options(
        boolean help,
        Part part,
        boolean whole,
        List<Long> seeds,
        List<Plan.Client> clients,
        List<String> wires,
        List<Target> targets,
        List<Unit> units,
        int seconds,
        int parallel,
        int minutes,
        boolean resume,
        Path out) {
    private static final int LONG_SEEDS = 50;
    private static final int SHORT_SEEDS = 3;

    /**
     * What {@code --help} prints.
     *
     * @return text
     */
    public static String usage() {
        return """
                reliability/run [--long] [--part %s] [--seeds N] [--seed N] [--client bayeux|socketio]
                                [--wire jdk|netty] [--target NAME] [--unit NAME] [--seconds N] [--parallel N]
                                [--minutes N] [--resume] [--out DIR]

                Shows what the clients do in a hostile world; ends with a table, and with 0 when everything holds.
                  --long        the full size: 50 seeds of 60 s, targets for 10 minutes, all units; without it 3 seeds,
                                20 s, and the machines
                  --seeds N     seeds 1 to N
                  --seed N      this one alone: the same faults at the same times again
                  --target NAME of the part fuzz: this one alone
                  --unit NAME   of the part mutation: this one alone
                  --parallel N  trials, targets or units at a time (default 4, 2 and 2)
                  --minutes N   begins nothing more after that (default 110, for units 90);
                                of a soak: how long it takes (default 60, without --long 3)
                  --resume      leaves out what has passed before, in the same result file
                  --out DIR     where the result file goes
                                (default reliability/results with --long and nothing chosen, else results/tmp)
                Parts:
                %s""".formatted(Part.names(), Part.summaries());
    }

    /**
     * Reads the command line.
     *
     * @param args the words
     * @return the options
     * @throws IllegalArgumentException if a word is not known
     */
    public static Options parse(String... args) {
        boolean help = false;
        boolean whole = false;
        boolean resume = false;
        boolean chosen = false;
        Part part = Part.FAULTS;
        int seeds = 0;
        Long seed = null;
        List<Plan.Client> clients = List.of(Plan.Client.values());
        List<String> wires = List.of("jdk", "netty");
        List<Target> targets = List.of(Target.values());
        Unit unit = null;
        int seconds = 0;
        int parallel = 0;
        int minutes = 0;
        Path out = null;
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            switch (option) {
                case "--help" -> help = true;
                case "--long" -> whole = true;
                case "--resume" -> resume = true;
                case "--part" -> part = Part.of(value(args, ++i));
                case "--seeds" -> seeds = number(args, ++i);
                case "--seed" -> seed = (long) number(args, ++i);
                case "--client" -> clients = List.of(client(value(args, ++i)));
                case "--wire" -> wires = List.of(value(args, ++i));
                case "--target" -> targets = List.of(Target.of(value(args, ++i)));
                case "--unit" -> unit = Unit.of(value(args, ++i));
                case "--seconds" -> seconds = number(args, ++i);
                case "--parallel" -> parallel = number(args, ++i);
                case "--minutes" -> minutes = number(args, ++i);
                case "--out" -> out = Path.of(value(args, ++i));
                default ->
                    throw new IllegalArgumentException("option: " + option + " (expected: one that --help tells)");
            }
            chosen |= List.of("--seeds", "--seed", "--client", "--wire", "--target", "--unit", "--seconds")
                    .contains(option);
        }
        chosen |= part == Part.SOAK && minutes > 0 && minutes < part.minutes(true);
        if (out == null) {
            Path results = directory().resolve("results");
            out = whole && !chosen ? results : results.resolve("tmp");
        }
        return new Options(
                help,
                part,
                whole,
                seeds(seed, seeds > 0 ? seeds : whole ? LONG_SEEDS : SHORT_SEEDS),
                clients,
                wires,
                targets,
                units(unit, whole),
                seconds > 0 ? seconds : part.seconds(whole),
                parallel > 0 ? parallel : part.parallel(),
                minutes > 0 ? minutes : part.minutes(whole),
                resume,
                out);
    }

    /** Whether the results are those of the record, which the page shows. */
    boolean isRecord() {
        return out.equals(directory().resolve("results"));
    }

    /** Where the tables of the record are. */
    Path page() {
        return directory().resolveSibling("docs").resolve("reliability.md");
    }

    /** The result file of a part: with what it has to go on with, or anew. */
    <T extends Result> Results<T> resultsOf(String part, Class<T> type, Comparator<T> order) throws IOException {
        Results<T> results = new Results<>(out.resolve(part + ".json"), type, order);
        return resume ? results.read() : results;
    }

    private static List<Unit> units(@Nullable Unit one, boolean whole) {
        if (one != null) {
            return List.of(one);
        }
        return whole ? List.of(Unit.values()) : Unit.MACHINES;
    }

    private static List<Long> seeds(@Nullable Long one, int count) {
        return one == null ? LongStream.rangeClosed(1, count).boxed().toList() : List.of(one);
    }

    private static Plan.Client client(String name) {
        return Arrays.stream(Plan.Client.values())
                .filter(client -> client.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("client: " + name + " (expected: bayeux or socketio)"));
    }

    private static String value(String[] args, int at) {
        if (at == args.length) {
            throw new IllegalArgumentException("option: " + args[at - 1] + " without a value");
        }
        return args[at];
    }

    private static int number(String[] args, int at) {
        String value = value(args, at);
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(args[at - 1] + ": " + value + " (expected: a number)", e);
        }
        throw new IllegalArgumentException(args[at - 1] + ": " + value + " (expected: 1 or more)");
    }

    /**
     * The module's directory, which the script names.
     *
     * @return where results and the page are found
     */
    public static Path directory() {
        return Path.of(System.getProperty("halley.reliability.root", "reliability"));
    }
}
