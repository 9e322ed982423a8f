package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.socketio.DisconnectReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the machine orders the runner to do. */
sealed interface LinkEffect {
    /** Ask the providers, and open an engine's session to a server. */
    record Open(long link, int server) implements LinkEffect {}

    /** The engine is open: join. */
    record JoinAll() implements LinkEffect {}

    /**
     * The connection ended: tell the namespaces, before anything else is done.
     *
     * @param close how; null where it was given up, or never began
     */
    record Lost(@Nullable EngineClose close) implements LinkEffect {
        /**
         * In the words of the protocol.
         *
         * @param over whether the client has ended with it
         */
        DisconnectReason reason(boolean over) {
            EngineClose known = close;
            if (known == null) {
                return over ? DisconnectReason.CLIENT : DisconnectReason.TRANSPORT_ERROR;
            }
            return switch (known.reason()) {
                case CLIENT -> DisconnectReason.CLIENT;
                case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
                case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
                case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
                case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
            };
        }
    }

    /**
     * The attempt failed before anything could be joined: tell the namespaces that wait for it.
     *
     * @param active whether there will be another one
     */
    record AttemptFailed(HalleyException cause, boolean active) implements LinkEffect {}

    /** Tell who watches. */
    record Retrying(int attempt, Duration delay, HalleyException cause) implements LinkEffect {}

    record Wait(long link, Duration delay) implements LinkEffect {}

    /** Send what is left, and close the engine's session; its end is an event. */
    record CloseEngine(long link) implements LinkEffect {}

    /** Close the engine's session at once; its end is an event, if the link is still the same. */
    record AbortEngine(HalleyException cause) implements LinkEffect {}

    /**
     * The client has ended.
     *
     * @param reason null when the application ended it
     */
    record Ended(@Nullable HalleyException reason) implements LinkEffect {}
}
