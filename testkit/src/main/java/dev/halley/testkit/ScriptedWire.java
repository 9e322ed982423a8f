package dev.halley.testkit;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireCapabilities;
import dev.halley.wire.WireException;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A wire without a network, in virtual time: the test takes each exchange and each WebSocket that the client starts and
 * plays the server. After each move of the test, what is ready runs; so the next line of the test sees the outcome.
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime();
 * ScriptedWire wire = new ScriptedWire(time);
 * ... // start a client with wire.provider()
 * PendingExchange handshake = wire.takeExchange();
 * handshake.respondJson("[{...}]");
 * time.advance(Duration.ofSeconds(30));
 * wire.takeSocket().accept().deliverText("...");
 * }</pre>
 *
 * <p>A client that breaks the rules of the wire SPI (two sends at once, anything after its own abort, headers that belong
 * to the wire, ...) gets an {@link AssertionError}, and because a client may swallow that, so does the test with its next
 * call. Buffers and texts that are valid during a callback only are overwritten after it. Everything belongs to the
 * test's thread.
 */
public final class ScriptedWire implements Wire {
    private static final List<String> WIRES_OWN = List.of("host", "content-length", "connection");
    private static final List<String> UPGRADES_OWN =
            List.of("host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version");

    private final VirtualTime time;
    private final WireCapabilities capabilities;
    private final Deque<PendingExchange> exchanges = new ArrayDeque<>();
    private final Deque<PendingSocket> sockets = new ArrayDeque<>();
    private final List<PendingExchange> openExchanges = new ArrayList<>();
    private final List<PendingSocket> openSockets = new ArrayList<>();
    private final List<AssertionError> violations = new ArrayList<>();
    private @Nullable Consumer<? super PendingExchange> onExchange;
    private @Nullable Consumer<? super PendingSocket> onSocket;
    private boolean answersAborts = true;
    private boolean closed;

    /**
     * A wire that can do no more than it must, but shows the headers of upgrade replies.
     *
     * @param time runs its callbacks
     */
    public ScriptedWire(VirtualTime time) {
        this(time, new WireCapabilities(true, false, false, false, true));
    }

    /**
     * A wire with chosen capabilities.
     *
     * @param time runs its callbacks
     * @param capabilities what it says of itself; with {@code coalescedWrites} several sends at once are in order
     */
    public ScriptedWire(VirtualTime time, WireCapabilities capabilities) {
        this.time = Objects.requireNonNull(time, "time");
        this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
    }

    /**
     * This wire for a client's builder. The client then lives in the virtual time of this wire.
     *
     * @return a provider that always opens this wire
     */
    public WireProvider provider() {
        return new Provider();
    }

    private final class Provider implements WireProvider, KernelSource {
        @Override
        public String name() {
            return ScriptedWire.this.name();
        }

        @Override
        public int priority() {
            return Integer.MIN_VALUE;
        }

        @Override
        public Wire open(WireSettings settings) {
            closed = false;
            return ScriptedWire.this;
        }

        @Override
        public Kernel kernel() {
            return time.kernel();
        }
    }

    /**
     * Runs what is ready and takes the oldest exchange that the client started and the test did not take yet.
     *
     * @return the exchange; perhaps aborted already
     * @throws AssertionError if there is none
     */
    public PendingExchange takeExchange() {
        return takeExchange(exchange -> true);
    }

    /**
     * Runs what is ready and takes the oldest exchange that fits and was not taken yet; the others stay.
     *
     * @param which says whether an exchange fits
     * @return the exchange
     * @throws AssertionError if there is none
     */
    public PendingExchange takeExchange(Predicate<? super PendingExchange> which) {
        return take("exchange", exchanges, which);
    }

    /**
     * Runs what is ready and takes the oldest WebSocket that the client tries to open and the test did not take yet.
     *
     * @return the WebSocket
     * @throws AssertionError if there is none
     */
    public PendingSocket takeSocket() {
        return take("WebSocket", sockets, socket -> true);
    }

    private <T> T take(String what, Deque<T> from, Predicate<? super T> which) {
        settle();
        for (T pending : from) {
            if (which.test(pending)) {
                from.remove(pending);
                return pending;
            }
        }
        throw new AssertionError("the client started no such " + what + "; exchanges: " + exchanges + ", WebSockets: "
                + sockets + ", next timer: "
                + time.nextTimer().map(delay -> "in " + delay).orElse("none"));
    }

    /**
     * Runs what is ready and makes sure that the client started nothing that the test did not take.
     *
     * @throws AssertionError if it did
     */
    public void assertIdle() {
        settle();
        if (!exchanges.isEmpty() || !sockets.isEmpty()) {
            throw new AssertionError("exchanges: " + exchanges + ", WebSockets: " + sockets + " (expected: none)");
        }
    }

