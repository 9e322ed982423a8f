package dev.halley.reliability.report;

import dev.halley.reliability.watch.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What docs/reliability.md says of the soak: a table and plots, made of the results alone. */
public final class SoakReport {
    private static final int MIN_SAMPLES = 2;
    private static final String HEAD =
            "| leg | length | rounds | faults | events | in a gap | silently lost | calls | untrue | slowest recovery"
                    + " | heap, MiB | direct, MiB | threads | sockets | timers | failed |";

    private SoakReport() {}

    /**
     * Everything between the comments of the page.
     *
     * @param legs the results
     * @return Markdown
     */
    public static String of(List<SoakOutcome> legs) {
        StringBuilder text = new StringBuilder(table(legs));
        for (String image : images(legs).keySet()) {
            text.append("\n![")
                    .append(image.replace(".svg", "").replace('-', ' '))
                    .append("](images/")
                    .append(image)
                    .append(")\n");
        }
        return text.toString();
    }

    /**
     * A row for each leg.
     *
     * @param legs the results
     * @return Markdown
     */
    public static String table(List<SoakOutcome> legs) {
        StringBuilder table = new StringBuilder(HEAD).append("\n|");
        int columns = HEAD.split("\\|").length - 1;
        table.append(" --- |".repeat(columns)).append('\n');
        legs.forEach(leg -> table.append(row(leg)));
        return table.toString();
    }

    private static String row(SoakOutcome leg) {
        boolean clients = leg.leg().equals(SoakOutcome.CLIENTS);
        StringBuilder row = new StringBuilder("| ").append(leg.leg().replace('-', ' '));
        row.append(
                clients
                        ? String.format(Locale.ROOT, " | %,d clients | | | | | | | | ", leg.size())
                        : String.format(
                                Locale.ROOT,
                                " | %d min | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %.1f s",
                                leg.size(),
                                leg.rounds(),
                                leg.faults(),
                                leg.down().sent(),
                                leg.down().inGap(),
                                leg.down().silent(),
                                leg.up().sent(),
                                leg.up().silent(),
                                leg.recoveryMillis() / 1e3));
        for (Trend trend : Trend.values()) {
            row.append(" | ").append(course(trend, leg.samples()));
        }
        return row.append(" | ")
                .append(leg.passed() ? "" : "yes")
                .append(" |\n")
                .toString();
    }

    /** The value at the end, and the growth over the second half where there are enough samples. */
    private static String course(Trend trend, List<Sample> samples) {
        if (samples.isEmpty()) {
            return "";
        }
        double last = trend.of(samples.get(samples.size() - 1));
        boolean whole = last == Math.rint(last);
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", last)
                + trend.growth(samples)
                        .map(growth -> String.format(Locale.ROOT, " (%+.2f)", growth == 0 ? 0.0 : growth))
                        .orElse("");
    }

    /**
     * A plot for each thing that was looked at, with a line for each leg; and one of the heap for starting and stopping.
     *
     * @param legs the results
     * @return SVG by file name; none as long as there are no samples
     */
    public static Map<String, String> images(List<SoakOutcome> legs) {
        Map<String, List<Sample>> loads = new LinkedHashMap<>();
        Map<String, List<Sample>> clients = new LinkedHashMap<>();
        for (SoakOutcome leg : legs) {
            if (leg.samples().size() >= MIN_SAMPLES) {
                (leg.leg().equals(SoakOutcome.CLIENTS) ? clients : loads)
                        .put(leg.leg().replace('-', ' '), leg.samples());
            }
        }
        Map<String, String> images = new LinkedHashMap<>();
        if (!loads.isEmpty()) {
            for (Trend trend : Trend.values()) {
                images.put("soak-" + trend.id() + ".svg", Plot.of(trend, "minutes", loads));
            }
        }
        if (!clients.isEmpty()) {
            images.put("soak-clients.svg", Plot.of(Trend.HEAP, "clients started and stopped", clients));
        }
        return images;
    }
}
