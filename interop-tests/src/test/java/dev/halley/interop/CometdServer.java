package dev.halley.interop;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.DefaultSecurityPolicy;
import org.cometd.server.ext.AcknowledgedMessagesExtension;

/** A CometD server in this JVM, whose inside the test can reach. */
final class CometdServer implements Peer {
    /** Answers with the data it got. */
    static final String ECHO = EmbeddedServer.ECHO;

    private final EmbeddedServer server;
    private final AtomicReference<BayeuxServer> bayeux;
    private final Set<ServerSession> waiting;
    private final AtomicInteger connects;

    private CometdServer(
            EmbeddedServer server,
            AtomicReference<BayeuxServer> bayeux,
            Set<ServerSession> waiting,
            AtomicInteger connects) {
        this.server = server;
        this.bayeux = bayeux;
        this.waiting = waiting;
        this.connects = connects;
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

    /** A server that the test sets up by itself. */
    static CometdServer with(Consumer<BayeuxServer> customizer) {
        return start(false, customizer);
    }

    /** A server that sends again what was not acknowledged, to clients that ask for it. */
    static CometdServer acknowledging(Map<String, ?> options) {
        return acknowledging(options, starting -> {});
    }

    /** The same, which the test sets up further. */
    static CometdServer acknowledging(Map<String, ?> options, Consumer<BayeuxServer> customizer) {
        return start(false, starting -> {
            customizer.accept(starting);
            options.forEach(starting::setOption);
            starting.addExtension(new AcknowledgedMessagesExtension());
        });
    }

    /** A server that lets nobody subscribe or publish to one channel. */
    static CometdServer refusing(String channel) {
        return start(
                false,
                starting -> starting.setSecurityPolicy(new DefaultSecurityPolicy() {
                    @Override
                    public boolean canSubscribe(
                            BayeuxServer server, ServerSession from, ServerChannel to, ServerMessage what) {
                        return !to.getId().equals(channel);
                    }

                    @Override
                    public boolean canPublish(
                            BayeuxServer server, ServerSession from, ServerChannel to, ServerMessage what) {
                        return !to.getId().equals(channel);
                    }
                }));
    }

    private static CometdServer start(boolean httpOnly, Consumer<BayeuxServer> customizer) {
        AtomicReference<BayeuxServer> bayeux = new AtomicReference<>();
        Set<ServerSession> waiting = ConcurrentHashMap.newKeySet();
        AtomicInteger connects = new AtomicInteger();
        try {
            return new CometdServer(
                    EmbeddedServer.start(new EmbeddedServer.Settings(0, httpOnly, starting -> {
                        customizer.accept(starting);
                        starting.addListener(new ConnectsWaiting(waiting));
                        starting.addExtension(new ConnectsCounted(connects));
                        bayeux.set(starting);
                    })),
                    bayeux,
                    waiting,
                    connects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the server holds a connect, and how long it remembers a session without one, which it advises. */
    static Map<String, ?> timing(long timeoutMillis, long maxIntervalMillis) {
        return Map.of(
                AbstractServerTransport.TIMEOUT_OPTION,
                timeoutMillis,
                AbstractServerTransport.MAX_INTERVAL_OPTION,
                maxIntervalMillis,
                // else CometD does not say what maxInterval is
                AbstractServerTransport.HANDSHAKE_RECONNECT_OPTION,
                true);
    }

    @Override
    public URI url() {
        return server.url();
    }

    /** How many connects it got so far. */
    int connects() {
        return connects.get();
    }

    List<ServerSession> sessions() {
        return bayeux.get().getSessions();
    }

    /** Publishes as the server itself. */
    void publish(String channel, Object data) {
        ServerChannel target = bayeux.get().createChannelIfAbsent(channel).getReference();
        target.publish(null, data, Promise.noop());
    }

    /** Until the server holds the connect of so many clients: then each hears at once what the server says. */
    void awaitConnectsHeld(int clients) {
        Await.until(
                Await.SOON,
                () -> "held connects: " + waiting.size() + " of " + clients,
                () -> waiting.size() >= clients);
    }

    int subscribers(String channel) {
        ServerChannel known = bayeux.get().getChannel(channel);
        return known == null ? 0 : known.getSubscribers().size();
    }

    /** Forgets every session, as it does when one has not connected for too long. */
    void forgetSessions() {
        BayeuxServerImpl server = (BayeuxServerImpl) bayeux.get();
        sessions().forEach(session -> server.removeServerSession(session, true));
    }

    /** Removes every session, as an application does that logs its users out. */
    void removeSessions() {
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

    private record ConnectsCounted(AtomicInteger connects) implements BayeuxServer.Extension {
        @Override
        public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
            if (message.getChannel().equals(Channel.META_CONNECT)) {
                connects.incrementAndGet();
            }
            return true;
        }
    }

    private record ConnectsWaiting(Set<ServerSession> sessions)
            implements BayeuxServer.SessionListener, ServerSession.HeartBeatListener {
        @Override
        public void sessionAdded(ServerSession session, ServerMessage message) {
            session.addListener(this);
        }

        @Override
        public void onSuspended(ServerSession session, ServerMessage message, long timeout) {
            sessions.add(session);
        }

        @Override
        public void onResumed(ServerSession session, ServerMessage message, boolean timeout) {
            sessions.remove(session);
        }
    }
}
