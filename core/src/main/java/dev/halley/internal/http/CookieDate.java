package dev.halley.internal.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forgiving date of RFC 6265 §5.1.1: servers write it in half a dozen ways. Any thread. */
final class CookieDate {
    private static final Pattern DELIMITER = Pattern.compile("[\\x09\\x20-\\x2F\\x3B-\\x40\\x5B-\\x60\\x7B-\\x7E]+");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\D.*)?");
    private static final Pattern DAY = Pattern.compile("(\\d{1,2})(?:\\D.*)?");
    private static final Pattern YEAR = Pattern.compile("(\\d{2,4})(?:\\D.*)?");
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private @Nullable Matcher time;
    private int day = -1;
    private int month = -1;
    private int year = -1;

    private CookieDate() {}

    /** The moment, or null when the text is no date. */
    static @Nullable Instant parse(String text) {
        CookieDate date = new CookieDate();
        for (String token : DELIMITER.split(text)) {
            date.take(token);
        }
        return date.instant();
    }

    private void take(String token) {
        Matcher matcher = TIME.matcher(token);
        if (time == null && matcher.matches()) {
            time = matcher;
            return;
        }
        matcher = DAY.matcher(token);
        if (day < 0 && matcher.matches()) {
            day = Integer.parseInt(matcher.group(1));
            return;
        }
        if (month < 0 && token.length() >= 3) {
            int at = MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
            if (at >= 0 && at % 3 == 0) {
                month = at / 3 + 1;
                return;
            }
        }
        matcher = YEAR.matcher(token);
        if (year < 0 && matcher.matches()) {
            year = Integer.parseInt(matcher.group(1));
        }
    }

    private @Nullable Instant instant() {
        if (time == null || day < 0 || month < 0 || year < 0) {
            return null;
        }
        int fullYear = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
        if (fullYear < 1601) {
            return null;
        }
        try {
            return LocalDateTime.of(fullYear, month, day, number(time, 1), number(time, 2), number(time, 3))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
