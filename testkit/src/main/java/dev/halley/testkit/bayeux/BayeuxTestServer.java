package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.internal.Front;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.MemoryFront;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Bayeux server for tests. Without rules it behaves like a server of its {@link Dialect}; with rules ({@link #on}) each
 * of its answers can be another one, or none. It keeps a log of every message that it receives.
 *
 * <pre>{@code
 * try (BayeuxTestServer server = BayeuxTestServer.start()) {
 *     ... // the application connects to server.url()
 *     server.awaitSubscribed("/quotes", Duration.ofSeconds(5));
 *     server.publish("/quotes", "{\"symbol\":\"ACME\",\"price\":12.5}");
 *     server.expireSessions();
 *     ...
 * }
 * }</pre>
 *
 * <p>It runs over sockets of the loopback interface ({@link #start}), on daemon threads of its own; or in memory
 * ({@link #inVirtualTime}), where client and server run on the test's thread inside of the methods of
 * {@link VirtualTime} and of this class, and no test waits for real time. The methods are the same; over sockets they are
 * thread-safe.
 *
 * <p>Predicates and changes of answers run under the server's lock, and are to be quick. What they throw is the test's
 * failure: {@link #close} throws it, if nobody did before.
 */
public final class BayeuxTestServer implements AutoCloseable {
    private final Broker broker;
    private final Upgrades upgrades;
    private final Front front;

    private BayeuxTestServer(Broker broker, Function<Upgrades, Front> front) {
        this.broker = broker;
        this.upgrades = new Upgrades(broker);
        this.front = front.apply(upgrades);
        broker.hub.onStep(broker::flush, this.front::settle);
    }

    static BayeuxTestServer overSockets(Settings settings, @Nullable SSLContext tls) {
        Broker broker = new Broker(settings, new Hub(Kernel.shared()));
        return new BayeuxTestServer(broker, upgrades -> SocketCallers.front(broker, upgrades, tls));
    }

    static BayeuxTestServer inMemory(Settings settings, VirtualTime time) {
        Broker broker = new Broker(settings, new Hub(time.kernel()));
        return new BayeuxTestServer(broker, upgrades -> new MemoryCallers(broker, upgrades, time));
    }

    /**
     * Starts a server like CometD on a free port of the loopback interface.
     *
     * @return the running server
     */
    public static BayeuxTestServer start() {
        return builder().start();
    }

    /**
     * Starts a server like CometD in memory.
     *
     * @param time runs it and its clients
     * @return the running server
     */
    public static BayeuxTestServer inVirtualTime(VirtualTime time) {
        return builder().inVirtualTime(time);
    }

    /**
     * A server with other settings than the defaults.
     *
     * @return a builder
     */
    public static BayeuxTestServerBuilder builder() {
        return new BayeuxTestServerBuilder();
    }

    /**
     * Where clients connect to, over both transports.
     *
     * @return an {@code http} or {@code https} URL
     */
    public String url() {
        return front.url();
    }

    /**
     * What takes a client to a server in memory: its builder gets this as its wire. The client then lives in the same
     * virtual time. Several clients may have it.
     *
     * @return the provider for the clients' builders
     * @throws IllegalStateException if the server runs over sockets
     */
    public WireProvider wire() {
        if (front instanceof MemoryFront memory) {
            return memory.provider();
        }
        throw new IllegalStateException("wire: the server runs over sockets (expected: inVirtualTime)");
    }

    /**
     * Adds a rule. The rule given last wins where several fit.
     *
     * @param channel the channel of the messages that it fits, or a pattern
     * @param answer what is done with them
     * @return this server
     */
    public BayeuxTestServer on(String channel, Answer answer) {
        Objects.requireNonNull(channel, "channel");
        return on(message -> Channels.matches(channel, message.channel()), answer);
    }

    /**
     * Adds a rule. The rule given last wins where several fit.
     *
     * @param which says whether it fits a message
     * @param answer what is done with it
     * @return this server
     */
    public BayeuxTestServer on(Predicate<? super Received> which, Answer answer) {
        Objects.requireNonNull(which, "which");
        Objects.requireNonNull(answer, "answer");
        broker.hub.step(() -> broker.rules.add(which, answer));
        return this;
    }

    /** Takes all rules back. */
    public void clearRules() {
        broker.hub.step(broker.rules::clear);
    }

    /**
     * Refuses WebSockets from now on; open ones stay.
     *
     * @param reply the answer to each upgrade request
     */
    public void refuseUpgrades(Reply reply) {
        upgrades.refuse(Objects.requireNonNull(reply, "reply"));
    }

    /** Accepts WebSockets again. */
    public void acceptUpgrades() {
        upgrades.accept();
    }

    /**
     * Publishes an event to everybody who is subscribed.
     *
     * @param channel the channel
     * @param dataJson the payload
     */
    public void publish(String channel, String dataJson) {
        Json.Raw data = Json.raw("dataJson", dataJson);
        operate(() -> broker.publish(channel, data, null));
    }

    /**
     * The clients that the server knows.
     *
     * @return a snapshot, in the order of the handshakes
     */
    public List<ServerSession> sessions() {
        front.settle();
        return broker.hub.read(broker::sessions);
    }

    /**
     * The one client that the server knows.
     *
     * @return the session
     * @throws AssertionError if there is none, or more than one
     */
    public ServerSession session() {
        List<ServerSession> all = sessions();
        if (all.size() != 1) {
            throw new AssertionError("sessions: " + all + " (expected: one)");
        }
        return all.get(0);
    }

    /**
     * Every message received so far, taken or not; of more than 100,000 the newest.
     *
     * @return the messages, in the order of arrival
     */
    public List<Received> received() {
        front.settle();
        return broker.hub.read(broker.log::all);
    }

    /**
     * Every message received so far on a channel, taken or not.
     *
     * @param channel the channel, or a pattern
     * @return the messages, in the order of arrival
     */
    public List<Received> received(String channel) {
        return received().stream()
                .filter(message -> Channels.matches(channel, message.channel()))
                .toList();
    }

    /**
     * Takes the next message on a channel that was not taken yet; the others stay.
     *
     * @param channel the channel, or a pattern
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @return the message
     * @throws AssertionError if none came in time
     */
    public Received take(String channel, Duration timeout) {
        return take("message on " + channel, message -> Channels.matches(channel, message.channel()), timeout);
    }

    /**
     * Takes the next message that fits and was not taken yet; the others stay.
     *
     * @param which says whether a message fits
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @return the message
     * @throws AssertionError if none came in time
     */
    public Received take(Predicate<? super Received> which, Duration timeout) {
        return take("message that fits", which, timeout);
    }

    private Received take(String what, Predicate<? super Received> which, Duration timeout) {
        Received[] taken = new Received[1];
        await(what, timeout, () -> {
            taken[0] = broker.log.take(which);
            return taken[0] != null;
        });
        return taken[0];
    }

    /**
     * How many connects the server holds.
     *
     * @return the count
     */
    public int connectsHeld() {
        front.settle();
        return broker.hub.read(this::held);
    }

    private int held() {
        return (int) broker.sessions().stream()
                .filter(session -> session.held != null)
                .count();
    }

    /**
     * Waits until the server holds so many connects, as it does when as many clients are connected.
     *
     * @param count how many
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if it holds another number then
     */
    public void awaitConnectsHeld(int count, Duration timeout) {
        await(count + " connects held", timeout, () -> held() == count);
    }

    /**
     * Waits until a client is subscribed.
     *
     * @param subscription the channel or pattern, as the client gave it
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if none is then
     */
    public void awaitSubscribed(String subscription, Duration timeout) {
        await(
                "subscription of " + subscription,
                timeout,
                () -> broker.sessions().stream().anyMatch(session -> session.subscriptions.contains(subscription)));
    }

    /**
     * Waits until the server knows so many clients.
     *
     * @param count how many
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if it knows another number then
     */
    public void awaitSessions(int count, Duration timeout) {
        await(count + " sessions", timeout, () -> broker.sessions().size() == count);
    }

    private void await(String what, Duration timeout, BooleanSupplier condition) {
        if (!front.await(timeout, condition)) {
            throw new AssertionError(broker.hub.read(() -> "no " + what + " within " + timeout + "; sessions: "
                    + broker.sessions() + "; not taken: " + broker.log));
        }
    }

    /** Forgets all sessions, as when they were not heard of for too long. Connects that are held are answered with that. */
    public void expireSessions() {
        operate(() -> broker.sessions().forEach(broker.connects::expire));
    }

    /** Ends all sessions by an unasked {@code /meta/disconnect}; a connect that is held is answered with advice none. */
    public void disconnectClients() {
        operate(() -> broker.sessions().forEach(session -> broker.connects.disconnect(session, null)));
    }

    /**
     * Ends all sessions by an unasked {@code /meta/disconnect}; a connect that is held is answered with an error and
     * advice none.
     *
     * @param connectError such as {@code 403::Unknown client}
     */
    public void disconnectClients(String connectError) {
        Objects.requireNonNull(connectError, "connectError");
        operate(() -> broker.sessions().forEach(session -> broker.connects.disconnect(session, connectError)));
    }

    /**
     * Sends everybody to another node, as a load balancer does: connections break, and the new node knows neither
     * sessions nor cookies. What the replay extension keeps stays.
     */
    public void nodeSwitch() {
        operate(broker::forgetAll);
        front.dropConnections();
    }

    /** Restarts the server: like {@link #nodeSwitch}, and while it happens nobody listens. */
    public void restart() {
        front.stopListening();
        nodeSwitch();
        front.listen();
        front.settle();
    }

    /** Refuses new connections from now on; open ones stay. */
    public void stopListening() {
        front.stopListening();
    }

    /** Accepts connections again, at the same URL. */
    public void listen() {
        front.listen();
    }

    /** Breaks all connections; sessions stay, and new connections are accepted. */
    public void dropConnections() {
        front.dropConnections();
    }

    /**
     * Lets in only requests with a bearer token that passes. Others get status 401; in the Salesforce dialect, and on open
     * WebSockets, an error in each reply.
     *
     * @param check says whether a token is good
     */
    public void requireToken(Predicate<? super String> check) {
        Objects.requireNonNull(check, "check");
        operate(() -> broker.tokens.require(check));
    }

    /**
     * Lets in requests with this bearer token, in addition to others accepted by this method, and none without.
     *
     * @param token the token
     */
    public void acceptToken(String token) {
        Objects.requireNonNull(token, "token");
        operate(() -> broker.tokens.accept(token));
    }

    /** From now on no bearer token is good any more, until another one is accepted or required. */
    public void revokeTokens() {
        operate(broker.tokens::revoke);
    }

    /**
     * How many requests came with a bearer token; over a WebSocket each frame, and the upgrade, counts.
     *
     * @param token the token, good or not
     * @return the count
     */
    public int requestsWith(String token) {
        front.settle();
        return broker.hub.read(() -> broker.tokens.requests(token));
    }

    /**
     * Lets the replay extension forget events, as when their time is over: positions there are refused from now on.
     *
     * @param channel the channel, or a pattern
     */
    public void expireEvents(String channel) {
        operate(() -> broker.replay.forget(channel));
    }

    private void operate(Runnable step) {
        broker.hub.operate(step);
    }

    /**
     * Ends all sessions, connections and threads. Clients find the connection broken.
     *
     * @throws AssertionError if a rule threw and nobody saw it yet
     */
    @Override
    public void close() {
        broker.hub.close(broker::abandon, front, "a rule");
    }
}
