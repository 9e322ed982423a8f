package dev.halley.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A failure below the protocols. Policy turns it into a {@link dev.halley.ConnectionException} with URL and transport,
 * so applications don't see it except as a cause.
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure. */
    private final Kind kind;

    /** The HTTP status of the reply, or 0. */
    private final int status;

    private final transient Headers headers;
    private final transient ByteBuffer body;

    /** What kind of failure. */
    public enum Kind {
        /** The host name is not known. */
        UNKNOWN_HOST,
        /** Nobody listens, or the network refuses. */
        REFUSED,
        /** No connection within the connect timeout. */
        CONNECT_TIMEOUT,
        /** The TLS handshake failed: certificate, host name, protocol version. */
        TLS,
        /** The proxy refused or asks for credentials that the wire may not send. */
        PROXY,
        /** The server answered the WebSocket upgrade with an ordinary HTTP reply. */
        UPGRADE_REFUSED,
        /** The connection ended or broke in the middle; what was written may have been processed. */
        BROKEN,
        /** The peer broke the rules of HTTP or WebSocket. */
        PROTOCOL,
        /** Aborted by this side. */
        ABORTED
    }

    /**
     * Creates the exception.
     *
     * @param kind what kind of failure
     * @param message what happened
     * @param cause the lower-level failure, if there is one
     */
    public WireException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, 0, Headers.empty(), ByteBuffer.allocate(0));
    }

    /**
     * Creates the exception for a reply that was not what was asked for.
     *
     * @param kind what kind of failure
     * @param message what happened
     * @param cause the lower-level failure, if there is one
     * @param status the reply's HTTP status
     * @param headers the reply's headers
     * @param body the beginning of the reply's body
     */
    public WireException(
            Kind kind, String message, @Nullable Throwable cause, int status, Headers headers, ByteBuffer body) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.headers = headers;
        this.body = body.asReadOnlyBuffer();
    }

    /**
     * What kind of failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The HTTP status of the reply.
     *
     * @return the status, or 0 when there was no reply
     */
    public int status() {
        return status;
    }

    /**
     * The headers of the reply.
     *
     * @return the headers; empty when there was no reply
     */
    public Headers headers() {
        return headers == null ? Headers.empty() : headers;
    }

    /**
     * The beginning of the reply's body.
     *
     * @return the bytes; empty when there was no reply
     */
    public ByteBuffer body() {
        return body == null ? ByteBuffer.allocate(0) : body.duplicate();
    }
}
