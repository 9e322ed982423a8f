package dev.halley.testkit.socketio;

import dev.halley.internal.loop.Kernel;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.internal.Front;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.MemoryFront;
import dev.halley.testkit.internal.Untaken;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO server for tests; or one of Engine.IO alone. It behaves like the JavaScript server and is as strict: what a
 * client must not do ends its connection, and stands in {@link #violations}.
 *
 * <pre>{@code
 * try (SocketIoTestServer server = SocketIoTestServer.start()) {
 *     server.on("hello", event -> event.ack("hi"));
 *     ... // the application connects to server.url()
 *     server.awaitJoined("/", Duration.ofSeconds(5));
 *     server.emit("news", Map.of("id", 1));
 *     server.dropConnections();
 *     ...
 * }
 * }</pre>
 *
 * <p>It runs over sockets of the loopback interface ({@link #start}), on daemon threads of its own; or in memory
 * ({@link #inVirtualTime}), where client and server run on the test's thread inside of the methods of
 * {@link VirtualTime} and of this class, and no test waits for real time. The methods are the same; over sockets they are
 * thread-safe.
 *
 * <p>Handlers, predicates and changes run under the server's lock, and are to be quick. What they throw is the test's
 * failure: {@link #close} throws it, if nobody did before.
 */
public final class SocketIoTestServer implements AutoCloseable {
    private final Hub hub;
    private final EngineServer engine;
    private final @Nullable SocketIoLayer socketIo;
    private final Front front;

    private SocketIoTestServer(
            Settings settings, List<String> namespaces, Hub hub, Function<EngineServer, Front> front) {
        this.hub = hub;
        this.engine = new EngineServer(settings, hub);
        if (settings.socketIo().present()) {
            SocketIoLayer layer = new SocketIoLayer(engine);
            namespaces.forEach(layer::namespace);
            engine.layer(layer);
            this.socketIo = layer;
        } else {
            this.socketIo = null;
        }
        this.front = front.apply(engine);
        hub.onStep(engine::flush, this.front::settle);
    }

    static SocketIoTestServer overSockets(Settings settings, List<String> namespaces, @Nullable SSLContext tls) {
        return new SocketIoTestServer(
                settings, namespaces, new Hub(Kernel.shared()), engine -> SocketLinks.front(engine, tls));
    }

    static SocketIoTestServer inMemory(Settings settings, List<String> namespaces, VirtualTime time) {
        return new SocketIoTestServer(
                settings, namespaces, new Hub(time.kernel()), engine -> new MemoryLinks(engine, time));
    }

    /**
     * Starts a server like the JavaScript one on a free port of the loopback interface.
     *
     * @return the running server
     */
    public static SocketIoTestServer start() {
        return builder().start();
    }

    /**
     * Starts a server like the JavaScript one in memory.
     *
     * @param time runs it and its clients
     * @return the running server
     */
    public static SocketIoTestServer inVirtualTime(VirtualTime time) {
        return builder().inVirtualTime(time);
    }

    /**
     * A server with other settings than the defaults.
     *
     * @return a builder
     */
    public static SocketIoTestServerBuilder builder() {
        return new SocketIoTestServerBuilder();
    }

    /**
     * Where clients connect to; the path is the one of the settings, and not in it.
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

    // What clients get.

    /**
     * A namespace, which clients may join from now on.
     *
     * @param name such as {@code /chat}
     * @return the namespace, always the same for a name
     */
    public ServerNamespace namespace(String name) {
        if (!name.startsWith("/")) {
            throw new IllegalArgumentException("name: " + name + " (expected: one that begins with /)");
        }
        SocketIoLayer layer = layer();
        return hub.read(() -> layer.namespace(name));
    }

    private SocketIoLayer layer() {
        if (socketIo == null) {
            throw new IllegalStateException("the server is Engine.IO alone (expected: built without engineOnly)");
        }
        return socketIo;
    }

    /**
     * Handles an event in the namespace {@code /}. The handler given last replaces an earlier one for the same event.
     *
     * @param event the event's name
     * @param handler gets each event; may emit and acknowledge
     * @return this server
     */
    public SocketIoTestServer on(String event, Consumer<? super ReceivedPacket> handler) {
        ServerNamespace unused = namespace("/").on(event, handler);
        return this;
    }

    /**
     * Sends an event to all clients in the namespace {@code /}.
     *
     * @param event the event's name
     * @param args the arguments; maps, iterables, strings, booleans, numbers, nulls and {@code byte[]}
     */
    public void emit(String event, @Nullable Object... args) {
        namespace("/").emit(event, args);
    }

    /**
     * Adds a rule for HTTP requests and requests for WebSockets. The rule given last wins where several fit.
     *
     * @param which says whether it fits a request
     * @param answer what is done with it
     * @return this server
     */
    public SocketIoTestServer onRequest(Predicate<? super EngineRequest> which, Answer answer) {
        Objects.requireNonNull(which, "which");
        Objects.requireNonNull(answer, "answer");
        hub.operate(() -> engine.rules().add(which, answer));
        return this;
    }

    /** Takes all rules for requests back. */
    public void clearRules() {
        hub.operate(() -> engine.rules().clear());
    }

    /**
     * Refuses WebSockets from now on; open ones stay.
     *
     * @param reply the answer to each request for one
     */
    public void refuseUpgrades(Reply reply) {
        onRequest(EngineRequest::isUpgrade, Answer.http(reply));
    }

    /**
     * Decides who may begin a session; others get status 403.
     *
     * @param which says whether a handshake is let in
     */
    public void allowHandshakes(Predicate<? super EngineRequest> which) {
        Objects.requireNonNull(which, "which");
        hub.operate(() -> engine.admission(which));
    }

    /**
     * Changes what sessions are told at their beginning.
     *
     * @param change gets and gives the members of the handshake, such as {@code pingInterval}
     */
    public void changeHandshakes(UnaryOperator<Map<String, Object>> change) {
        Objects.requireNonNull(change, "change");
        hub.operate(() -> engine.openChange(change));
    }

    /**
     * Changes the packets that go to clients, heartbeats and the like among them: gives others, several, or none instead.
     *
     * @param change gets each packet and whom it is for; gives what is sent instead of it
     */
    public void changePackets(BiFunction<? super EngineConnection, ? super EnginePacket, List<EnginePacket>> change) {
        Objects.requireNonNull(change, "change");
        hub.operate(() -> engine.tamper(change::apply));
    }

    /**
     * Drops the packets that fit, on their way to clients.
     *
     * @param which says whether a packet is dropped
     */
    public void dropPackets(Predicate<? super EnginePacket> which) {
        Objects.requireNonNull(which, "which");
        changePackets((connection, packet) -> which.test(packet) ? List.of() : List.of(packet));
    }

    /**
     * Delays all packets on their way to clients.
     *
     * @param delay how long each is under way; zero at first
     */
    public void delayPackets(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        hub.operate(() -> engine.delay(delay));
    }

    /**
     * Whether it takes no part in heartbeats: it sends none, answers none and misses none.
     *
     * @param withheld not so by default
     */
    public void withholdHeartbeats(boolean withheld) {
        hub.operate(() -> engine.silent(withheld));
    }

    // What happens to connections.

    /** Refuses new connections from now on; open ones stay. */
    public void stopListening() {
        front.stopListening();
    }

    /** Accepts connections again, at the same URL. */
    public void listen() {
        front.listen();
    }

    /** Breaks all connections. Sessions that had one end with that; new connections are accepted. */
    public void dropConnections() {
        front.dropConnections();
    }

    /** Ends all sessions in order. */
    public void closeConnections() {
        hub.operate(() -> engine.live().forEach(EngineConnection::closeInOrder));
    }

    /** Forgets all sessions, as another node of a cluster does not know them: clients are told with their next request. */
    public void forgetConnections() {
        for (EngineConnection connection : hub.read(engine::live)) {
            connection.forget();
        }
    }

    /** Restarts the server: while it happens nobody listens, connections break, and sessions and their state are lost. */
    public void restart() {
        front.stopListening();
        front.dropConnections();
        hub.operate(() -> {
            engine.live().forEach(EngineConnection::abandon);
            if (socketIo != null) {
                socketIo.forgetRecovery();
            }
        });
        front.listen();
        front.settle();
    }

    // What clients did.

    /**
     * The sessions that are open.
     *
     * @return a snapshot, in the order of their handshakes
     */
    public List<EngineConnection> connections() {
        front.settle();
        return hub.read(engine::live);
    }

    /**
     * All sessions so far, those that have ended too.
     *
     * @return a snapshot, in the order of their handshakes
     */
    public List<EngineConnection> allConnections() {
        front.settle();
        return hub.read(engine::all);
    }

    /**
     * The one session that is open.
     *
     * @return the session
     * @throws AssertionError if there is none, or more than one
     */
    public EngineConnection connection() {
        List<EngineConnection> all = connections();
        if (all.size() != 1) {
            throw new AssertionError("connections: " + all + " (expected: one)");
        }
        return all.get(0);
    }

    /**
     * Every HTTP request, and request for a WebSocket, so far.
     *
     * @return the requests, in the order of arrival
     */
    public List<EngineRequest> requests() {
        front.settle();
        return hub.read(engine::requests);
    }

    /**
     * The requests so far that fit.
     *
     * @param which says whether a request fits
     * @return the requests, in the order of arrival
     */
    public List<EngineRequest> requests(Predicate<? super EngineRequest> which) {
        return requests().stream().filter(which).toList();
    }

    /**
     * Every Socket.IO packet received so far, taken or not; of more than 100,000 the newest.
     *
     * @return the packets, in the order of arrival
     */
    public List<ReceivedPacket> received() {
        front.settle();
        return hub.read(layer().packets()::all);
    }

    /**
     * The events of one name received so far, in any namespace, taken or not.
     *
     * @param event the event's name
     * @return the events, in the order of arrival
     */
    public List<ReceivedPacket> received(String event) {
        return received().stream().filter(packet -> isEvent(packet, event)).toList();
    }

    private static boolean isEvent(ReceivedPacket packet, String event) {
        return packet.kind() == ReceivedPacket.Kind.EVENT && packet.event().equals(event);
    }

    /**
     * Takes the next event of one name, in any namespace, that was not taken yet; other packets stay.
     *
     * @param event the event's name
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @return the event
     * @throws AssertionError if none came in time
     */
    public ReceivedPacket take(String event, Duration timeout) {
        return take("event " + event, packet -> isEvent(packet, event), timeout);
    }

    /**
     * Takes the next packet that fits and was not taken yet; the others stay.
     *
     * @param which says whether a packet fits
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @return the packet
     * @throws AssertionError if none came in time
     */
    public ReceivedPacket take(Predicate<? super ReceivedPacket> which, Duration timeout) {
        return take("packet that fits", which, timeout);
    }

    private ReceivedPacket take(String what, Predicate<? super ReceivedPacket> which, Duration timeout) {
        Untaken<ReceivedPacket> packets = layer().packets();
        ReceivedPacket[] taken = new ReceivedPacket[1];
        await(what, timeout, () -> {
            taken[0] = packets.take(which);
            return taken[0] != null;
        });
        return taken[0];
    }

    /**
     * Waits until so many sessions are open.
     *
     * @param count how many
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if another number is open then
     */
    public void awaitConnections(int count, Duration timeout) {
        await(count + " connections", timeout, () -> engine.live().size() == count);
    }

    /**
     * Waits until a client is in a namespace.
     *
     * @param namespace such as {@code /}
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if none is then
     */
    public void awaitJoined(String namespace, Duration timeout) {
        SocketIoLayer layer = layer();
        await("client in " + namespace, timeout, () -> layer.count(namespace) > 0);
    }

    /**
     * Waits until all open sessions, and there is one, travel over a transport.
     *
     * @param transport {@code polling} or {@code websocket}
     * @param timeout how long to wait; in memory, time moves on meanwhile
     * @throws AssertionError if they don't then
     */
    public void awaitTransport(String transport, Duration timeout) {
        await(
                "connection over " + transport,
                timeout,
                () -> !engine.live().isEmpty()
                        && engine.live().stream()
                                .allMatch(each -> each.current().name().equals(transport)));
    }

    private void await(String what, Duration timeout, BooleanSupplier condition) {
        if (!front.await(timeout, condition)) {
            throw new AssertionError(hub.read(() -> "no " + what + " within " + timeout + "; connections: "
                    + engine.all() + (socketIo == null ? "" : "; not taken: " + socketIo.packets()) + "; violations: "
                    + engine.violations() + "; notes: " + engine.notes()));
        }
    }

    /**
     * What clients did and must not do. A test of a client ends with this list being empty.
     *
     * @return sentences, oldest first
     */
    public List<String> violations() {
        front.settle();
        return hub.read(engine::violations);
    }

    /**
     * Ends all sessions, connections and threads. Clients find the connection broken.
     *
     * @throws AssertionError if a handler or rule threw and nobody saw it yet
     */
    @Override
    public void close() {
        hub.close(() -> engine.live().forEach(EngineConnection::abandon), front, "the test's script");
    }
}
