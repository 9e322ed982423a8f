package dev.halley.benchmarks.driver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure of one subject.
 *
 * @param ratio the subject's median through the peer's, or null for the peer itself and where the peer has none
 */
record Row(
        String scenario,
        String subject,
        Metric metric,
        double median,
        double min,
        double max,
        int rounds,
        String peer,
        @Nullable Double ratio) {
    String json() {
        return ("{\"scenario\":\"%s\",\"subject\":\"%s\",\"metric\":\"%s\",\"unit\":\"%s\",\"median\":%s,\"min\":%s,"
                        + "\"max\":%s,\"rounds\":%d,\"peer\":\"%s\",\"ratio\":%s}")
                .formatted(
                        scenario,
                        subject,
                        metric.id(),
                        metric.unit(),
                        number(median),
                        number(min),
                        number(max),
                        rounds,
                        peer,
                        ratio == null ? "null" : String.format(Locale.ROOT, "%.3f", ratio));
    }

    private String number(double value) {
        return String.format(Locale.ROOT, "%." + metric.digits() + "f", value);
    }

    /** Median, spread and ratio in one cell. */
    String cell() {
        String text = String.format(
                Locale.ROOT,
                "%,." + metric.digits() + "f [%,." + metric.digits() + "f–%,." + metric.digits() + "f]",
                median,
                min,
                max);
        return ratio == null ? text : text + String.format(Locale.ROOT, " ×%.2f", ratio);
    }
}
