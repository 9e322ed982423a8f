package dev.halley.wire.jdk.internal;

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
import org.jspecify.annotations.Nullable;

/** One client's use of an engine. Any thread. */
final class HttpClientWire implements Wire {
    static final String NAME = "jdk";

    // The JDK loses the end of a connection that comes while a message is being handed over, or while there is no
    // demand:
    // it then fails inside of itself and calls nobody.
    private static final WireCapabilities CAPABILITIES = new WireCapabilities(false, false, false, false, false);

    private final Executor executor;
    private final Proxies proxies;
    private final Set<Live> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Null after close, so that a closed wire that somebody keeps does not keep the JDK's threads (before Java 21). */
    private volatile @Nullable Lease lease;

    /** An engine, and how to give it back. */
    record Lease(Engine engine, Runnable release) {}

    /** An exchange or socket that {@link #close} ends. */
    interface Live {
        /** Ends it; its owner hears of a failure. */
        void shutDown();
    }

    HttpClientWire(Lease lease, Executor executor, Proxies proxies) {
        this.lease = lease;
        this.executor = executor;
        this.proxies = proxies;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public HttpCall exchange(HttpRequest request, HttpSink sink) {
        JdkExchange exchange = new JdkExchange(this, request.uri(), sink);
        Lease running = lease;
        live.add(exchange);
        if (running == null) {
            exchange.fail(closedFailure());
        } else {
            exchange.start(running.engine().http(), request, proxies);
        }
        if (closed.get()) {
            exchange.shutDown();
        }
        return exchange;
    }

    @Override
    public HttpCall connect(WebSocketRequest request, WebSocketListener listener) {
        Lease running = lease;
        JdkSocket socket = new JdkSocket(
                this,
                request.uri(),
                listener,
                running == null ? null : running.engine().cookies());
        live.add(socket);
        if (running == null) {
            socket.fail(closedFailure());
        } else {
            socket.start(running.engine().sockets(), request, proxies);
        }
        if (closed.get()) {
            socket.shutDown();
        }
        return socket;
    }

    /** A call to the outside that must not happen on the caller's thread. */
    void later(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException closing) {
            // Somebody waits for this end; better on this thread than never.
            call.run();
        }
    }

    void ended(Live one) {
        live.remove(one);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Lease held = lease;
        lease = null;
        live.forEach(Live::shutDown);
        if (held != null) {
            held.release().run();
        }
    }

    private static WireException closedFailure() {
        return new WireException(WireException.Kind.ABORTED, "the wire is closed", null);
    }
}
