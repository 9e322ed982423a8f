package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words for what a wire reports: one sentence on what happened and where, one on what to try. Any thread. */
public final class ConnectionFailures {
    private ConnectionFailures() {}

    /** The failure of an attempt after which nothing was written, or of a socket. */
    public static ConnectionException of(WireException failure, URI uri, String transport) {
        return of(failure, uri, transport, Wording.GENERIC);
    }

    static ConnectionException of(WireException failure, URI uri, String transport, Wording wording) {
        if (failure.kind() == WireException.Kind.UPGRADE_REFUSED || failure.status() != 0 && !isProxy(failure)) {
            String body = StandardCharsets.UTF_8.decode(failure.body()).toString();
            return ReplyErrors.refusedUpgrade(
                    new HttpReply(uri, failure.status(), failure.headers(), body.toCharArray()),
                    transport,
                    wording,
                    failure);
        }
        return new ConnectionException(sentence(failure, uri), details(failure, uri, transport), failure);
    }

    /** The failure of a request that was handed to the wire and may have been processed. */
    static UnconfirmedException unconfirmed(@Nullable WireException failure, String what, URI uri, String transport) {
        String reason = failure == null ? "it was aborted" : String.valueOf(failure.getMessage());
        return new UnconfirmedException(
                what + " " + Masking.uri(uri) + " may or may not have been processed: the connection ended before the"
                        + " reply was complete (" + reason + ").",
                details(failure, uri, transport),
                failure);
    }

    private static boolean isProxy(WireException failure) {
        return failure.kind() == WireException.Kind.PROXY;
    }

    private static ConnectionException.Details details(@Nullable WireException failure, URI uri, String transport) {
        boolean fatal = failure != null && failure.kind() == WireException.Kind.TLS;
        int status = failure == null ? 0 : failure.status();
        return new ConnectionException.Details(
                Masking.masked(uri), transport, status, null, 0, fatal, Optional.empty());
    }

    private static String sentence(WireException failure, URI uri) {
        String where = Masking.uri(uri);
        String why = String.valueOf(failure.getMessage());
        return switch (failure.kind()) {
            case UNKNOWN_HOST ->
                "The host name " + uri.getHost() + " of " + where
                        + " is not known: is it spelt right, and does this machine reach its name server?";
            case REFUSED ->
                "Nobody listens at " + authority(uri) + " (" + where
                        + "): is the server running, and is the port right?";
            case CONNECT_TIMEOUT ->
                "No connection to " + authority(uri) + " (" + where
                        + ") within the connect timeout: is the host reachable, or does a firewall or proxy stand between?";
            case TLS ->
                "No secure connection to " + authority(uri) + " (" + where + "): " + why
                        + ". Is the certificate trusted and valid for this host, and is it a TLS port?";
            case PROXY -> "The proxy did not let through the connection to " + where + ": " + why;
            case PROTOCOL ->
                "What answers at " + where + " broke the rules of HTTP or WebSocket: " + why
                        + ". Is it this kind of server, and is the port right?";
            case ABORTED -> "The connection to " + where + " was given up by this side.";
            case BROKEN, UPGRADE_REFUSED -> "The connection to " + where + " was lost: " + why + ".";
        };
    }

    static String authority(URI uri) {
        int port = uri.getPort();
        if (port < 0) {
            port = Origins.defaultPort(uri);
        }
        return uri.getHost() + ":" + port;
    }
}
