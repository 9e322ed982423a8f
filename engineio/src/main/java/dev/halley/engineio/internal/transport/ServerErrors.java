package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.http.Wording;
import dev.halley.internal.json.JsonValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a server says with an HTTP status (E4-21), in words that name the remedy. Any thread. */
public final class ServerErrors {
    private static final int UNSUPPORTED_VERSION = 5;
    private static final String UNSUPPORTED_TEXT = "Unsupported protocol version";

    private ServerErrors() {}

    /** The failure that a reply means. */
    static ConnectionException of(HttpReply reply, Wording wording) {
        return named(ReplyErrors.of(reply, wording.httpTransport(), wording));
    }

    /** The same failure, in the server's words where its body has the form of an Engine.IO error. */
    static ConnectionException named(ConnectionException failure) {
        ConnectionException.Details details = failure.details();
        Map<?, ?> error = error(details.body());
        if (error == null || details.url() == null) {
            return failure;
        }
        ConnectionException named = new ConnectionException(
                details.status() + " at " + Masking.uri(details.url()) + ": the server says '" + error.get("message")
                        + "' (code " + error.get("code") + ")" + remedy(error.get("code")),
                details,
                failure.getCause());
        return named;
    }

    /** Whether the server refuses the version. */
    public static boolean refusesVersion(@Nullable Throwable failure) {
        if (!(failure instanceof ConnectionException known)) {
            return false;
        }
        String body = known.details().body();
        Map<?, ?> error = error(body);
        // a refused upgrade has the bare text
        return error == null ? UNSUPPORTED_TEXT.equals(body) : Objects.equals(error.get("code"), UNSUPPORTED_VERSION);
    }

    private static @Nullable Map<?, ?> error(@Nullable String body) {
        if (body == null || !body.startsWith("{")) {
            return null;
        }
        try {
            return JsonValues.parse(body) instanceof Map<?, ?> map && map.containsKey("code") ? map : null;
        } catch (ProtocolException notJson) {
            return null;
        }
    }

    private static String remedy(@Nullable Object code) {
        int known = code instanceof Integer number ? number : -1;
        return switch (known) {
            case 0 -> ": it does not offer this transport; choose others with transports.";
            case 1 -> ": the session is over, or another server behind the same address has it: are sessions sticky?";
            case 4 -> ": it refuses this client: are the credentials right, and is the Origin allowed?";
            case UNSUPPORTED_VERSION -> ": set version to the other one, or to none to detect it.";
            default -> ".";
        };
    }
}
