package dev.halley;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server could not be reached, or answered with something that is not the protocol: nobody listening, a TLS
 * failure, an HTTP status, a refused WebSocket upgrade, an HTML page.
 *
 * <p>An operation that ends with this exception had no effect at the server; where that is not known it ends with
 * {@link UnconfirmedException}.
 */
public class ConnectionException extends HalleyException {
    private static final long serialVersionUID = 1L;

    private final transient Details details;

    /**
     * Creates the exception.
     *
     * @param message what happened, where and what to try
     * @param details the facts, for programs
     * @param cause the lower-level failure, if there is one
     */
    public ConnectionException(String message, Details details, @Nullable Throwable cause) {
        super(message, cause);
        this.details = Objects.requireNonNull(details, "details");
    }

    /**
     * The facts behind the message.
     *
     * @return the facts; {@link Details#NONE} after deserialization
     */
    public final Details details() {
        return details == null ? Details.NONE : details;
    }

    @Override
    public ConnectionException copy() {
        return new ConnectionException(getMessage(), details(), this);
    }

    /**
     * What is known of a failed connection.
     *
     * @param url the URL that was tried, credentials and query values masked
     * @param transport the protocol's transport name, such as {@code websocket}
     * @param status the HTTP status of the reply, or 0 when there was none
     * @param body the first bytes of the reply's body as text (at most 200 characters), or null
     * @param attempt which attempt in a row this was, from 1; 0 where attempts are not counted
     * @param fatal whether trying the same again is hopeless by its nature: a TLS failure, 404, 405
     * @param retryAfter how long the server asks to wait ({@code Retry-After}), if it does
     */
    public record Details(
            @Nullable URI url,
            @Nullable String transport,
            int status,
            @Nullable String body,
            int attempt,
            boolean fatal,
            Optional<Duration> retryAfter) {
        /** Nothing is known. */
        public static final Details NONE = new Details(null, null, 0, null, 0, false, Optional.empty());

        /**
         * The facts of a failure after which the server does not ask to wait.
         *
         * @param url the URL that was tried, credentials and query values masked
         * @param transport the protocol's transport name, such as {@code websocket}
         * @param status the HTTP status of the reply, or 0 when there was none
         * @param body the first bytes of the reply's body as text (at most 200 characters), or null
         * @param attempt which attempt in a row this was, from 1; 0 where attempts are not counted
         * @param fatal whether trying the same again is hopeless by its nature: a TLS failure, 404, 405
         */
        public Details(
                @Nullable URI url,
                @Nullable String transport,
                int status,
                @Nullable String body,
                int attempt,
                boolean fatal) {
            this(url, transport, status, body, attempt, fatal, Optional.empty());
        }

        /**
         * Whether the peer asked for credentials or refused them.
         *
         * @return whether the status is 401, 403 or 407
         */
        public boolean unauthorized() {
            return status == 401 || status == 403 || status == 407;
        }
    }
}
