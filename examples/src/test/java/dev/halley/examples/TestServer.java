package dev.halley.examples;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.DefaultSecurityPolicy;
import org.cometd.server.ext.BinaryExtension;
import org.cometd.server.ext.TimesyncExtension;

/** The embedded CometD server, with rules of its own and a word on who subscribed. */
final class TestServer implements AutoCloseable {
    /** Publishing below this is refused. */
    static final String CLOSED = "/closed/";

    private final String token;
    private final BlockingQueue<String> subscribed = new LinkedBlockingQueue<>();
    private final EmbeddedServer server;
    private final List<Object> readings = new CopyOnWriteArrayList<>();
    private volatile BayeuxServer bayeux;
    private volatile byte[] bytes;

    /**
     * @param token what clients have to show; empty for nothing
     */
    TestServer(String token) throws IOException {
        this.token = token;
        this.server = EmbeddedServer.start(new EmbeddedServer.Settings(0, false, this::customize));
    }

    private void customize(BayeuxServer starting) {
        bayeux = starting;
        starting.setSecurityPolicy(new Rules());
        starting.addExtension(new TimesyncExtension());
        starting.addExtension(new BinaryExtension(false));
        starting.createChannelIfAbsent("/images").getReference().addListener(new ServerChannel.MessageListener() {
            @Override
            public boolean onMessage(ServerSession from, ServerChannel channel, ServerMessage.Mutable message) {
                bytes = (byte[]) message.getDataAsMap().get("data");
                return true;
            }
        });
        starting.createChannelIfAbsent("/readings").getReference().addListener(new ServerChannel.MessageListener() {
            @Override
            public boolean onMessage(ServerSession from, ServerChannel channel, ServerMessage.Mutable message) {
                readings.add(message.getData());
                return true;
            }
        });
        starting.addListener(new BayeuxServer.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel, ServerMessage message) {
                subscribed.add(channel.getId());
            }
        });
    }

    private final class Rules extends DefaultSecurityPolicy {
        @Override
        public boolean canHandshake(BayeuxServer server, ServerSession session, ServerMessage message) {
            boolean shown = token.isEmpty()
                    || ("Bearer " + token).equals(message.getBayeuxContext().getHeader("Authorization"));
            return shown && super.canHandshake(server, session, message);
        }

        @Override
        public boolean canPublish(
                BayeuxServer server, ServerSession session, ServerChannel channel, ServerMessage message) {
            return !channel.getId().startsWith(CLOSED) && super.canPublish(server, session, channel, message);
        }
    }

    /** What the server took out of the last message to {@code /images}. */
    byte[] bytes() {
        return bytes;
    }

    /** What was published to {@code /readings}, in the order in which it reached the server. */
    List<Object> readings() {
        return readings;
    }

    String url() {
        return server.url().toString();
    }

    int port() {
        return server.url().getPort();
    }

    /** Waits until all of these were subscribed to since the last call, by whomever. */
    void awaitSubscribed(String... channels) throws InterruptedException {
        List<String> missing = new ArrayList<>(List.of(channels));
        while (!missing.isEmpty()) {
            String channel = subscribed.poll(30, TimeUnit.SECONDS);
            if (channel == null) {
                throw new AssertionError("nobody subscribed to " + missing);
            }
            missing.remove(channel);
        }
    }

    void publish(String channel, Object data) {
        bayeux.createChannelIfAbsent(channel).getReference().publish(null, data, Promise.noop());
    }

    void drop() {
        server.drop();
    }

    void restart() throws IOException {
        server.restart();
    }

    @Override
    public void close() {
        server.close();
    }
}
