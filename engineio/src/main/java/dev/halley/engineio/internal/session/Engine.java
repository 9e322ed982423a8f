package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineVersion;
import org.jspecify.annotations.Nullable;

/**
 * One client's engine: opens sessions one after the other and remembers what outlives them: the version that the server
 * speaks, and whether a WebSocket worked. It never reconnects by itself. Serial context.
 */
public final class Engine {
    private final EngineSettings settings;

    private @Nullable EngineVersion detected;

    public Engine(EngineSettings settings) {
        this.settings = settings;
    }

    /** Begins a session; the listener hears nothing before this returns. */
    public EngineSession connect(EngineTarget target, EngineListener listener) {
        throw new UnsupportedOperationException("sessions to " + target + " for " + listener);
    }

    /** The version that the server was found to speak; null while nothing is known of it. */
    public @Nullable EngineVersion version() {
        return detected;
    }

    /** Says which version the server speaks, for sessions to come: learnt from what the layer above receives. */
    public void learn(EngineVersion version) {
        detected = version;
    }

    /** Gives the agent back; a session that is still open breaks. Idempotent. */
    public void close() {
        settings.agent().close();
    }
}
