package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 and WebSocket server on a free loopback port, of which the test decides each reply and which records each
 * request. It can also be an HTTP proxy.
 *
 * <pre>{@code
 * try (ScriptedServer server = ScriptedServer.start()) {
 *     server.handle("/cometd", request -> Reply.json(answerTo(request.text())));
 *     ...
 *     assertThat(server.takeRequest(Duration.ofSeconds(5)).header("Cookie")).isEmpty();
 * }
 * }</pre>
 *
 * <p>Handlers run on the thread of their connection and may block. A handler or callback that throws is the test's
 * failure: the request gets status 500, and {@link #close} throws an {@link AssertionError} with what was thrown.
 * Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {
    private final Connections connections;
    private final @Nullable SSLContext tls;
    private final AtomicInteger requestNumbers = new AtomicInteger();
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final Map<String, InetSocketAddress> hosts = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Mailbox<Request> newRequests = new Mailbox<>("request");
    private final Mailbox<ScriptedSocket> newSockets = new Mailbox<>("WebSocket");
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private volatile Function<? super Request, Reply> fallback =
            request -> Reply.of(404).body("no handler for " + request + "\n");

    private record Route(Predicate<? super Request> which, Function<? super Request, Reply> handler) {}

    private ScriptedServer(@Nullable SSLContext tls) {
        this.tls = tls;
        this.connections = new Connections(this);
    }

    /**
     * Starts a server without TLS.
     *
     * @return the running server
     */
    public static ScriptedServer start() {
        return start(new ScriptedServer(null));
    }

    /**
     * Starts a server with TLS.
     *
     * @param tls has the server's key; its certificate should be for {@code localhost}
     * @return the running server
     */
    public static ScriptedServer start(SSLContext tls) {
        return start(new ScriptedServer(tls));
    }

    private static ScriptedServer start(ScriptedServer server) {
        server.startAccepting();
        return server;
    }

    /**
     * The server's port.
     *
     * @return the port, the same during the server's whole life
     */
    public int port() {
        return connections.port();
    }

    /**
     * The server's address, for a {@link java.net.ProxySelector} for example.
     *
     * @return loopback address and port
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    /**
     * The {@code http} or {@code https} URL of this server's root.
     *
     * @return the URL
     */
    public URI http() {
        return http("/");
    }

    /**
     * The {@code ws} or {@code wss} URL of this server's root.
     *
     * @return the URL
     */
    public URI ws() {
        return ws("/");
    }

    /**
     * An {@code http} or {@code https} URL on this server.
     *
     * @param path what follows the authority, such as {@code /cometd}
     * @return the URL
     */
    public URI http(String path) {
        return URI.create((tls == null ? "http" : "https") + "://localhost:" + port() + path);
    }

    /**
     * A {@code ws} or {@code wss} URL on this server.
     *
     * @param path what follows the authority, such as {@code /cometd}
     * @return the URL
     */
    public URI ws(String path) {
        return URI.create((tls == null ? "ws" : "wss") + "://localhost:" + port() + path);
    }

    /**
     * Answers the requests for a path. The handler given last wins where several fit.
     *
     * @param path the whole path without the query, or its beginning followed by {@code *}
     * @param handler makes the reply
     * @return this server
     */
    public ScriptedServer handle(String path, Function<? super Request, Reply> handler) {
        boolean prefix = path.endsWith("*");
        String start = prefix ? path.substring(0, path.length() - 1) : path;
        return handle(
                request -> prefix
                        ? request.path().startsWith(start)
                        : request.path().equals(start),
                handler);
    }

    /**
     * Answers each request for a path in the same way.
     *
     * @param path the whole path without the query, or its beginning followed by {@code *}
     * @param reply the reply
     * @return this server
     */
    public ScriptedServer handle(String path, Reply reply) {
        return handle(path, request -> reply);
    }

    /**
     * Answers the requests for a path with one reply after the other; the last one is repeated.
     *
     * @param path the whole path without the query, or its beginning followed by {@code *}
     * @param first the first reply
     * @param others the replies after it
     * @return this server
     */
    public ScriptedServer handleInTurn(String path, Reply first, Reply... others) {
        List<Reply> replies = new ArrayList<>(List.of(others));
        replies.add(0, first);
        AtomicInteger next = new AtomicInteger();
        return handle(path, request -> replies.get(Math.min(next.getAndIncrement(), replies.size() - 1)));
    }

    /**
     * Answers the requests that fit. The handler given last wins where several fit.
     *
     * @param which says whether a request fits
     * @param handler makes the reply
     * @return this server
     */
    public ScriptedServer handle(Predicate<? super Request> which, Function<? super Request, Reply> handler) {
        routes.add(0, new Route(which, handler));
        return this;
    }

    /**
     * Answers the requests that no other handler fits, instead of with status 404.
     *
     * @param handler makes the reply
     * @return this server
     */
    public ScriptedServer onRequest(Function<? super Request, Reply> handler) {
        fallback = handler;
        return this;
    }

    /**
     * Makes this server an HTTP proxy: what no handler fits is sent on. See {@link #mapHost} for hosts that don't exist.
     *
     * @return this server
     */
    public ScriptedServer proxy() {
        return onRequest(request -> Reply.forward());
    }

    /**
     * Makes this server an HTTP proxy that asks for Basic credentials with status 407.
     *
     * @param user the user that it lets pass
     * @param password the user's password
     * @return this server
     */
    public ScriptedServer proxy(String user, String password) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return onRequest(
                request -> request.header("Proxy-Authorization").orElse("").equals(expected)
                        ? Reply.forward()
                        : Reply.of(407).header("Proxy-Authenticate", "Basic realm=\"scripted\""));
    }

    /**
     * Where this proxy finds a host.
     *
     * @param host a host name, which need not exist
     * @param address where to connect to for it, whatever the port of the request
     * @return this server
     */
    public ScriptedServer mapHost(String host, InetSocketAddress address) {
        hosts.put(host, address);
        return this;
    }

    /**
     * Takes the next request that was not taken yet, in the order of arrival.
     *
     * @param timeout how long to wait
     * @return the request
     * @throws AssertionError if none came in time
     */
    public Request takeRequest(Duration timeout) {
        return newRequests.take(timeout);
    }

    /**
     * Takes the next request that fits and was not taken yet; the others stay.
     *
     * @param which says whether a request fits
     * @param timeout how long to wait
     * @return the request
     * @throws AssertionError if none came in time
     */
    public Request takeRequest(Predicate<? super Request> which, Duration timeout) {
        return newRequests.take(which, timeout);
    }

    /**
     * All requests so far, taken or not.
     *
     * @return the requests, in the order of arrival
     */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /**
     * Takes the next WebSocket that was not taken yet, after its upgrade.
     *
     * @param timeout how long to wait
     * @return the socket
     * @throws AssertionError if none was opened in time
     */
    public ScriptedSocket takeSocket(Duration timeout) {
        return newSockets.take(timeout);
    }

    /**
     * How many connections are open now, WebSockets and tunnels among them.
     *
     * @return the count
     */
    public int openConnections() {
        return connections.open();
    }

    /**
     * How many connections were ever accepted.
     *
     * @return the count
     */
    public int acceptedConnections() {
        return connections.accepted();
    }

    /**
     * Waits until that many connections are open.
     *
     * @param count how many
     * @param timeout how long to wait
     * @throws AssertionError if it is another number then
     */
    public void awaitOpenConnections(int count, Duration timeout) {
        connections.awaitOpen(count, timeout);
    }

    /** Resets all connections; new ones are accepted. */
    public void dropConnections() {
        dropConnections(Reply.Ending.RESET);
    }

    /**
     * Ends all connections; new ones are accepted.
     *
     * @param ending how they end
     */
    public void dropConnections(Reply.Ending ending) {
        connections.endAll(ending);
    }

    /** Refuses new connections from now on; open ones stay. */
    public void stopAccepting() {
        connections.stopAccepting();
    }

    /** Accepts connections again, on the same port. */
    public void startAccepting() {
        try {
            connections.startAccepting();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What happened on connections that is no reply: broken connections, hosts that this proxy did not reach. For the
     * message of a failing test.
     *
     * @return lines of text, oldest first
     */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Ends all connections and threads.
     *
     * @throws AssertionError if a handler or callback threw, or a thread could not be ended
     */
    @Override
    public void close() {
        newRequests.end("the server is closed");
        newSockets.end("the server is closed");
        List<Thread> stuck = connections.close();
        AssertionError error = null;
        if (!stuck.isEmpty()) {
            error = new AssertionError("threads that did not end: " + stuck);
        } else if (!failures.isEmpty()) {
            error = new AssertionError("the test's script threw: " + failures.get(0), failures.get(0));
        }
        if (error != null) {
            failures.forEach(error::addSuppressed);
            failures.clear();
            throw error;
        }
    }

    @Nullable SSLContext tls() {
        return tls;
    }

    InetSocketAddress resolve(String host, int port) {
        InetSocketAddress mapped = hosts.get(host);
        return mapped == null ? new InetSocketAddress(host, port) : mapped;
    }

    Request received(String method, String target, Headers headers, byte[] body, int connection) {
        Request request = new Request(method, target, headers, body, connection, requestNumbers.incrementAndGet());
        requests.add(request);
        newRequests.put(request);
        return request;
    }

    Reply replyTo(Request request) {
        try {
            for (Route route : routes) {
                if (route.which.test(request)) {
                    return route.handler.apply(request);
                }
            }
            return fallback.apply(request);
        } catch (RuntimeException | Error e) {
            failed(e);
            return Reply.of(500).body(e + "\n");
        }
    }

    void opened(ScriptedSocket socket) {
        newSockets.put(socket);
    }

    void ended(Connection connection) {
        connections.ended(connection);
    }

    void failed(Throwable failure) {
        failures.add(failure);
    }

    void note(String note) {
        notes.add(note);
    }

    void startThread(String name, Runnable work) {
        connections.startThread(name, work);
    }

    @Override
    public String toString() {
        return "ScriptedServer on port " + port() + " with " + openConnections() + " open connections";
    }
}
