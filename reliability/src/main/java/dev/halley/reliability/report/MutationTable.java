package dev.halley.reliability.report;

import dev.halley.reliability.mutation.Mutants;
import dev.halley.reliability.mutation.Unit;
import java.util.List;
import java.util.Locale;

/** The table of the mutants, as Markdown: a row for each unit, and one for all. */
public final class MutationTable {
    private MutationTable() {}

    /**
     * Makes it.
     *
     * @param outcomes of any units
     * @return lines of Markdown, each with its end
     */
    public static String of(List<MutationOutcome> outcomes) {
        StringBuilder table = new StringBuilder(
                        "| unit | what it is | mutants | killed | timed out | survived | not covered | noticed |\n")
                .append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (MutationOutcome each : outcomes) {
            table.append(row(each.unit(), Unit.of(each.unit()).summary(), each.mutants()));
        }
        if (!outcomes.isEmpty()) {
            table.append(row(
                    "all", "", outcomes.stream().map(MutationOutcome::mutants).reduce(Mutants.NONE, Mutants::plus)));
        }
        return table.toString();
    }

    private static String row(String name, String summary, Mutants mutants) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %,d | %.1f %% |\n",
                name,
                summary,
                mutants.total(),
                mutants.killed(),
                mutants.timedOut(),
                mutants.survived(),
                mutants.notCovered(),
                mutants.percent());
    }
}
