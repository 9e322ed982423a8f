package dev.halley.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 10s}, {@code 500ms}, {@code 1.5m}. Pure. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofDays(365).toNanos());

    private Durations() {}

    static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' (expected: a duration such as 500ms, 10s or 2m)");
        }
        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(NANOS.get(form.group(2)));
        if (nanos.compareTo(BigDecimal.ONE) < 0 || nanos.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' (expected: more than zero and at most a year)");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** For people: {@code 850 ms}, {@code 1.2 s}, {@code 3 min}. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return BigDecimal.valueOf(millis / 100, 1).stripTrailingZeros().toPlainString() + " s";
        }
        return duration.toMinutes() + " min";
    }

    /** A duration, for picocli. */
    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return parse(value);
        }
    }

    /** A duration or {@code none}. */
    record Limit(@Nullable Duration duration) {
        static final Limit NONE = new Limit(null);
    }

    /** A duration or {@code none}, for picocli. */
    static final class LimitConverter implements ITypeConverter<Limit> {
        @Override
        public Limit convert(String value) {
            if (value.equals("none")) {
                return Limit.NONE;
            }
            try {
                return new Limit(parse(value));
            } catch (TypeConversionException e) {
                throw new TypeConversionException("'" + value + "' (expected: a duration such as 10s, or none)");
            }
        }
    }
}
