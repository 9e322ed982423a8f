package dev.halley.cli.server;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoServerOptions;
import io.socket.engineio.server.EngineIoSocket;
import io.socket.engineio.server.ReadyState;
import io.socket.socketio.server.SocketIoServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * A real Socket.IO server on Jetty, on the loopback interface, at {@code /socket.io/}: Engine.IO 4 and 3, polling,
 * WebSocket and the upgrade, and echo in the namespaces {@code /} and {@code /chat}. It can be dropped and brought back
 * on the same port. Not thread-safe: one owner starts, drops and closes it; Jetty's threads serve.
 */
public final class EmbeddedSocketIo implements LocalServer {
    private static final String PATH = "/socket.io/*";

    /** No less than a client sends at most; the server names no limit of its own. */
    private static final int MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

    /** Heartbeats come more often. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final Settings settings;
    private final JettyHost host;
    private @Nullable EngineIoServer engine;

    // Jetty's threads add and forget.
    private final Set<EngineIoSocket> sockets = ConcurrentHashMap.newKeySet();

    private EmbeddedSocketIo(Settings settings) {
        this.settings = settings;
        host = new JettyHost(settings.port());
    }

    /**
     * How a server is set up.
     *
     * @param port the TCP port, or 0 for a free one
     * @param pingInterval how often the server pings, or expects pings of a client of Engine.IO 3
     * @param pingTimeout how long it waits for an answer
     * @param customizer sees each Socket.IO server before it starts
     */
    public record Settings(
            int port, Duration pingInterval, Duration pingTimeout, Consumer<? super SocketIoServer> customizer) {
        /** A free port, and the heartbeat that the JavaScript server has by default. */
        public static final Settings DEFAULT =
                new Settings(0, Duration.ofSeconds(25), Duration.ofSeconds(20), server -> {});

        /**
         * The same on another port.
         *
         * @param other the TCP port, or 0 for a free one
         * @return the settings
         */
        public Settings withPort(int other) {
            return new Settings(other, pingInterval, pingTimeout, customizer);
        }

        /**
         * The same with another customizer.
         *
         * @param other sees each Socket.IO server before it starts
         * @return the settings
         */
        public Settings withCustomizer(Consumer<? super SocketIoServer> other) {
            return new Settings(port, pingInterval, pingTimeout, other);
        }
    }

    /**
     * Starts a server.
     *
     * @param settings how
     * @return the server, accepting connections
     * @throws IOException if it can't listen there
     */
    public static EmbeddedSocketIo start(Settings settings) throws IOException {
        EmbeddedSocketIo server = new EmbeddedSocketIo(settings);
        server.start();
        return server;
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + host.port());
    }

    @Override
    public void restart() throws IOException {
        start();
    }

    @Override
    public int sessions() {
        sockets.removeIf(socket -> socket.getReadyState() == ReadyState.CLOSED);
        return sockets.size();
    }

    @Override
    public void drop() {
        host.drop();
        forget();
    }

    @Override
    public void close() {
        host.stop();
        forget();
    }

    private void start() throws IOException {
        EngineIoServerOptions options = EngineIoServerOptions.newFromDefault()
                .setPingInterval(settings.pingInterval().toMillis())
                .setPingTimeout(settings.pingTimeout().toMillis());
        EngineIoServer starting = new EngineIoServer(options);
        // Before the Socket.IO server is told of a connection: what it does with it may end it.
        starting.on("connection", args -> sockets.add((EngineIoSocket) args[0]));
        SocketIoServer socketIo = new SocketIoServer(starting);
        EchoEvents.install(socketIo);
        settings.customizer().accept(socketIo);
        try {
            host.start(server -> context(server, starting));
        } catch (IOException e) {
            starting.shutdown();
            throw e;
        }
        engine = starting;
    }

    private void forget() {
        EngineIoServer running = engine;
        engine = null;
        if (running != null) {
            running.shutdown();
        }
        sockets.clear();
    }

    private static ServletContextHandler context(Server server, EngineIoServer engine) {
        EngineTurns turns = new EngineTurns();
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        context.insertHandler(
                WebSocketUpgradeHandler.from(server, context, container -> webSockets(container, engine, turns)));
        ServletHolder holder = new ServletHolder(new EngineServlet(engine, turns, MAX_MESSAGE_SIZE));
        holder.setAsyncSupported(true);
        context.addServlet(holder, PATH);
        return context;
    }

    private static void webSockets(ServerWebSocketContainer container, EngineIoServer engine, EngineTurns turns) {
        container.setIdleTimeout(IDLE);
        container.setMaxTextMessageSize(MAX_MESSAGE_SIZE);
        container.setMaxBinaryMessageSize(MAX_MESSAGE_SIZE);
        container.addMapping(
                PATH, (request, response, callback) -> new EngineWebSocket.Endpoint(request, engine, turns));
    }
}
