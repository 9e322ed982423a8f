package dev.halley.cli.server;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * A real CometD server on Jetty, on the loopback interface, at {@code /cometd}: long-polling, WebSocket, and an echo
 * service on {@link #ECHO}. It can be dropped and brought back on the same port. Not thread-safe: one owner starts,
 * drops and closes it; Jetty's threads serve.
 */
public final class EmbeddedServer implements LocalServer {
    /** The service channel that answers the sender with the data it sent. */
    public static final String ECHO = "/service/echo";

    private static final String PATH = "/cometd";
    private static final int MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

    private final Settings settings;
    private int port;
    private @Nullable Server server;
    private @Nullable ServerConnector connector;
    private @Nullable BayeuxServer bayeux;

    private EmbeddedServer(Settings settings) {
        this.settings = settings;
        this.port = settings.port();
    }

    /**
     * How a server is set up.
     *
     * @param port the TCP port, or 0 for a free one
     * @param httpOnly whether to leave WebSocket out
     * @param customizer sees each CometD server before it starts
     */
    public record Settings(int port, boolean httpOnly, Consumer<? super BayeuxServer> customizer) {
        /** Both transports on a free port. */
        public static final Settings DEFAULT = new Settings(0, false, bayeux -> {});
    }

    /**
     * Starts a server.
     *
     * @param port the TCP port, or 0 for a free one
     * @param httpOnly whether to leave WebSocket out
     * @return the server, accepting connections
     * @throws IOException if it can't listen there
     */
    public static EmbeddedServer start(int port, boolean httpOnly) throws IOException {
        return start(new Settings(port, httpOnly, bayeux -> {}));
    }

    /**
     * Starts a server.
     *
     * @param settings how
     * @return the server, accepting connections
     * @throws IOException if it can't listen there
     */
    public static EmbeddedServer start(Settings settings) throws IOException {
        EmbeddedServer server = new EmbeddedServer(settings);
        server.start();
        return server;
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    @Override
    public void restart() throws IOException {
        start();
    }

    @Override
    public int sessions() {
        BayeuxServer running = bayeux;
        return running == null ? 0 : running.getSessions().size();
    }

    @Override
    public void drop() {
        Server running = server;
        ServerConnector listening = connector;
        if (running == null || listening == null) {
            return;
        }
        server = null;
        connector = null;
        bayeux = null;
        listening.close();
        List.copyOf(listening.getConnectedEndPoints()).forEach(EmbeddedServer::reset);
        stop(running);
    }

    /** Ends a connection with a TCP reset: nothing that was on its way arrives. */
    private static void reset(EndPoint endPoint) {
        if (endPoint instanceof SelectableChannelEndPoint selectable
                && selectable.getChannel() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed already.
            }
        }
        endPoint.close();
    }

    @Override
    public void close() {
        Server running = server;
        server = null;
        connector = null;
        bayeux = null;
        if (running != null) {
            stop(running);
        }
    }

    private void start() throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(200, 4);
        threads.setName("halley-server");
        threads.setDaemon(true);
        threads.setStopTimeout(1_000);
        Server starting = new Server(threads);
        starting.setStopTimeout(0);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector listening = new ServerConnector(starting, 1, 1, new HttpConnectionFactory(http));
        listening.setHost("127.0.0.1");
        listening.setPort(port);
        starting.addConnector(listening);
        BayeuxServerImpl cometd = new BayeuxServerImpl();
        starting.setHandler(context(starting, cometd));
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
        bayeux = cometd;
        port = listening.getLocalPort();
    }

    private ServletContextHandler context(Server starting, BayeuxServerImpl cometd) {
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        if (!settings.httpOnly()) {
            context.insertHandler(WebSocketUpgradeHandler.from(starting, context));
        }
        cometd.setOption(Context.class.getName(), context.getContext());
        cometd.setOption(
                BayeuxServerImpl.TRANSPORTS_OPTION,
                settings.httpOnly()
                        ? JSONHttpTransport.class.getName()
                        : JettyWebSocketTransport.class.getName() + "," + JSONHttpTransport.class.getName());
        cometd.setOption("ws.cometdURLMapping", PATH + "/*");
        cometd.setOption(AbstractServerTransport.MAX_MESSAGE_SIZE_OPTION, String.valueOf(MAX_MESSAGE_SIZE));
        EchoService.install(cometd);
        settings.customizer().accept(cometd);

        CometDServlet servlet = new CometDServlet() {
            @Override
            protected BayeuxServer newBayeuxServer() {
                return cometd;
            }
        };
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        context.addServlet(holder, PATH + "/*");
        return context;
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
}
