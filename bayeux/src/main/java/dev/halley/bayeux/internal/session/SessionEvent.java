package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a session. An event with a link concerns the exchange or wait that has this number. */
sealed interface SessionEvent {
    /** Which kind; Java 17 has no pattern switch, and tests enumerate kinds. */
    Kind kind();

    /** The kinds of events. */
    enum Kind {
        OPEN,
        HANDSHAKE_ACCEPTED,
        HANDSHAKE_REFUSED,
        CONNECT_ACCEPTED,
        CONNECT_REFUSED,
        LINK_FAILED,
        WAIT_OVER,
        ADVISED,
        SESSION_UNKNOWN,
        SERVER_DISCONNECTED,
        AUTHENTICATED,
        AUTHENTICATION_FAILED,
        CREDENTIALS_REFUSED,
        CLOSE,
        ABORT,
        DISCONNECTED,
        FAIL
    }

    /**
     * The application opens the client.
     *
     * @param former the session to go on with, or null
     */
    record Open(@Nullable Resumption former) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.OPEN;
        }
    }

    /**
     * The server accepted the handshake.
     *
     * @param offered the transports the server supports, those Halley knows
     */
    record HandshakeAccepted(
            long link,
            String clientId,
            List<ConnectionType> offered,
            @Nullable Advice advice) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.HANDSHAKE_ACCEPTED;
        }
    }

    record HandshakeRefused(
            long link, Failure failure, @Nullable Advice advice) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.HANDSHAKE_REFUSED;
        }
    }

    record ConnectAccepted(long link, @Nullable Advice advice) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.CONNECT_ACCEPTED;
        }
    }

    record ConnectRefused(
            long link, Failure failure, @Nullable Advice advice) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.CONNECT_REFUSED;
        }
    }

    /** The exchange of a handshake, connect or disconnect failed. */
    record LinkFailed(long link, Failure failure) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.LINK_FAILED;
        }
    }

    record WaitOver(long link) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.WAIT_OVER;
        }
    }

    /** Advice came with a message other than the replies to handshake and connect. */
    record Advised(long epoch, Advice advice) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.ADVISED;
        }
    }

    /**
     * The server does not know the client, as it said when it refused another request than connect (P72), or the session
     * can't be relied on any more.
     */
    record SessionUnknown(long epoch, HalleyException failure) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.SESSION_UNKNOWN;
        }
    }

    /** The server sent a {@code /meta/disconnect} that nobody asked for (P71). */
    record ServerDisconnected(long epoch, HalleyException reason) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.SERVER_DISCONNECTED;
        }
    }

    /** There are new credentials. */
    record Authenticated(long link) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.AUTHENTICATED;
        }
    }

    /** There are none. */
    record AuthenticationFailed(long link, Failure failure) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.AUTHENTICATION_FAILED;
        }
    }

    /** A reply to another request than handshake and connect refused the credentials, and said that this is the end. */
    record CredentialsRefused(long epoch, Failure failure) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.CREDENTIALS_REFUSED;
        }
    }

    /** The application closes the client. */
    record Close() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.CLOSE;
        }
    }

    /** The application drops the client without a goodbye. */
    record Abort() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.ABORT;
        }
    }

    /** The reply to our {@code /meta/disconnect} came. */
    record Disconnected(long link) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.DISCONNECTED;
        }
    }

    /** The client can't go on. */
    record Fail(HalleyException reason) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.FAIL;
        }
    }
}
