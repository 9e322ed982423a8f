package dev.halley.reliability.report;

import dev.halley.reliability.fuzz.Target;
import java.util.List;
import java.util.Locale;

/** The table of the fuzzing, as Markdown: a row for each target. */
public final class FuzzTable {
    private FuzzTable() {}

    /**
     * Makes it.
     *
     * @param outcomes of any targets
     * @return lines of Markdown, each with its end
     */
    public static String of(List<FuzzOutcome> outcomes) {
        StringBuilder table = new StringBuilder("| target | what it is | time | inputs | edges | corpus | found |\n")
                .append("| --- | --- | --- | --- | --- | --- | --- |\n");
        for (FuzzOutcome each : outcomes) {
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
