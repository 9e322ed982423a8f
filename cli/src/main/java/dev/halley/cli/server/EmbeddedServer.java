package dev.halley.cli.server;

import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
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
    private final JettyHost host;
    private @Nullable BayeuxServer bayeux;

    private EmbeddedServer(Settings settings) {
        this.settings = settings;
        host = new JettyHost(settings.port());
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
        return URI.create("http://127.0.0.1:" + host.port() + PATH);
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
        bayeux = null;
        host.drop();
    }

    @Override
    public void close() {
        bayeux = null;
        host.stop();
    }

    private void start() throws IOException {
        BayeuxServerImpl cometd = new BayeuxServerImpl();
        host.start(starting -> context(starting, cometd));
        bayeux = cometd;
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
}
