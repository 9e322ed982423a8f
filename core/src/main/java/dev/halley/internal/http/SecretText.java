package dev.halley.internal.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a text that is JSON, or was meant to be: it is walked through without being parsed, so that what
 * is cut short or wrong is masked as well. Pure; any thread.
 */
final class SecretText {
    private static final String MASK = "\"***\"";

    private static final Set<String> SECRETS = Set.of("clientid", "sid", "sessionid", "apikey", "jwt", "assertion");

    private static final Pattern SECRET_PART =
            Pattern.compile("token|passw|secret|credential|authorization|cookie|private_?key");

    private static final Pattern CREDENTIALS = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{4,}");

    /** P58: Bayeux servers that do not know a client name its id in the error. */
    private static final Pattern CLIENT_ID =
            Pattern.compile("(?i)(?<=\"\\d{3}:)[^:\"]+(?=:unknown client)|(?<=:client )\\S+(?= has established)");

    /**
     * A packet by which a client of Socket.IO joins a namespace, or a server lets it in, up to its payload. Namespaces have a
     * limit, and without one here each such beginning would be followed to the end of a text that has many.
     */
    private static final Pattern CONNECT = Pattern.compile("(?:^|\\x1e|(?<=\\d:))40(?:/[^,{\\x1e]{0,999},)?(?=\\{)");

    private final String text;
    private final boolean ext;
    private final StringBuilder out;
    private int copied;

    private SecretText(String text, boolean ext) {
        this.text = text;
        this.ext = ext;
        this.out = new StringBuilder(text.length());
    }

    /**
     * The text without secrets.
     *
     * @param ext whether every text inside of an object named {@code ext} is a secret
     */
    static String masked(String text, boolean ext) {
        String walked = new SecretText(withoutConnects(text), ext).walk();
        return CREDENTIALS.matcher(CLIENT_ID.matcher(walked).replaceAll("***")).replaceAll("$1 ***");
    }

    /** Credentials and ids, whatever their fields are named. */
    private static String withoutConnects(String text) {
        Matcher connect = CONNECT.matcher(text);
        SecretText masked = new SecretText(text, false);
        while (connect.find(masked.copied)) {
            masked.mask(connect.end(), masked.endOfValue(connect.end()));
        }
        return masked.copied == 0
                ? text
                : masked.out.append(text, masked.copied, text.length()).toString();
    }

    private String walk() {
        int secretUntil = 0;
        int at = text.indexOf('"');
        while (at >= 0) {
            int end = endOfString(at);
            int colon = afterSpace(end);
            if (colon >= text.length() || text.charAt(colon) != ':') {
                if (at < secretUntil) {
                    mask(at, end);
                }
                at = text.indexOf('"', end);
                continue;
            }
            String key = text.substring(at + 1, Math.max(at + 1, end - 1));
            int value = afterSpace(colon + 1);
            int next = value;
            if (isSecret(key) && value < text.length() && "\"{[-0123456789".indexOf(text.charAt(value)) >= 0) {
                next = endOfValue(value);
                mask(value, next);
            } else if (ext && value >= secretUntil && key.equals("ext")) {
                // one within another ends with it, and need not be walked through again
                secretUntil = endOfValue(value);
            }
            at = text.indexOf('"', next);
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    private void mask(int start, int end) {
        out.append(text, copied, start).append(MASK);
        copied = end;
    }

    private static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return SECRETS.contains(name.replaceAll("[_-]", ""))
                || SECRET_PART.matcher(name).find();
    }

    /** Behind the closing quote, or the end of the text. */
    private int endOfString(int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return text.length();
    }

    private int afterSpace(int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Behind a value: a string, an object or array with all in it, or what stands up to the next separator. */
    private int endOfValue(int start) {
        int depth = 0;
        int at = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at = endOfString(at);
                if (depth == 0) {
                    return at;
                }
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    return at;
                }
                if (--depth == 0) {
                    return at + 1;
                }
            } else if (depth == 0 && (c == ',' || Character.isWhitespace(c))) {
                return at;
            }
            at++;
        }
        return text.length();
    }
}
