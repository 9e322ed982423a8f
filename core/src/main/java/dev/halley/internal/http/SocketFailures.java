package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Words for what this side finds wrong with a WebSocket. Any thread.
 *
 * @param uri where to
 * @param transport the protocol's name for WebSockets
 */
record SocketFailures(URI uri, String transport) {
    ConnectionException expired(Duration timeout) {
        return new ConnectionException(
                "The WebSocket to " + Masking.uri(uri) + " did not open within the connect timeout of "
                        + timeout.toMillis() + " ms: is the host reachable, and does it,"
                        + " or a proxy before it, support WebSocket?",
                details(false),
                null);
    }

    /** The wire takes no such order. */
    ConnectionException refused(String wire, String why, @Nullable Throwable cause) {
        return new ConnectionException(
                "The wire " + wire + " can't open the WebSocket to " + Masking.uri(uri) + ": " + why,
                details(true),
                cause);
    }

    /** The peer broke a rule or a limit. */
    ConnectionException violated(String what) {
        String sentence = "The WebSocket to " + Masking.uri(uri) + " was cut: " + what + ".";
        return new ConnectionException(sentence, details(false), new ProtocolException(sentence, null));
    }

    static String tooLong(boolean binary, int max) {
        return "it sent a " + (binary ? "binary " : "") + "message longer than maxMessageSize: " + max
                + " (raise it if the server rightly sends that much)";
    }

    ConnectionException.Details details(boolean fatal) {
        return new ConnectionException.Details(Masking.masked(uri), transport, 0, null, 0, fatal);
    }
}
