package dev.halley.engineio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ended.
 *
 * @param reason which kind of end
 * @param code the WebSocket's close code, or 0 where there was none
 * @param description what happened, in words; secrets masked
 * @param cause the failure, with HTTP status and body in its details, where there was one
 */
public record EngineClose(
        Reason reason,
        int code,
        String description,
        @Nullable Throwable cause) {
    /** Kinds of ends, with the texts of the JavaScript client. */
    public enum Reason {
        /** The application closed it. */
        CLIENT("forced close"),
        /** The server closed it: a CLOSE packet, a close frame, the end of the connection. */
        TRANSPORT_CLOSE("transport close"),
        /** A request or the WebSocket failed. */
        TRANSPORT_ERROR("transport error"),
        /** No ping, or no answer to one, came in time (E4-13, E3-05). */
        PING_TIMEOUT("ping timeout"),
        /** The server sent what the protocol does not allow. */
        PARSE_ERROR("parse error");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /**
         * The text that the JavaScript client has for it.
         *
         * @return such as {@code transport close}
         */
        public String text() {
            return text;
        }
    }

    /**
     * Checks the values.
     *
     * @param reason which kind of end
     * @param code the WebSocket's close code, or 0
     * @param description what happened, in words
     * @param cause the failure, or null
     */
    public EngineClose {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(description, "description");
    }
}
