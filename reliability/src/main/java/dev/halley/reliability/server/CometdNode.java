package dev.halley.reliability.server;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractServerTransport;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.jspecify.annotations.Nullable;

/** One node: a CometD server with short heartbeats. The lock of the numbers orders events and subscriptions. */
final class CometdNode
        implements AutoCloseable,
                BayeuxServer.Extension,
                BayeuxServer.SessionListener,
                BayeuxServer.SubscriptionListener,
                ServerChannel.MessageListener {
    /** How long a connect is held. */
    private static final int HOLD_MILLIS = 2_000;

    /** How long a session lives without one. */
    private static final int SESSION_MILLIS = 8_000;

    private static final String NUMBERS = "/down/numbers";
    private static final String UP = "/up";
    private static final String POSITION = "halley.position";

    private final Numbers numbers;
    private final Consumer<String> say;
    private final boolean replay;
    private final AtomicReference<BayeuxServer> bayeux = new AtomicReference<>();

    // Guarded by the numbers.
    private final Set<ServerSession> subscribers = new LinkedHashSet<>();

    // Written once, before anybody else sees this node.
    private @Nullable EmbeddedServer host;

    private CometdNode(Numbers numbers, Consumer<String> say, boolean replay) {
        this.numbers = numbers;
        this.say = say;
        this.replay = replay;
    }

    static CometdNode start(int port, boolean replay, Numbers numbers, Tokens tokens, Consumer<String> say)
            throws IOException {
        CometdNode node = new CometdNode(numbers, say, replay);
        node.host = EmbeddedServer.start(
                new EmbeddedServer.Settings(port, false, starting -> node.setUp(starting, tokens)));
        return node;
    }

    private void setUp(BayeuxServer starting, Tokens tokens) {
        starting.setOption(AbstractServerTransport.TIMEOUT_OPTION, HOLD_MILLIS);
        starting.setOption(AbstractServerTransport.MAX_INTERVAL_OPTION, SESSION_MILLIS);
        // Else CometD does not say what maxInterval is.
        starting.setOption(AbstractServerTransport.HANDSHAKE_RECONNECT_OPTION, true);
        starting.addListener(this);
        if (replay) {
            starting.addExtension(this);
        } else {
            starting.addExtension(new AcknowledgedMessagesExtension());
        }
        starting.addExtension(tokens);
        ServerChannel up = starting.createChannelIfAbsent(UP, channel -> channel.setPersistent(true))
                .getReference();
        up.addListener(this);
        bayeux.set(starting);
    }

    private EmbeddedServer host() {
        return Objects.requireNonNull(host, "the host, before it was started");
    }

    int port() {
        return host().url().getPort();
    }

    @Override
    public void close() {
        host().close();
    }

    private BayeuxServer server() {
        return Objects.requireNonNull(bayeux.get(), "the server, before it was set up");
    }

    void publish(int number) {
        if (replay) {
            // Handshaken is enough: a new session subscribes before its first connect (P51).
            subscribers.removeIf(session -> !session.isHandshook());
            subscribers.forEach(session -> deliver(session, number));
        } else {
            send(NUMBERS, Numbers.event(number));
        }
    }

    private static void deliver(ServerSession session, int number) {
        session.deliver(null, NUMBERS, Numbers.event(number), Promise.noop());
    }

    private void send(String channel, Object data) {
        server().createChannelIfAbsent(channel).getReference().publish(null, data, Promise.noop());
    }

    /** One event for each subscription that the client has to have. */
    void probe(String word) {
        send("/wild/probe", word);
        send("/quiet", word);
    }

    /** The subscriptions of each session. */
    List<String> sessions() {
        return server().getSessions().stream()
                .filter(session -> !session.isLocalSession())
                .map(session -> session.getSubscriptions().stream()
                        .map(ServerChannel::getId)
                        .sorted()
                        .reduce((one, other) -> one + "," + other)
                        .orElse("-"))
                .toList();
    }

    @Override
    public void sessionAdded(ServerSession session, ServerMessage message) {
        say.accept("session");
    }

    @Override
    public boolean onMessage(ServerSession from, ServerChannel channel, ServerMessage.Mutable message) {
        say.accept("got " + message.getData());
        return true;
    }

    // What a server that keeps its events does, as Salesforce's do.

    @Override
    public boolean sendMeta(ServerSession session, ServerMessage.Mutable message) {
        if (message.getChannel().equals(Channel.META_HANDSHAKE)) {
            message.getExt(true).put("replay", true);
        }
        return true;
    }

    @Override
    public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
        if (message.getChannel().equals(Channel.META_SUBSCRIBE)
                && message.getExt() != null
                && message.getExt().get("replay") instanceof Map<?, ?> positions
                && positions.get(NUMBERS) instanceof Number position) {
            session.setAttribute(POSITION, position.longValue());
        }
        return true;
    }

    @Override
    public void subscribed(ServerSession session, ServerChannel channel, ServerMessage message) {
        if (!replay || !channel.getId().equals(NUMBERS)) {
            return;
        }
        synchronized (numbers) {
            Object position = session.getAttribute(POSITION);
            int end = numbers.count();
            for (int number = numbers.firstAfter(position == null ? -1 : (Long) position); number < end; number++) {
                deliver(session, number);
            }
            subscribers.add(session);
        }
    }

    @Override
    public void unsubscribed(ServerSession session, ServerChannel channel, ServerMessage message) {
        if (channel.getId().equals(NUMBERS)) {
            synchronized (numbers) {
                subscribers.remove(session);
            }
        }
    }
}
