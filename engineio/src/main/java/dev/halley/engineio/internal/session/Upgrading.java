package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.transport.UpgradeProbe;
import dev.halley.engineio.internal.transport.WebSocketTransport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The probe of a session, while there is one. Serial context. */
final class Upgrading implements UpgradeProbe.Outcome {
    private final SessionRunner runner;
    private final Incoming incoming;

    private @Nullable UpgradeProbe probe;

    Upgrading(SessionRunner runner, Incoming incoming) {
        this.runner = runner;
        this.incoming = incoming;
    }

    void start() {
        runner.tell(new EngineEvent.Upgrading(EngineTransport.WEBSOCKET));
        UpgradeProbe begun = new UpgradeProbe(runner.link(), this);
        probe = begun;
        begun.start();
    }

    /** The WebSocket, which is told that it takes over. */
    WebSocketTransport take() {
        UpgradeProbe answered = Objects.requireNonNull(probe, "probe");
        probe = null;
        return answered.take(incoming);
    }

    /** Gives up, where something is under way. */
    void discard() {
        if (probe != null) {
            probe.discard();
            probe = null;
        }
    }

    @Override
    public void onAnswered() {
        runner.raise(new SessionEvent.ProbeAnswered());
    }

    @Override
    public void onFailed(Throwable cause) {
        runner.raise(new SessionEvent.ProbeFailed(cause));
    }

    @Override
    public void onWriting(OutgoingPacket packet) {
        incoming.onWriting(packet);
    }
}
