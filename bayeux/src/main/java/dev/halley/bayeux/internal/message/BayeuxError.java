package dev.halley.bayeux.internal.message;

import dev.halley.bayeux.BayeuxRefusedException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@code error} field.
 *
 * @param code the number before the first colon, or null
 * @param args what stands between the first two colons, split at commas
 * @param text what follows
 */
public record BayeuxError(@Nullable Integer code, List<String> args, String text) {
    // P39: three digits, arguments, text; the text may hold further colons
    private static final Pattern STRUCTURED = Pattern.compile("(\\d{3}):([^:]*):(.*)", Pattern.DOTALL);

    // P58, P73: Faye names the client id, however short it is, in "401:<id>:Unknown client"
    private static final Pattern UNKNOWN = Pattern.compile("(?i)(?<=^\\d{3}:)[^:]+(?=:unknown client)");

    // Long words with digits may be one in any error, and other words have none. Looked at as a whole: to look ahead
    // for the digit at each character takes hours for a word of some megabytes.
    private static final Pattern LONG_WORD = Pattern.compile("(?i)[a-z0-9_-]{16,}");

    public static BayeuxError parse(@Nullable String error) {
        if (error == null) {
            return new BayeuxError(null, List.of(), "");
        }
        Matcher matcher = STRUCTURED.matcher(error);
        if (!matcher.matches()) {
            return new BayeuxError(null, List.of(), error);
        }
        String args = matcher.group(2);
        return new BayeuxError(
                Integer.valueOf(matcher.group(1)),
                args.isEmpty() ? List.of() : List.of(args.split(",", -1)),
                matcher.group(3));
    }

    static String masked(String error) {
        return LONG_WORD
                .matcher(UNKNOWN.matcher(error).replaceAll("***"))
                .replaceAll(word -> word.group().chars().anyMatch(c -> c >= '0' && c <= '9') ? "***" : word.group());
    }

    /** The exception for a reply that refuses what was asked. */
    public static BayeuxRefusedException refusal(String what, ReceivedMessage reply) {
        BayeuxError error = parse(reply.error());
        String words = reply.error() == null
                ? (reply.isReply() ? "no reason given" : "the reply lacks the field 'successful'")
                : reply.error();
        return new BayeuxRefusedException(
                what + " refused by the server: " + masked(words), error.code, error.args, error.text, reply, null);
    }
}
