package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineTransport;
import java.util.List;

/**
 * Where a session is.
 *
 * @param kind the phase
 * @param transport the transport in use, or the one that is being opened
 * @param untried transports that may be tried when this one cannot be opened
 * @param otherVersionTried whether the version was changed already, so that two refusals make no loop
 * @param closeWanted whether the application closed it, and only the upgrade is waited for (E4-19)
 */
record EngineState(
        Kind kind,
        EngineTransport transport,
        List<EngineTransport> untried,
        boolean otherVersionTried,
        boolean closeWanted) {
    /** The phases. */
    enum Kind {
        /** The handshake is under way. */
        OPENING,
        /** Open, and no upgrade under way. */
        OPEN,
        /** Open, and a WebSocket is tried beside it. */
        PROBING,
        /** The WebSocket answered; what is on its way over polling is waited for. */
        PAUSING,
        /** The application closed it; what waits is being written. */
        DRAINING,
        /** The server is being told. */
        CLOSING,
        /** Over. */
        CLOSED
    }

    EngineState {
        untried = List.copyOf(untried);
    }

    /** The beginning of a session. */
    static EngineState opening(List<EngineTransport> transports) {
        return new EngineState(Kind.OPENING, transports.get(0), transports.subList(1, transports.size()), false, false);
    }

    EngineState to(Kind next) {
        return new EngineState(next, transport, untried, otherVersionTried, closeWanted);
    }

    EngineState over(EngineTransport next) {
        return new EngineState(kind, next, untried, otherVersionTried, closeWanted);
    }

    EngineState withCloseWanted() {
        return new EngineState(kind, transport, untried, otherVersionTried, true);
    }

    EngineState withOtherVersion() {
        return new EngineState(kind, transport, untried, true, closeWanted);
    }

    EngineState next() {
        return new EngineState(
                kind, untried.get(0), untried.subList(1, untried.size()), otherVersionTried, closeWanted);
    }
}
