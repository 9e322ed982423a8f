package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineClose;

/** What happens to a session. */
sealed interface SessionEvent {
    /** The kinds. */
    enum Kind {
        OPENED,
        BROKEN,
        PROBE_ANSWERED,
        PROBE_FAILED,
        PAUSED,
        CLOSE,
        DRAINED,
        DEADLINE_OVER
    }

    Kind kind();

    /**
     * The server's handshake came.
     *
     * @param mayUpgrade whether the server offers a WebSocket
     */
    record Opened(boolean mayUpgrade) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.OPENED;
        }
    }

    /**
     * The transport is over, or the session is.
     *
     * @param why what happened
     * @param otherVersion whether the server wants the other version of the protocol
     * @param hopeless whether no other transport is worth trying: the application gave up
     */
    record Broken(EngineClose why, boolean otherVersion, boolean hopeless) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.BROKEN;
        }
    }

    /** The server answered the probe. */
    record ProbeAnswered() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.PROBE_ANSWERED;
        }
    }

    /** The WebSocket does not work. */
    record ProbeFailed(Throwable cause) implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.PROBE_FAILED;
        }
    }

    /** Nothing is on its way over polling. */
    record Paused() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.PAUSED;
        }
    }

    /** The application closes it. */
    record Close() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.CLOSE;
        }
    }

    /** Nothing waits to be written. */
    record Drained() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.DRAINED;
        }
    }

    /** Closing took long enough. */
    record DeadlineOver() implements SessionEvent {
        @Override
        public Kind kind() {
            return Kind.DEADLINE_OVER;
        }
    }
}
