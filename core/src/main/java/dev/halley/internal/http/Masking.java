package dev.halley.internal.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of what is logged or thrown (SEC-05). Any thread. */
public final class Masking {
    private static final int SHOWN = 4;

    private Masking() {}

    /** The URL without user information and fragment, and with its query's values replaced. */
    public static String uri(URI uri) {
        return masked(uri).toString();
    }

    /** Like {@link #uri}, for {@link dev.halley.ConnectionException.Details#url()}. */
    public static URI masked(URI uri) {
        if (uri.getHost() == null) {
            return URI.create(uri.getScheme() == null ? "***" : uri.getScheme() + ":***");
        }
        StringBuilder text = new StringBuilder();
        text.append(uri.getScheme()).append("://").append(uri.getHost());
        if (uri.getPort() >= 0) {
            text.append(':').append(uri.getPort());
        }
        text.append(uri.getRawPath());
        appendQuery(text, uri.getRawQuery());
        return URI.create(text.toString());
    }

    private static void appendQuery(StringBuilder text, @Nullable String query) {
        if (query == null) {
            return;
        }
        char separator = '?';
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            // A parameter without a value may be the secret itself.
            text.append(separator).append(equals < 0 ? "***" : parameter.substring(0, equals) + "=***");
            separator = '&';
        }
    }

    /** A text that is JSON, or was meant to be, without the values of fields whose names speak of a secret. */
    public static String text(String text) {
        return SecretText.masked(text, false);
    }

    /** The same for what a server says in passing, such as why it closes: one line for a log. */
    public static String words(String text) {
        return ReplyErrors.printable(text(text));
    }

    /** The first characters of a long secret, to tell one from another in a log; of a short one nothing. */
    public static String secret(String secret) {
        return secret.length() < 4 * SHOWN ? "***" : secret.substring(0, SHOWN) + "***";
    }
}
