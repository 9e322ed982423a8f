package dev.halley.socketio.internal.client;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.engineio.internal.session.EngineSettings;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Tap;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.Residence;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.ThreadLimitListener;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import dev.halley.socketio.internal.session.SessionSetup;
import dev.halley.wire.Headers;
import dev.halley.wire.WireProvider;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the engine of one {@code connect()}: wire, cookies, what was learnt of the server. Serial context. */
final class EngineConnector implements SessionSetup.Engines {
    private static final Wording WORDING =
            new Wording("Socket.IO", "polling", "websocket", "Socket.IO servers usually listen at /socket.io/.");

    private final ClientSettings settings;
    private final SerialContext context;
    private final ClientLog log;
    private final ClientLog engineLog;
    private final EventHub hub;
    private final WireProvider wire;
    private final Supplier<@Nullable String> sid;
    private final BooleanSupplier wantsPackets;
    private final Supplier<CompletableFuture<Void>> close;
    private final ThreadLimitListener threadLimit;

    /** Written before each connect, by the thread that connects. */
    private volatile EngineOptions options;

    EngineConnector(
            ClientSettings settings,
            SerialContext context,
            ClientLog log,
            ClientLog engineLog,
            EventHub hub,
            EngineOptions options,
            Supplier<@Nullable String> sid,
            BooleanSupplier wantsPackets,
            Supplier<CompletableFuture<Void>> close) {
        this.settings = settings;
        this.context = context;
        this.log = log;
        this.engineLog = engineLog;
        this.hub = hub;
        this.options = options;
        this.sid = sid;
        this.wantsPackets = wantsPackets;
        this.close = close;
        this.threadLimit =
                (pool, limit) -> context.execute(() -> hub.raise(new ClientEvent.ThreadLimitReached(pool, limit)));
        this.wire = settings.wire();
    }

    /** Any thread: how to connect from the next {@code connect()} on. */
    void options(EngineOptions next) {
        options = next;
    }

    @Override
    public Lease acquire() {
        Kernel.addThreadLimitListener(threadLimit);
        if (settings.trustsAnybody()) {
            hub.raise(new ClientEvent.Insecure("TLS verification is off: anybody may pretend to be the server"));
        }
        return new Opened(options);
    }

    /** From the first connection on there is an engine: only then it is known whose cookies the client's own are. */
    private final class Opened implements Lease {
        private final EngineOptions how;
        private final Residence.Stay stay;
        private @Nullable Engine engine;
        private boolean released;
        private boolean fellBack;

        Opened(EngineOptions how) {
            this.how = how;
            this.stay = settings.residence().begin(settings.name(), close);
        }

        @Override
        public EngineSession connect(URI url, Map<String, String> headers, EngineListener listener) {
            Headers all = Headers.empty();
            for (Map.Entry<String, String> header : headers.entrySet()) {
                all = all.plus(header.getKey(), header.getValue());
            }
            EngineTarget target = new EngineTarget(url, all, how);
            Engine opened = engine;
            if (opened == null) {
                opened = open(url);
                engine = opened;
            }
            return opened.connect(target, listener);
        }

        private Engine open(URI url) {
            Observers observers = hub.observers();
            Tap tap = settings.wireTap() == null && observers == null
                    ? null
                    : new Tap(
                            settings.wireTap(),
                            observers,
                            context,
                            settings.kernel().time(),
                            sid,
                            log);
            HttpAgent agent = new HttpAgent(
                    wire.open(settings.wireSettings()),
                    settings.http(WORDING, log),
                    settings.cookieJars(url).get(),
                    settings.kernel(),
                    settings.executor(),
                    tap);
            return new Engine(new EngineSettings(
                    agent,
                    context,
                    settings.kernel().time(),
                    engineLog,
                    WORDING,
                    EngineSettings.DRAIN_DEADLINE,
                    wantsPackets.getAsBoolean()));
        }

        @Override
        public boolean fallBack() {
            Engine opened = engine;
            // SEC-06: once; a server that speaks neither version right would be asked in turns without end
            if (fellBack || opened == null || how.version() != null || opened.version() == EngineVersion.V3) {
                return false;
            }
            fellBack = true;
            opened.learn(EngineVersion.V3);
            return true;
        }

        @Override
        public CompletableFuture<Void> release() {
            if (!released) {
                released = true;
                if (engine != null) {
                    engine.close();
                }
                Kernel.removeThreadLimitListener(threadLimit);
                stay.end();
            }
            return CompletableFuture.completedFuture(null);
        }
    }
}