    /**
     * Runs what is ready and counts what the client started and the test did not take.
     *
     * @return how many exchanges and WebSockets {@link #takeExchange} and {@link #takeSocket} would find
     */
    public int untaken() {
        settle();
        return exchanges.size() + sockets.size();
    }

    /**
     * Answers each exchange by a script, instead of leaving it for {@link #takeExchange}.
     *
     * @param script gets each exchange as soon as it was started, outside of the client's code
     */
    public void onExchange(Consumer<? super PendingExchange> script) {
        onExchange = script;
    }

    /**
     * Answers each WebSocket by a script, instead of leaving it for {@link #takeSocket}.
     *
     * @param script gets each attempt as soon as it was started, outside of the client's code
     */
    public void onSocket(Consumer<? super PendingSocket> script) {
        onSocket = script;
    }

    /**
     * Leaves an aborted exchange or attempt as it is, until the test answers or fails it: a reply may cross an abort.
     */
    public void holdAborts() {
        answersAborts = false;
    }

    /**
     * Whether the client gave the wire back.
     *
     * @return whether {@link #close} was called
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * How many exchanges, attempts and WebSockets are open; none should be left of a client that was closed.
     *
     * @return the count
     */
    public int open() {
        settle();
        return openExchanges.size() + openSockets.size();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public WireCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public HttpCall exchange(HttpRequest request, HttpSink sink) {
        require(List.of("GET", "POST").contains(request.method()), "method: " + request.method());
        checkScheme(request.uri().getScheme(), "http");
        request.headers().forEach((name, value) -> checkHeader(name, WIRES_OWN));
        ByteBuffer body = request.body();
        byte[] copy = new byte[body == null ? 0 : body.remaining()];
        if (body != null) {
            body.get(copy);
        }
        PendingExchange exchange = new PendingExchange(this, request, copy, sink);
        if (closed) {
            exchange.abort();
            return exchange::abort;
        }
        openExchanges.add(exchange);
        Consumer<? super PendingExchange> script = onExchange;
        if (script == null) {
            exchanges.add(exchange);
        } else {
            post(() -> script.accept(exchange));
        }
        return exchange::abort;
    }

    @Override
    public HttpCall connect(WebSocketRequest request, WebSocketListener listener) {
        checkScheme(request.uri().getScheme(), "ws");
        request.headers().forEach((name, value) -> checkHeader(name, UPGRADES_OWN));
        PendingSocket socket = new PendingSocket(this, request, listener);
        if (closed) {
            socket.abortAttempt();
            return socket::abortAttempt;
        }
        openSockets.add(socket);
        Consumer<? super PendingSocket> script = onSocket;
        if (script == null) {
            sockets.add(socket);
        } else {
            post(() -> script.accept(socket));
        }
        return socket::abortAttempt;
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(openExchanges).forEach(PendingExchange::abort);
        List.copyOf(openSockets).forEach(PendingSocket::wireClosed);
    }

    private void checkScheme(@Nullable String scheme, String plain) {
        require(plain.equals(scheme) || (plain + "s").equals(scheme), "scheme: " + scheme);
    }

    private void checkHeader(String name, List<String> forbidden) {
        require(!forbidden.contains(name.toLowerCase(Locale.ROOT)), "header of the wire's own: " + name);
    }

    /** Calls back into the client, from a thread of the wire as it were. */
    void deliver(Runnable callback) {
        post(callback);
        settle();
    }

    void post(Runnable callback) {
        time.kernel().io().execute(callback);
    }

    /** Runs what is ready, unless it is running already, and shows the test what the client did wrong. */
    void settle() {
        if (time.isRunning()) {
            return;
        }
        time.runPending();
        if (!violations.isEmpty()) {
            AssertionError first = violations.get(0);
            violations.clear();
            throw first;
        }
    }

    /** A rule of the SPI: the client gets the error, and the test too. */
    void require(boolean kept, String what) {
        if (!kept) {
            AssertionError violation = new AssertionError("the client broke a rule of the wire: " + what);
            violations.add(violation);
            throw violation;
        }
    }

    VirtualTime time() {
        return time;
    }

    boolean answersAborts() {
        return answersAborts;
    }

    void ended(PendingExchange exchange) {
        openExchanges.remove(exchange);
    }

    void ended(PendingSocket socket) {
        openSockets.remove(socket);
    }

    static WireException failure(WireException.Kind kind) {
        return new WireException(kind, "scripted: " + kind, null);
    }
}
