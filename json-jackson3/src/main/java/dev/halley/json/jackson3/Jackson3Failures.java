package dev.halley.json.jackson3;

import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;

/**
 * Jackson's exceptions as Halley's: where and what, with no more of the payload than a short excerpt, because messages
 * of exceptions end in logs. Pure; any thread.
 */
final class Jackson3Failures {
    private static final int MAX_EXCERPT = 40;
    private static final int MAX_PATH = 120;
    private static final int MAX_REASON = 200;

    /** How Jackson shows the value that did not fit. */
    private static final Pattern SHOWN_VALUE = Pattern.compile(" \\('.*'\\)", Pattern.DOTALL);

    /** Names of types and settings, which stay (in back quotes), and long words, which may be payload. */
    private static final Pattern LONG_RUN =
            Pattern.compile("(`[\\w.$<>,()\\[\\]]*`)|([^\\s'\"`]{" + MAX_EXCERPT + "})[^\\s'\"`]+");

    private Jackson3Failures() {}

    static JsonException decoding(Type type, Exception e) {
        return new JsonException(
                "JSON" + place(e) + ": " + reason(e) + " (expected: " + shorten(type.getTypeName(), MAX_PATH) + ")", e);
    }

    static JsonException encoding(@Nullable Object value, Exception e) {
        return new JsonException(
                nameOf(value) + path(e) + ": " + reason(e) + " (expected: a value that Jackson can write)", e);
    }

    static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private static String place(Exception e) {
        TokenStreamLocation location = e instanceof JacksonException json ? json.getLocation() : null;
        return path(e)
                + (location == null || location.getLineNr() < 1
                        ? ""
                        : " at line " + location.getLineNr() + ", column " + location.getColumnNr());
    }

    private static String path(Exception e) {
        if (!(e instanceof JacksonException mapping) || mapping.getPath().isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(" in ");
        for (JacksonException.Reference step : mapping.getPath()) {
            // A name is a field of the type, or a key of a map and then part of the payload.
            String name = step.getPropertyName();
            if (name == null) {
                out.append('[').append(step.getIndex()).append(']');
            } else {
                out.append(out.length() > 4 ? "." : "").append(shorten(name, MAX_EXCERPT));
            }
        }
        return shorten(out.toString(), MAX_PATH);
    }

    private static String reason(Exception e) {
        if (e instanceof InvalidFormatException format) {
            return "'" + shorten(String.valueOf(format.getValue()), MAX_EXCERPT) + "' is no "
                    + format.getTargetType().getSimpleName();
        }
        String message = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
        if (message == null) {
            return e.getClass().getName();
        }
        if (e instanceof DatabindException) {
            message = SHOWN_VALUE.matcher(message).replaceAll("");
        }
        message = LONG_RUN.matcher(message)
                .replaceAll(
                        run -> Matcher.quoteReplacement(run.group(1) != null ? run.group(1) : run.group(2) + "..."));
        return shorten(message, MAX_REASON);
    }

    private static String shorten(String text, int length) {
        String cut = text.length() <= length ? text : text.substring(0, length - 3) + "...";
        return cut.replaceAll("\\p{Cntrl}", ".");
    }
}
