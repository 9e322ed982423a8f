package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import org.jspecify.annotations.Nullable;

/** What can happen to a connection. An event with a link concerns the attempt or wait that has this number. */
sealed interface LinkEvent {
    /** Which kind; Java 17 has no pattern switch, and tests enumerate kinds. */
    Kind kind();

    /** The kinds of events. */
    enum Kind {
        CONNECT,
        ENGINE_OPENED,
        NAMESPACE_JOINED,
        ENGINE_CLOSED,
        FELL_BACK,
        WAIT_OVER,
        RECONNECT_NOW,
        NETWORK_LOST,
        LEAVE,
        ABORT
    }

    /**
     * The application connects.
     *
     * @param servers how many there are to choose from
     * @param retry whether the first connection is tried again
     */
    record Connect(int servers, boolean retry) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.CONNECT;
        }
    }

    /**
     * The engine is open.
     *
     * @param enough whether {@code connect()} has what it wants by that, so that what follows is an outage like others
     */
    record EngineOpened(long link, boolean enough) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.ENGINE_OPENED;
        }
    }

    record NamespaceJoined(long link) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.NAMESPACE_JOINED;
        }
    }

    /**
     * The engine's session ended, or never began: a provider failed, the URL can't be used.
     *
     * @param close how it ended; null where it never began
     */
    record EngineClosed(
            long link, HalleyException cause, @Nullable EngineClose close) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.ENGINE_CLOSED;
        }
    }

    /** The server turned out to speak an older version; the next connection will, too. */
    record FellBack(long link, HalleyException cause) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.FELL_BACK;
        }
    }

    record WaitOver(long link) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.WAIT_OVER;
        }
    }

    record ReconnectNow() implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.RECONNECT_NOW;
        }
    }

    /** The application knows that the connection is dead. */
    record NetworkLost(HalleyException cause) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.NETWORK_LOST;
        }
    }

    /**
     * The end.
     *
     * @param reason null when the application disconnects
     */
    record Leave(@Nullable HalleyException reason) implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.LEAVE;
        }
    }

    /** The application drops the client without a goodbye. */
    record Abort() implements LinkEvent {
        @Override
        public Kind kind() {
            return Kind.ABORT;
        }
    }
}
