package dev.halley.interop;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.DefaultSecurityPolicy;

/** A CometD server in this JVM, whose inside the test can reach. */
final class CometdServer implements Peer {
    /** Answers with the data it got. */
    static final String ECHO = EmbeddedServer.ECHO;

    private final EmbeddedServer server;
    private final AtomicReference<BayeuxServer> bayeux;

    private CometdServer(EmbeddedServer server, AtomicReference<BayeuxServer> bayeux) {
        this.server = server;
        this.bayeux = bayeux;
    }

    static CometdServer start() {
        return start(false, Map.of());
    }

    /**
     * Starts a server.
     *
     * @param options of CometD, such as {@code maxInterval}, in its units
     */
    static CometdServer start(boolean httpOnly, Map<String, ?> options) {
        return start(httpOnly, starting -> options.forEach(starting::setOption));
    }

    /** A server that lets nobody subscribe or publish to one channel. */
    static CometdServer refusing(String channel) {
        return start(false, starting -> starting.setSecurityPolicy(new DefaultSecurityPolicy() {
            @Override
            public boolean canSubscribe(BayeuxServer server, ServerSession from, ServerChannel to, ServerMessage what) {
                return !to.getId().equals(channel);
            }

            @Override
            public boolean canPublish(BayeuxServer server, ServerSession from, ServerChannel to, ServerMessage what) {
                return !to.getId().equals(channel);
            }
        }));
    }

    private static CometdServer start(boolean httpOnly, Consumer<BayeuxServer> customizer) {
        AtomicReference<BayeuxServer> bayeux = new AtomicReference<>();
        try {
            return new CometdServer(
                    EmbeddedServer.start(new EmbeddedServer.Settings(0, httpOnly, starting -> {
                        customizer.accept(starting);
                        bayeux.set(starting);
                    })),
                    bayeux);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the server holds a connect, and how long it remembers a session without one. */
    static Map<String, ?> timing(long timeoutMillis, long maxIntervalMillis) {
        return Map.of(
                AbstractServerTransport.TIMEOUT_OPTION,
                timeoutMillis,
                AbstractServerTransport.MAX_INTERVAL_OPTION,
                maxIntervalMillis);
    }

    @Override
    public URI url() {
        return server.url();
    }

    List<ServerSession> sessions() {
        return bayeux.get().getSessions();
    }

    /** Publishes as the server itself. */
    void publish(String channel, Object data) {
        ServerChannel target = bayeux.get().createChannelIfAbsent(channel).getReference();
        target.publish(null, data, Promise.noop());
    }

    int subscribers(String channel) {
        ServerChannel known = bayeux.get().getChannel(channel);
        return known == null ? 0 : known.getSubscribers().size();
    }

    /** Forgets every session without a word to the clients. */
    void forgetSessions() {
        sessions().forEach(bayeux.get()::removeSession);
    }

    /** Ends every session and says so to the clients. */
    void disconnectSessions() {
        sessions().forEach(ServerSession::disconnect);
    }

    /** Connections end without a goodbye, sessions are forgotten, nobody listens. */
    void drop() {
        server.drop();
    }

    void restart() {
        try {
            server.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
