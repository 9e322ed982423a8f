package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.halley.reliability.mutation.Mutants;
import dev.halley.reliability.mutation.Unit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the mutation of one unit came to.
 *
 * @param unit which one
 * @param wanted the least percentage that tests have to notice
 * @param mutants what became of them
 * @param seconds how long it took
 * @param problems why it failed; empty for a good run
 */
@JsonPropertyOrder({"unit", "wanted", "mutants", "seconds", "problems"})
public record MutationOutcome(String unit, int wanted, Mutants mutants, long seconds, List<String> problems)
        implements Result {
    /** That of the units. */
    public static final Comparator<MutationOutcome> ORDER = Comparator.comparing(each -> Unit.of(each.unit()));

    /** Copies the list. */
    public MutationOutcome {
        problems = List.copyOf(problems);
    }

    /**
     * A run that ended with a report.
     *
     * @param unit which one
     * @param wanted the least percentage
     * @param mutants what the report says
     * @param seconds how long it took
     * @return an outcome, with a problem if too many were not noticed
     */
    public static MutationOutcome of(Unit unit, int wanted, Mutants mutants, long seconds) {
        return new MutationOutcome(
                unit.toString(),
                wanted,
                mutants,
                seconds,
                mutants.percent() >= wanted
                        ? List.of()
                        : List.of(String.format(
                                Locale.ROOT, "%.1f %% noticed (expected: at least %d %%)", mutants.percent(), wanted)));
    }

    /**
     * A run without a report.
     *
     * @param unit which one
     * @param wanted the least percentage
     * @param seconds how long it took
     * @param problem why
     * @return an outcome with this problem
     */
    public static MutationOutcome failed(Unit unit, int wanted, long seconds, String problem) {
        return new MutationOutcome(unit.toString(), wanted, Mutants.NONE, seconds, List.of(problem));
    }

    @Override
    public String id() {
        return unit;
    }

    @Override
    public int size() {
        return wanted;
    }
}
