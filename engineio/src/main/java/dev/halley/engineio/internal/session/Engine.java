package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.transport.Caution;
import dev.halley.engineio.internal.transport.Farewell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's engine: opens sessions one after the other and remembers what outlives them: the version that the server
 * speaks, and whether a WebSocket worked. It never reconnects by itself. Serial context.
 */
public final class Engine {
    private final EngineSettings settings;
    private final Farewells farewells;
    private final Caution caution = new Caution();

    private @Nullable EngineVersion detected;
    private boolean socketWorks;

    public Engine(EngineSettings settings) {
        this.settings = settings;
        this.farewells = new Farewells(settings.context());
    }

    /**
     * Begins a session; the listener hears nothing before this returns.
     *
     * @throws IllegalArgumentException if the URL is none for HTTP or a WebSocket
     */
    public EngineSession connect(EngineTarget target, EngineListener listener) {
        EngineOptions options = target.options();
        EngineVersion chosen = options.version();
        EngineVersion first = chosen != null ? chosen : detected != null ? detected : EngineVersion.V4;
        SessionRunner session =
                new SessionRunner(settings, target, transports(options), first, new Kept(options), listener);
        settings.context().execute(() -> farewells.before(session::start));
        return new RunningSession(session);
    }

    /** The transports that may be tried, in order (E4-22). */
    private List<EngineTransport> transports(EngineOptions options) {
        List<EngineTransport> wanted = options.transports();
        if (options.rememberUpgrade() && socketWorks && wanted.contains(EngineTransport.WEBSOCKET)) {
            List<EngineTransport> all = new ArrayList<>(wanted);
            all.remove(EngineTransport.WEBSOCKET);
            all.add(0, EngineTransport.WEBSOCKET);
            return all;
        }
        return options.tryAllTransports() ? wanted : wanted.subList(0, 1);
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

    private final class Kept implements Memory {
        private final EngineOptions options;

        Kept(EngineOptions options) {
            this.options = options;
        }

        @Override
        public void learn(EngineVersion version) {
            detected = version;
        }

        @Override
        public void socketWorks(boolean works) {
            socketWorks = works;
        }

        @Override
        public Farewell farewell() {
            return farewells;
        }

        @Override
        public Caution caution() {
            return caution;
        }

        @Override
        public boolean knowsVersion() {
            return options.version() != null || detected != null;
        }
    }
}
