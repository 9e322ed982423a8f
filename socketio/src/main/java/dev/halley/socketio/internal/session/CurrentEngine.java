package dev.halley.socketio.internal.session;

import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The engine's session of now, and what is known of it. Serial context, but for what is said to be any thread's. */
final class CurrentEngine {
    private final TimeSource time;

    // serial context
    private @Nullable EngineSession session;
    private @Nullable EngineHandshake handshake;
    private Pressure pressure = Pressure.NONE;
    private Instant wholeAt;

    // written in the serial context, read from any thread
    private volatile @Nullable Seen seen;

    /** What other threads may know. */
    private record Seen(String sid, EngineTransport transport) {}

    CurrentEngine(TimeSource time) {
        this.time = time;
        this.wholeAt = time.now();
    }

    // ---- any thread

    /** Its id; a secret. */
    @Nullable String sid() {
        Seen now = seen;
        return now == null ? null : now.sid();
    }

    @Nullable EngineTransport transport() {
        Seen now = seen;
        return now == null ? null : now.transport();
    }

    // ---- serial context

    /** Null when there is none, nor an attempt to open one. */
    @Nullable EngineSession session() {
        return session;
    }

    /** That of the last session that was open. */
    @Nullable EngineHandshake handshake() {
        return handshake;
    }

    /** When the stream was last known to be whole. */
    Instant wholeAt() {
        return wholeAt;
    }

    /** How long a session survives when nothing is read. */
    Duration silence() {
        EngineHandshake known = handshake;
        return known == null ? Duration.ZERO : known.pingInterval().plus(known.pingTimeout());
    }

    /** How fast to read; for sessions to come as well. */
    void pressure(Pressure now) {
        pressure = now;
        if (session != null) {
            session.pressure(now);
        }
    }

    void began(EngineSession opening) {
        opening.pressure(pressure);
        session = opening;
    }

    void opened(EngineHandshake agreed) {
        handshake = agreed;
        seen = new Seen(agreed.sid(), agreed.transport());
        heard();
    }

    /** Something came. */
    void heard() {
        wholeAt = time.now();
    }

    void event(EngineEvent event) {
        if (event instanceof EngineEvent.Heartbeat) {
            heard();
        } else if (event instanceof EngineEvent.Upgraded upgraded && handshake != null) {
            seen = new Seen(handshake.sid(), upgraded.to());
        }
    }

    void abort(Throwable cause) {
        EngineSession open = session;
        if (open != null) {
            open.abort(cause);
        }
    }

    /** There is no session any more. */
    void gone() {
        session = null;
    }

    /** Others are to know nothing of it any more. */
    void lost() {
        seen = null;
    }
}
