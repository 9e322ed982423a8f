package dev.halley.benchmarks.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rounds of one scenario gave, and the rows that follow from it. */
final class Figures {
    private final Scenario scenario;
    private final Map<String, Map<Metric, List<Double>>> bySubject = new LinkedHashMap<>();

    Figures(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(String subject, Map<String, String> round) {
        Map<Metric, List<Double>> figures = bySubject.computeIfAbsent(subject, key -> new LinkedHashMap<>());
        round.forEach((name, value) -> figures.computeIfAbsent(Metric.named(name), key -> new ArrayList<>())
                .add(Double.parseDouble(value)));
    }

    /** A subject that failed has no figures: one that lost a message is not slow but wrong. */
    void remove(String subject) {
        bySubject.remove(subject);
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        Map<Metric, List<Double>> peer = bySubject.getOrDefault(scenario.peer(), Map.of());
        bySubject.forEach((subject, figures) -> figures.forEach((metric, values) -> {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            @Nullable List<Double> others = subject.equals(scenario.peer()) ? null : peer.get(metric);
            rows.add(new Row(
                    scenario.name(),
                    subject,
                    metric,
                    median(sorted),
                    sorted[0],
                    sorted[sorted.length - 1],
                    sorted.length,
                    scenario.peer(),
                    others == null ? null : ratio(median(sorted), others)));
        }));
        return rows;
    }

    private static @Nullable Double ratio(double median, List<Double> others) {
        double[] sorted =
                others.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double other = median(sorted);
        return other == 0 ? null : median / other;
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
