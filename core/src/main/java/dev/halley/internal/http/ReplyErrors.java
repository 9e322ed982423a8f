package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Words for a reply that is not the protocol's: P62. Each status that has a remedy of its own names it; the body's
 * beginning is shown, for the reason often stands there. Any thread.
 */
public final class ReplyErrors {
    private static final int EXCERPT = 200;

    private ReplyErrors() {}

    /** The failure that a reply means when its status is not 2xx, or its body is not JSON. */
    public static ConnectionException of(HttpReply reply, String transport) {
        return of(reply, transport, Wording.GENERIC);
    }

    /** The same, in the words of a protocol. */
    public static ConnectionException of(HttpReply reply, String transport, Wording wording) {
        String sentence = reply.isSuccessful() ? notTheProtocol(reply, wording) : status(reply, wording);
        return new ConnectionException(sentence, details(reply, transport), null);
    }

    /** The failure that a successful reply means which no codec can read. */
    public static ConnectionException unreadable(
            HttpReply reply, String transport, Wording wording, ProtocolException why) {
        if (!startsLikeJson(reply.text())) {
            ConnectionException other = of(reply, transport, wording);
            other.addSuppressed(why);
            return other;
        }
        return new ConnectionException(
                reply.status() + " at " + Masking.uri(reply.uri()) + ": the JSON can't be read: " + why.getMessage(),
                details(reply, transport),
                why);
    }

    private static boolean startsLikeJson(char[] text) {
        int start = 0;
        while (start < text.length && Character.isWhitespace(text[start])) {
            start++;
        }
        return start < text.length && (text[start] == '[' || text[start] == '{');
    }

    /** Whether a body looks like a page for a browser: then it is none of the protocol's, whatever its status. */
    public static boolean isHtml(HttpReply reply) {
        String type = reply.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("application/xhtml") || startsLikeHtml(reply.text());
    }

    /** How long the server asks to wait, in either of the forms of {@code Retry-After}. */
    public static Optional<Duration> retryAfter(Headers headers) {
        return headers.first("Retry-After").map(String::strip).flatMap(value -> {
            if (!value.isEmpty() && value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            // A date is compared with the server's own clock, for this machine's may be wrong: a server that does not
            // say its time says nothing with a date.
            Optional<Instant> now = headers.first("Date").flatMap(ReplyErrors::date);
            return now.isEmpty()
                    ? Optional.empty()
                    : date(value).map(until -> {
                        Duration wait = Duration.between(now.get(), until);
                        return wait.isNegative() ? Duration.ZERO : wait;
                    });
        });
    }

    static ConnectionException refusedUpgrade(
            HttpReply reply, String transport, Wording wording, @Nullable Throwable cause) {
        String sentence = reply.isSuccessful()
                ? "No WebSocket at " + Masking.uri(reply.uri()) + ": the server answered the upgrade with "
                        + reply.status() + ". Does it, or a proxy before it, support WebSocket?" + excerpt(reply)
                : status(reply, wording);
        return new ConnectionException(sentence, details(reply, transport), cause);
    }

    static ConnectionException redirect(HttpReply reply, String transport, String why) {
        String location = reply.headers().first("Location").orElse("");
        URI target = Origins.resolve(Origins.http(reply.uri()), location);
        return new ConnectionException(
                reply.status() + " at " + Masking.uri(reply.uri()) + ": the server redirects to "
                        + (target == null ? "'" + nowhere(location) + "'" : Masking.uri(target)) + "; " + why,
                details(reply, transport),
                null);
    }

    private static ConnectionException.Details details(HttpReply reply, String transport) {
        boolean fatal = reply.status() == 404 || reply.status() == 405;
        return new ConnectionException.Details(
                Masking.masked(reply.uri()),
                transport,
                reply.status(),
                beginning(reply.text()),
                0,
                fatal,
                retryAfter(reply.headers()));
    }

    private static String notTheProtocol(HttpReply reply, Wording wording) {
        String what = isHtml(reply) ? "an HTML page" : reply.text().length == 0 ? "an empty body" : "something else";
        return reply.status() + " at " + Masking.uri(reply.uri()) + ": " + what + " instead of JSON, so this is not "
                + wording.protocol() + ": is the URL right, or does a login page or proxy answer?" + hint(wording)
                + excerpt(reply);
    }

    private static String status(HttpReply reply, Wording wording) {
        return reply.status() + " at " + Masking.uri(reply.uri()) + ": " + remedy(reply, wording) + excerpt(reply);
    }

    private static String remedy(HttpReply reply, Wording wording) {
        int status = reply.status();
        return switch (status) {
            case 400 ->
                "the server does not understand the request: is the URL that of " + wording.protocol() + "?"
                        + hint(wording);
            case 401 ->
                "the server wants credentials, or refuses these: is there an Authorization header or cookie,"
                        + " and has its token not expired?";
            case 403 -> "the server refuses this client: has it the rights, and is the Origin allowed?";
            case 404 -> "this is not the URL of " + wording.protocol() + "." + hint(wording);
            case 405 ->
                "the server does not take this kind of request here, so this is not the URL of " + wording.protocol()
                        + "." + hint(wording);
            case 407 -> "the proxy wants credentials, or refuses these: set them with proxyCredentials.";
            case 408 -> "the server waited too long for the request; it can be tried again.";
            case 413 -> "the message is larger than the server accepts: send smaller ones, or raise its limit.";
            case 426 ->
                "the server wants another protocol version"
                        + reply.headers()
                                .first("Upgrade")
                                .map(to -> " (" + printable(to) + ")")
                                .orElse("") + ".";
            case 429 -> "the server says that there are too many requests" + wait(reply) + ".";
            case 502, 503, 504 -> "the server, or a proxy before it, is not available for now" + wait(reply) + ".";
            default ->
                status >= 500
                        ? "the server failed" + wait(reply) + "; its log says why."
                        : status >= 300 && status < 400
                                ? "the server redirects to '" + location(reply) + "': use that URL."
                                : "the server refuses the request.";
        };
    }

    private static String location(HttpReply reply) {
        String location = reply.headers().first("Location").orElse("");
        URI target = Origins.resolve(Origins.http(reply.uri()), location);
        return target == null ? nowhere(location) : Masking.uri(target);
    }

    /** A Location that is no URL to go to, and may hold secrets like one. */
    private static String nowhere(String location) {
        return printable(location).replaceAll("[?#].*", "?***").replaceAll("//[^/]*@", "//***@");
    }

    private static String wait(HttpReply reply) {
        return retryAfter(reply.headers())
                .map(wait -> " and asks to wait " + wait.toSeconds() + " s")
                .orElse("");
    }

    private static String hint(Wording wording) {
        return wording.urlHint().isEmpty() ? "" : " " + wording.urlHint();
    }

    private static String excerpt(HttpReply reply) {
        String body = beginning(reply.text());
        return body == null ? "" : " The reply begins: " + body;
    }

    private static @Nullable String beginning(char[] text) {
        // A reply that is cut short may name the session or a token. Masked first: control characters part its packets.
        String body = printable(SecretText.masked(new String(text, 0, Math.min(text.length, EXCERPT)), false));
        return body.isEmpty() ? null : body;
    }

    /** One line for a log: what is not printable could forge lines or move a terminal's cursor. */
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replaceAll(" {2,}", " ")
                .strip();
    }

    private static boolean startsLikeHtml(char[] text) {
        String start = new String(text, 0, Math.min(text.length, 64)).stripLeading();
        return start.regionMatches(true, 0, "<!doctype html", 0, 14) || start.regionMatches(true, 0, "<html", 0, 5);
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }
}
