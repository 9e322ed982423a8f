package dev.halley.json.gson;

import com.google.gson.JsonIOException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import dev.halley.ProtocolException;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gson's exceptions as Halley's: where and what, with no more of the payload than a short excerpt, because messages of
 * exceptions end in logs. Pure; any thread.
 */
final class GsonFailures {
    private static final int MAX_EXCERPT = 40;
    private static final int MAX_PATH = 120;
    private static final int MAX_REASON = 200;

    /** How a reader describes itself. */
    private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+) path ");

    /** The place, which Gson puts into some messages together with all keys on the way, and the link behind it. */
    private static final Pattern PLACE =
            Pattern.compile("(; at | at line \\d+ column \\d+ path |\nSee ).*", Pattern.DOTALL);

    /** A value of the payload that Gson shows without quotes. */
    private static final Pattern SHOWN_VALUE =
            Pattern.compile("(got|key): (.{" + (MAX_EXCERPT - 3) + "}).{4,}", Pattern.DOTALL);

    /** From the first quote to the last: names of fields, and values of the payload. */
    private static final Pattern QUOTED =
            Pattern.compile("(['\"])(.{" + (MAX_EXCERPT - 3) + "}).{4,}\\1", Pattern.DOTALL);

    /** Long words may be payload. */
    private static final Pattern LONG_RUN = Pattern.compile("([^\\s'\"]{" + MAX_EXCERPT + "})[^\\s'\"]+");

    private static final Pattern LONG_KEY = Pattern.compile("([^.\\[\\]]{" + (MAX_EXCERPT - 3) + "})[^.\\[\\]]{4,}");

    private GsonFailures() {}

    static JsonException malformed(Type type, ProtocolException e) {
        return new JsonException(shorten(type.getTypeName(), MAX_PATH) + ": " + e.getMessage(), e);
    }

    static JsonException decoding(Type type, @Nullable JsonReader reader, Exception e) {
        Throwable shown = thrownByConstructor(e);
        return new JsonException(
                "JSON" + place(reader, e) + ": " + reason(shown) + " (expected: "
                        + shorten(type.getTypeName(), MAX_PATH) + ")",
                shown);
    }

    static JsonException encoding(Object value, Exception e) {
        return new JsonException(nameOf(value) + ": " + reason(e) + " (expected: a value that Gson can write)", e);
    }

    static String nameOf(Object value) {
        return value.getClass().getName();
    }

    static String excerpt(String text) {
        return shorten(text, MAX_EXCERPT);
    }

    /** Gson wraps what a constructor threw in a message with all its arguments: that one stays out of the logs. */
    private static Throwable thrownByConstructor(Exception e) {
        Throwable cause = e.getCause();
        return cause != null && isOfConstructor(e) ? cause : e;
    }

    private static boolean isOfConstructor(Exception e) {
        return e.getMessage() != null && e.getMessage().startsWith("Failed to invoke constructor");
    }

    private static String place(@Nullable JsonReader reader, Exception e) {
        if (reader == null) {
            return e instanceof Misfit misfit ? shown(misfit.path()) : "";
        }
        Matcher position = POSITION.matcher(reader.toString());
        return path(reader, e)
                + (position.find() ? " at line " + position.group(1) + ", column " + position.group(2) : "");
    }

    private static String path(JsonReader reader, Exception e) {
        String path;
        if (e instanceof Misfit misfit) {
            path = misfit.path();
        } else if (isOfConstructor(e)
                || e.getMessage() != null && e.getMessage().contains("; at ")) {
            // The value was read to its end.
            path = reader.getPreviousPath();
        } else {
            path = reader.getPath();
        }
        return shown(path);
    }

    private static String shown(String path) {
        String bare = path.startsWith("$.") ? path.substring(2) : path.substring(1);
        return bare.isEmpty() ? "" : " in " + shorten(LONG_KEY.matcher(bare).replaceAll("$1..."), MAX_PATH);
    }

    private static String reason(Throwable e) {
        // A JsonSyntaxException around another exception has that one's text with the name of its class.
        Throwable cause = e.getCause();
        Throwable said = e instanceof JsonParseException
                        && cause != null
                        && cause.toString().equals(e.getMessage())
                ? cause
                : e;
        String message = said.getMessage();
        if (message == null) {
            return said.getClass().getName();
        }
        if (message.endsWith("threw exception") && cause != null) {
            message += ": " + cause.getMessage();
        }
        message = PLACE.matcher(message).replaceAll("");
        if (e instanceof JsonIOException) {
            // About a class, not about the payload.
            return shorten(message, MAX_REASON);
        }
        message = SHOWN_VALUE.matcher(message).replaceAll("$1: $2...");
        message = QUOTED.matcher(message).replaceAll("$1$2...$1");
        return shorten(LONG_RUN.matcher(message).replaceAll("$1..."), MAX_REASON);
    }

    private static String shorten(@Nullable String text, int length) {
        String all = String.valueOf(text);
        String cut = all.length() <= length ? all : all.substring(0, length - 3) + "...";
        return cut.replaceAll("\\p{Cntrl}", ".");
    }
}
