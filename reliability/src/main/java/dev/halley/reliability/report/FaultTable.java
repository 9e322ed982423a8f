package dev.halley.reliability.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of the faults, as Markdown: a row for each client, mode and wire. */
public final class FaultTable {
    private static final List<String> HEADS = List.of(
            "client",
            "mode",
            "wire",
            "trials",
            "faults",
            "events",
            "in a gap",
            "twice",
            "silently lost",
            "calls",
            "unconfirmed",
            "not sent",
            "refused",
            "twice",
            "untrue",
            "emits",
            "lost",
            "in silence",
            "slowest recovery",
            "failed");

    private FaultTable() {}

    /**
     * Makes it.
     *
     * @param outcomes of any trials
     * @return lines of Markdown, each with its end
     */
    public static String of(List<Outcome> outcomes) {
        Map<String, List<Outcome>> rows = outcomes.stream()
                .collect(Collectors.groupingBy(
                        each -> each.client() + " | " + each.mode() + " | " + each.wire(),
                        TreeMap::new,
                        Collectors.toList()));
        StringBuilder table = new StringBuilder();
        table.append("| ").append(String.join(" | ", HEADS)).append(" |\n|");
        HEADS.forEach(head -> table.append(" --- |"));
        table.append('\n');
        rows.forEach((name, all) -> table.append(row(name, all)));
        return table.toString();
    }

    private static String row(String name, List<Outcome> all) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %,d | %,d | %d | %d | %,d | %,d | %,d | %,d | %d | %d | %,d | %,d | %d | %.1f s | %d |\n",
                name,
                all.size(),
                all.stream().mapToInt(Outcome::faults).sum(),
                all.stream().mapToInt(each -> each.down().sent()).sum(),
                all.stream().mapToInt(each -> each.down().inGap()).sum(),
                all.stream().mapToInt(each -> each.down().duplicated()).sum(),
                all.stream().mapToInt(each -> each.down().silent()).sum(),
                all.stream().mapToInt(each -> each.up().sent()).sum(),
                all.stream().mapToInt(each -> each.up().unconfirmed()).sum(),
                all.stream().mapToInt(each -> each.up().notSent()).sum(),
                all.stream().mapToInt(each -> each.up().refused()).sum(),
                all.stream().mapToInt(each -> each.up().duplicated()).sum(),
                all.stream().mapToInt(each -> each.up().silent()).sum(),
                all.stream().mapToInt(each -> each.emits().sent()).sum(),
                all.stream().mapToInt(each -> each.emits().lost()).sum(),
                all.stream().mapToInt(each -> each.emits().silent()).sum(),
                all.stream().mapToLong(Outcome::recoveryMillis).max().orElse(0) / 1e3,
                all.stream().filter(each -> !each.passed()).count());
    }
}
