package dev.halley.cli.server;

import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A Jetty server on the loopback interface that can be dropped and started again on the same port. Not thread-safe: one
 * owner calls; Jetty's threads serve.
 */
final class JettyHost {
    private int port;
    private @Nullable Server server;
    private @Nullable Listening connector;

    /**
     * A server that does not run yet.
     *
     * @param port the TCP port, or 0 for a free one
     */
    JettyHost(int port) {
        this.port = port;
    }

    /** The port that was taken at the first start. */
    int port() {
        return port;
    }

    /** Starts a new server with the handler that {@code handlers} makes for it. */
    void start(Function<Server, Handler> handlers) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(200, 4);
        threads.setName("halley-server");
        threads.setDaemon(true);
        threads.setStopTimeout(1_000);
        Server starting = new Server(threads);
        starting.setStopTimeout(0);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        Listening listening = new Listening(starting, new HttpConnectionFactory(http));
        listening.setHost("127.0.0.1");
        listening.setPort(port);
        starting.addConnector(listening);
        starting.setHandler(handlers.apply(starting));
        try {
            // Bound before anything else starts: a port in use is then known at once, and without debris.
            listening.open();
            starting.start();
        } catch (Exception e) {
            listening.close();
            stop(starting);
            throw failure(e);
        }
        server = starting;
        connector = listening;
        port = listening.getLocalPort();
    }

    /** Resets every connection without a goodbye, then stops; nothing if it does not run. */
    void drop() {
        Listening listening = connector;
        if (listening == null) {
            return;
        }
        listening.drop();
        stop();
    }

    /** Stops; nothing if it does not run. */
    void stop() {
        Server running = server;
        server = null;
        connector = null;
        if (running != null) {
            stop(running);
        }
    }

    private static void stop(Server running) {
        try {
            running.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded server did not stop: " + e, e);
        }
    }

    private IOException failure(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new IOException(
                        "port " + port + " can't be used: " + Objects.requireNonNullElse(cause.getMessage(), "in use"),
                        failure);
            }
        }
        return new IOException("the embedded server did not start: " + failure, failure);
    }

    /**
     * Knows each connection from the moment it is accepted. Jetty's own list begins later, when a selector has taken the
     * connection up; one that is dropped in between would stay open, and its client would wait for an answer. So it would
     * when the thread that waits in an accept is interrupted, as Jetty does at its stop: the JDK forgets the connection that
     * came just then. The selector accepts therefore, and no thread waits.
     */
    private static final class Listening extends ServerConnector {
        // Jetty's threads add and forget; the owner drops.
        private final Set<SocketChannel> accepted = ConcurrentHashMap.newKeySet();
        private volatile boolean dropped;

        Listening(Server server, ConnectionFactory factory) {
            super(server, 0, 1, factory);
        }

        @Override
        protected void configure(Socket socket) {
            super.configure(socket);
            accepted.add(socket.getChannel());
            if (dropped) {
                reset(socket.getChannel());
            }
        }

        @Override
        protected void onEndPointClosed(EndPoint endPoint) {
            super.onEndPointClosed(endPoint);
            if (endPoint.getTransport() instanceof SocketChannel channel) {
                accepted.remove(channel);
            }
        }

        void drop() {
            close();
            dropped = true;
            getConnectedEndPoints().forEach(Listening::reset);
            accepted.forEach(Listening::reset);
        }

        private static void reset(EndPoint endPoint) {
            if (endPoint.getTransport() instanceof SocketChannel channel) {
                linger(channel);
            }
            endPoint.close();
        }

        private static void reset(SocketChannel channel) {
            linger(channel);
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }

        /** Makes the close to come a TCP reset: nothing that was on its way arrives. */
        private static void linger(SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }
}
