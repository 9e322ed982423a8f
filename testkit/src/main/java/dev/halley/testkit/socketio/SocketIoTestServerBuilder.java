package dev.halley.testkit.socketio;

import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link SocketIoTestServer}. What is not set is as the JavaScript server has it. Not thread-safe. */
public final class SocketIoTestServerBuilder {
    private List<Integer> versions = List.of(4);
    private List<String> transports = List.of("polling", "websocket");
    private boolean upgrades = true;
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private @Nullable String cookie;
    private int maxPayload = 1_000_000;
    private int maxPackets = 16;
    private int maxAttachments = 10;
    private boolean socketIo = true;
    private boolean msgPack;
    private final List<String> namespaces = new ArrayList<>(List.of("/"));
    private boolean anyNamespace;
    private Duration connectTimeout = Duration.ofSeconds(45);
    private @Nullable Duration recovery;
    private @Nullable String path;
    private @Nullable SSLContext tls;

    SocketIoTestServerBuilder() {}

    /**
     * Which versions of Engine.IO it speaks. With 3 alone it behaves like a server of Socket.IO 2, with both like one of
     * Socket.IO 4 with {@code allowEIO3}.
     *
     * @param versions 4, which is the default, or 3, or both
     * @return this builder
     */
    public SocketIoTestServerBuilder versions(int... versions) {
        List<Integer> all = new ArrayList<>();
        for (int version : versions) {
            if (version != 3 && version != 4) {
                throw new IllegalArgumentException("version: " + version + " (expected: 3 or 4)");
            }
            all.add(version);
        }
        this.versions = List.copyOf(all);
        return this;
    }

    /**
     * Which transports it has.
     *
     * @param transports {@code polling}, {@code websocket} or both, which is the default
     * @return this builder
     */
    public SocketIoTestServerBuilder transports(String... transports) {
        this.transports = List.of(transports);
        return this;
    }

    /**
     * Whether sessions over polling are offered WebSocket.
     *
     * @param offered so by default
     * @return this builder
     */
    public SocketIoTestServerBuilder offerUpgrades(boolean offered) {
        this.upgrades = offered;
        return this;
    }

    /**
     * How often there is a heartbeat.
     *
     * @param interval 25 s by default
     * @return this builder
     */
    public SocketIoTestServerBuilder pingInterval(Duration interval) {
        this.pingInterval = positive("interval", interval);
        return this;
    }

    /**
     * How long it waits for a heartbeat that is due.
     *
     * @param timeout 20 s by default
     * @return this builder
     */
    public SocketIoTestServerBuilder pingTimeout(Duration timeout) {
        this.pingTimeout = positive("timeout", timeout);
        return this;
    }

    /**
     * How long it waits for the end of an upgrade.
     *
     * @param timeout 10 s by default
     * @return this builder
     */
    public SocketIoTestServerBuilder upgradeTimeout(Duration timeout) {
        this.upgradeTimeout = positive("timeout", timeout);
        return this;
    }

    /**
     * Sessions are bound to a cookie, as behind a load balancer: a request without it finds its session unknown.
     *
     * @param name the cookie's name; there is none by default
     * @return this builder
     */
    public SocketIoTestServerBuilder cookie(String name) {
        this.cookie = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How long the body of a request, or a message over a WebSocket, may be; longer ones get status 413 or close code
     * 1009. Clients of version 4 are told.
     *
     * @param bytes 1,000,000 by default
     * @return this builder
     */
    public SocketIoTestServerBuilder maxPayload(int bytes) {
        this.maxPayload = Answer.positive("bytes", bytes);
        return this;
    }

    /**
     * How many packets a request may bring, as servers in Python limit it.
     *
     * @param packets 16 by default
     * @return this builder
     */
    public SocketIoTestServerBuilder maxPackets(int packets) {
        this.maxPackets = Answer.positive("packets", packets);
        return this;
    }

    /**
     * How many attachments a packet may have.
     *
     * @param attachments 10 by default
     * @return this builder
     */
    public SocketIoTestServerBuilder maxAttachments(int attachments) {
        this.maxAttachments = Answer.positive("attachments", attachments);
        return this;
    }

    /**
     * Engine.IO alone: messages are the test's to read and send, see {@link EngineConnection}. The path is
     * {@code /engine.io/}, unless another one is set.
     *
     * @return this builder
     */
    public SocketIoTestServerBuilder engineOnly() {
        this.socketIo = false;
        return this;
    }

    /**
     * MessagePack instead of JSON with attachments.
     *
     * @return this builder
     */
    public SocketIoTestServerBuilder msgPack() {
        this.msgPack = true;
        return this;
    }

    /**
     * Namespaces that clients may join, besides {@code /} and those that {@link SocketIoTestServer#namespace} declares.
     *
     * @param names such as {@code /chat}
     * @return this builder
     */
    public SocketIoTestServerBuilder namespaces(String... names) {
        namespaces.addAll(List.of(names));
        return this;
    }

    /**
     * Lets clients join any namespace.
     *
     * @return this builder
     */
    public SocketIoTestServerBuilder anyNamespace() {
        this.anyNamespace = true;
        return this;
    }

    /**
     * How long a connection may be in no namespace at first.
     *
     * @param timeout 45 s by default
     * @return this builder
     */
    public SocketIoTestServerBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = positive("timeout", timeout);
        return this;
    }

    /**
     * Connection state recovery: clients that come back within a time get what they missed.
     *
     * @param longest how long a client may be away; there is no recovery by default
     * @return this builder
     */
    public SocketIoTestServerBuilder recovery(Duration longest) {
        this.recovery = positive("longest", longest);
        return this;
    }

    /**
     * The path of all requests.
     *
     * @param path {@code /socket.io/} by default
     * @return this builder
     */
    public SocketIoTestServerBuilder path(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: " + path + " (expected: one that begins with /)");
        }
        this.path = path;
        return this;
    }

    /**
     * TLS for the sockets. In memory it has no meaning.
     *
     * @param context has the server's key; see {@link dev.halley.testkit.TestTls}
     * @return this builder
     */
    public SocketIoTestServerBuilder tls(SSLContext context) {
        this.tls = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * Starts the server on a free port of the loopback interface.
     *
     * @return the running server
     */
    public SocketIoTestServer start() {
        return SocketIoTestServer.overSockets(settings(), namespaces, tls);
    }

    /**
     * Starts the server in memory.
     *
     * @param time runs it and its clients
     * @return the running server
     */
    public SocketIoTestServer inVirtualTime(VirtualTime time) {
        return SocketIoTestServer.inMemory(settings(), namespaces, time);
    }

    private Settings settings() {
        String used = path == null ? socketIo ? "/socket.io/" : "/engine.io/" : path;
        return new Settings(
                used,
                new Settings.Engine(versions, transports, upgrades, pingInterval, pingTimeout, upgradeTimeout, cookie),
                new Settings.Limits(maxPayload, maxPackets, maxAttachments),
                new Settings.SocketIo(socketIo, msgPack, anyNamespace, connectTimeout, recovery));
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }
}
