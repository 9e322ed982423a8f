package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Timeouts;
import dev.halley.internal.observe.ClientLog;
import dev.halley.socketio.parser.PacketEncoder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What everything that goes out of a client shares. Serial context, but for the encoder. */
final class Outlet {
    /** SEC-03 */
    static final int MOST_PENDING_ACKS = 100_000;

    private final SerialContext context;
    private final Timeouts timeouts;
    private final PacketEncoder encoder;
    private final Dispatcher dispatcher;
    private final SessionSetup.Hub hub;
    private final ClientLog log;
    private final Supplier<SessionSettings> settings;
    private final Supplier<@Nullable EngineSession> engine;

    private int pendingAcks;
    private long order;

    Outlet(
            SerialContext context,
            Timeouts timeouts,
            PacketEncoder encoder,
            Dispatcher dispatcher,
            SessionSetup.Hub hub,
            ClientLog log,
            Supplier<SessionSettings> settings,
            Supplier<@Nullable EngineSession> engine) {
        this.context = context;
        this.timeouts = timeouts;
        this.encoder = encoder;
        this.dispatcher = dispatcher;
        this.hub = hub;
        this.log = log;
        this.settings = settings;
        this.engine = engine;
    }

    SerialContext context() {
        return context;
    }

    /** How long acknowledgements are awaited. */
    Timeouts timeouts() {
        return timeouts;
    }

    PacketEncoder encoder() {
        return encoder;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    SessionSettings settings() {
        return settings.get();
    }

    ClientLog log() {
        return log;
    }

    /** The open engine; null when there is none. */
    @Nullable EngineSession engine() {
        return engine.get();
    }

    void notSent(String namespace, String event, NotSentReason reason) {
        hub.raise(new ClientEvent.NotSent(namespace, event, reason));
    }

    void unconfirmed(String namespace, String what, Throwable cause) {
        hub.raise(new ClientEvent.Unconfirmed(namespace, what, cause));
    }

    /** It comes to nothing: told as not sent, where that is certain. */
    void lost(PendingEmit emit, NotSentReason reason, Throwable cause) {
        if (emit.mayHaveArrived()) {
            unconfirmed(emit.emission().namespace(), emit.label(), cause);
        } else {
            notSent(emit.emission().namespace(), emit.emission().event(), reason);
        }
    }

    long nextOrder() {
        return ++order;
    }

    boolean mayAwaitOneMore() {
        return pendingAcks < MOST_PENDING_ACKS;
    }

    void awaits(int more) {
        pendingAcks += more;
    }
}
