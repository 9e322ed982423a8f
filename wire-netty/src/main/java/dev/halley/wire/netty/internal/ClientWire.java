package dev.halley.wire.netty.internal;

import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireCapabilities;
import dev.halley.wire.WireException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One client's use of an engine. Any thread. */
final class ClientWire implements Wire {
    static final String NAME = "netty";

    private final Engine engine;
    private final int compressFrom;
    private final WireCapabilities capabilities;
    private final Set<Live> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** An exchange or socket that {@link #close} ends. */
    interface Live {
        /** Ends it; its owner hears of a failure. */
        void shutDown();
    }

    ClientWire(Engine engine, int compressFrom) {
        this.engine = engine;
        this.compressFrom = compressFrom;
        this.capabilities = new WireCapabilities(true, compressFrom != NettyWireProvider.NEVER, true, true, true);
    }

    Engine engine() {
        return engine;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public HttpCall exchange(HttpRequest request, HttpSink sink) {
        RequestLines lines = RequestLines.of(request, engine.proxies());
        if (closed.get()) {
            return refused(sink::onFailure);
        }
        Exchange exchange = new Exchange(this, engine, lines, sink);
        live.add(exchange);
        exchange.start();
        if (closed.get()) {
            exchange.shutDown();
        }
        return exchange;
    }

    @Override
    public HttpCall connect(WebSocketRequest request, WebSocketListener listener) {
        UpgradeLines lines = UpgradeLines.of(request, engine.proxies(), compressFrom);
        if (closed.get()) {
            return refused(listener::onFailure);
        }
        Socket socket = new Socket(this, engine, lines, listener);
        live.add(socket);
        socket.start();
        if (closed.get()) {
            socket.shutDown();
        }
        return socket;
    }

    /** The loops of a closed wire may be gone. */
    private HttpCall refused(Consumer<WireException> owner) {
        Executor executor = engine.blocking();
        Runnable tell = () -> {
            try {
                owner.accept(new WireException(WireException.Kind.ABORTED, "the wire is closed", null));
            } catch (Throwable thrown) {
                Callbacks.report("The owner of a call threw while it was told of a failure", thrown);
            }
        };
        try {
            executor.execute(tell);
        } catch (RejectedExecutionException closing) {
            // Somebody waits for this end; better on this thread than never.
            tell.run();
        }
        return () -> {};
    }

    void ended(Live one) {
        live.remove(one);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        live.forEach(Live::shutDown);
        Engine.SHARED.release(engine.settings(), engine);
    }
}
