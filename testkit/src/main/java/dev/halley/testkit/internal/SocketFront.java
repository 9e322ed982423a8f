package dev.halley.testkit.internal;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.testkit.ScriptedServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Real sockets on the loopback interface. Requests come on the threads of their connections. */
public final class SocketFront implements Front {
    private final ScriptedServer sockets;
    private final Hub hub;
    private final String url;

    /**
     * Starts to listen; the caller says then what happens to requests.
     *
     * @param hub the server's
     * @param tls null for none
     * @param path of the URL, or empty
     */
    public SocketFront(Hub hub, @Nullable SSLContext tls, String path) {
        this.hub = hub;
        this.sockets = tls == null ? ScriptedServer.start() : ScriptedServer.start(tls);
        this.url = (tls == null ? "http://127.0.0.1:" : "https://localhost:") + sockets.port() + path;
    }

    /**
     * What requests come to.
     *
     * @return the server below
     */
    public ScriptedServer sockets() {
        return sockets;
    }

    /**
     * Writes of one WebSocket: they may wait for the client to read, so they are no step's.
     *
     * @param hub hears what goes wrong
     * @return runs them in order
     */
    public static Executor writes(Hub hub) {
        return new OrderedExecutor(Kernel.shared().handlers(), failure -> {
            // The client is gone, as the server hears by itself.
            if (!(failure instanceof UncheckedIOException)) {
                hub.failed(failure);
            }
        });
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void listen() {
        sockets.startAccepting();
    }

    @Override
    public void stopListening() {
        sockets.stopAccepting();
    }

    @Override
    public void dropConnections() {
        sockets.dropConnections();
    }

    @Override
    public void settle() {
        // Its threads run by themselves.
    }

    @Override
    public boolean await(Duration timeout, BooleanSupplier condition) {
        return hub.await(timeout, condition);
    }

    @Override
    public void close() {
        sockets.close();
    }
}
