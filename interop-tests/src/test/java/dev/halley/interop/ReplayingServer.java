package dev.halley.interop;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/** A CometD server that keeps its events and replays them as Salesforce's do. */
final class ReplayingServer implements Peer {
    private static final String POSITION = "halley.position";

    private final EmbeddedServer server;
    private final Replaying replaying;

    private ReplayingServer(EmbeddedServer server, Replaying replaying) {
        this.server = server;
        this.replaying = replaying;
    }

    static ReplayingServer start(String channel) {
        return start(channel, starting -> {});
    }

    /** A server that the test sets up further. */
    static ReplayingServer start(String channel, Consumer<BayeuxServer> customizer) {
        Replaying replaying = new Replaying(channel);
        try {
            return new ReplayingServer(
                    EmbeddedServer.start(new EmbeddedServer.Settings(0, false, starting -> {
                        customizer.accept(starting);
                        starting.addExtension(replaying);
                        starting.addListener(replaying);
                    })),
                    replaying);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void publish(int number) {
        replaying.publish(number);
    }

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }

    /** One lock over all, so that nobody gets an event before those he asked for. */
    private static final class Replaying implements BayeuxServer.Extension, BayeuxServer.SubscriptionListener {
        private final String channel;
        private final List<Map<String, ?>> events = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final Set<ServerSession> subscribers = new LinkedHashSet<>();

        private Replaying(String channel) {
            this.channel = channel;
        }

        synchronized void publish(int number) {
            // rising, and not contiguous
            long id = (ids.isEmpty() ? 100 : ids.get(ids.size() - 1)) + 1 + number % 3;
            Map<String, ?> event = Map.of("event", Map.of("replayId", id), "payload", Map.of("number", number));
            ids.add(id);
            events.add(event);
            // those that have not connected yet get it with their first connect
            subscribers.removeIf(session -> !session.isHandshook());
            subscribers.forEach(session -> session.deliver(null, channel, event, Promise.noop()));
        }

        @Override
        public boolean sendMeta(ServerSession session, ServerMessage.Mutable message) {
            if (message.getChannel().equals(Channel.META_HANDSHAKE)) {
                message.getExt(true).put("replay", true);
            }
            return true;
        }

        @Override
        public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
            if (message.getChannel().equals(Channel.META_SUBSCRIBE) && message.getExt() != null) {
                Map<?, ?> positions = (Map<?, ?>) message.getExt().get("replay");
                session.setAttribute(POSITION, ((Number) positions.get(channel)).longValue());
            }
            return true;
        }

        @Override
        public synchronized void subscribed(ServerSession session, ServerChannel to, ServerMessage message) {
            long position = (Long) session.getAttribute(POSITION);
            for (int i = 0; i < events.size(); i++) {
                if (position != -1 && ids.get(i) > position) {
                    session.deliver(null, channel, events.get(i), Promise.noop());
                }
            }
            subscribers.add(session);
        }

        @Override
        public synchronized void unsubscribed(ServerSession session, ServerChannel from, ServerMessage message) {
            subscribers.remove(session);
        }
    }
}
