package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.socketio.DisconnectReason;

/** What can happen to a namespace. An event with an attempt concerns the attempt that has this number. */
sealed interface NamespaceEvent {
    /** Which kind; Java 17 has no pattern switch, and tests enumerate kinds. */
    Kind kind();

    /** The kinds of events. */
    enum Kind {
        WANT,
        OPEN,
        CREDENTIALS,
        CREDENTIALS_FAILED,
        ACCEPTED,
        REFUSED,
        OVERDUE,
        WAIT_OVER,
        LEAVE,
        SERVER_LEFT,
        LOST,
        END
    }

    /** The application wants to be in it. */
    record Want() implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.WANT;
        }
    }

    /**
     * It may be joined now.
     *
     * @param implied whether the server joins it by itself (S4-01)
     */
    record Open(boolean implied) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.OPEN;
        }
    }

    record Credentials(long attempt) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.CREDENTIALS;
        }
    }

    record CredentialsFailed(long attempt, HalleyException cause) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.CREDENTIALS_FAILED;
        }
    }

    /** The server's CONNECT. */
    record Accepted() implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }
    }

    /** The server's CONNECT_ERROR, or an answer that can't be used. */
    record Refused(HalleyException cause) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The server has not answered in time. */
    record Overdue(long attempt) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.OVERDUE;
        }
    }

    record WaitOver(long attempt) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.WAIT_OVER;
        }
    }

    /** The application leaves it alone. */
    record Leave() implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.LEAVE;
        }
    }

    /** The server's DISCONNECT. */
    record ServerLeft() implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.SERVER_LEFT;
        }
    }

    /** The connection ended; there will be another one. */
    record Lost(DisconnectReason reason) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }
    }

    /** The client ends. */
    record End(DisconnectReason reason) implements NamespaceEvent {
        @Override
        public Kind kind() {
            return Kind.END;
        }
    }
}
