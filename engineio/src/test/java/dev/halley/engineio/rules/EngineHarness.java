package dev.halley.engineio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.engineio.internal.session.EngineSettings;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.NoLogger;
import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An engine in virtual time with the test as its server. */
final class EngineHarness implements EngineListener {
    static final String OPEN =
            "{\"sid\":\"S1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000}";
    static final String OPEN_UPGRADE = OPEN.replace("[]", "[\"websocket\"]");

    final VirtualTime time = new VirtualTime();
    final ScriptedWire wire = new ScriptedWire(time);
    final SerialContext context = new SerialContext(time.kernel(), failure -> {
        throw new AssertionError("thrown in the context", failure);
    });
    final Engine engine;
    /** {@code open}, {@code text:…}, {@code binary:…}, {@code read}, {@code closed:…} in order. */
    final List<String> heard = new ArrayList<>();

    final List<EngineEvent> events = new ArrayList<>();
    Consumer<String> onMessage = text -> {};
    EngineSession session;
    EngineHandshake handshake;
    EngineClose close;

    EngineHarness() {
        HttpSettings http = new HttpSettings(
                Headers.empty().plus("X-All", "yes"),
                null,
                false,
                1 << 26,
                1 << 24,
                Duration.ofSeconds(20),
                EngineSettings.WORDING);
        HttpAgent agent = new HttpAgent(
                wire,
                http,
                new CookieJar(time.kernel().time()),
                time.kernel(),
                time.kernel().handlers());
        engine = new Engine(new EngineSettings(
                agent,
                context,
                time.kernel().time(),
                new ClientLog("test", new NoLogger(), null),
                EngineSettings.WORDING,
                Duration.ofSeconds(5),
                true));
    }

    static EngineOptions polling() {
        return EngineOptions.defaults().withTransports(EngineTransport.POLLING);
    }

    static EngineOptions webSocket() {
        return EngineOptions.defaults().withTransports(EngineTransport.WEBSOCKET);
    }

    EngineHarness connect(EngineOptions options) {
        return connect("http://127.0.0.1:3000", Headers.empty(), options);
    }

    EngineHarness connect(String url, Headers headers, EngineOptions options) {
        context.execute(() -> session = engine.connect(new EngineTarget(URI.create(url), headers, options), this));
        time.runPending();
        return this;
    }

    /** An open polling session, with a poll under way. */
    EngineHarness openPolling() {
        connect(polling());
        get().respond(200, "0" + OPEN);
        time.runPending();
        return this;
    }

    /** An open WebSocket session. */
    PendingSocket openSocket() {
        connect(webSocket());
        PendingSocket socket = wire.takeSocket().accept();
        socket.deliverText("0" + OPEN);
        time.runPending();
        return socket;
    }

    PendingExchange get() {
        time.runPending();
        return wire.takeExchange(exchange -> exchange.request().method().equals("GET"));
    }

    PendingExchange post() {
        time.runPending();
        return wire.takeExchange(exchange -> exchange.request().method().equals("POST"));
    }

    /** Whether no request waits to be taken by the test. */
    void assertNothingSent() {
        time.runPending();
        assertThat(wire.untaken()).isZero();
    }

    CompletableFuture<Void> send(Object... messages) {
        CompletableFuture<CompletableFuture<Void>> sent = new CompletableFuture<>();
        context.execute(() -> sent.complete(session.send(List.of(messages), true)));
        time.runPending();
        return sent.join();
    }

    void inContext(Runnable task) {
        context.execute(task);
        time.runPending();
    }

    List<Object> sentFrames(PendingSocket socket) {
        time.runPending();
        return socket.sent().stream()
                .map(frame -> frame.kind() == Frame.Kind.TEXT ? (Object) frame.text() : frame.kind())
                .toList();
    }

    static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new TreeMap<>();
        for (String each : uri.getRawQuery().split("&")) {
            parameters.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return parameters;
    }

    @Override
    public void onOpen(EngineHandshake agreed) {
        handshake = agreed;
        heard.add("open");
    }

    @Override
    public void onText(char[] text, int offset, int length) {
        String message = new String(text, offset, length);
        heard.add("text:" + message);
        onMessage.accept(message);
    }

    @Override
    public void onBinary(ByteBuffer data) {
        StringBuilder bytes = new StringBuilder("binary:");
        while (data.hasRemaining()) {
            bytes.append(data.get()).append(' ');
        }
        heard.add(bytes.toString().strip());
    }

    @Override
    public void onReadComplete() {
        heard.add("read");
    }

    @Override
    public void onEvent(EngineEvent event) {
        events.add(event);
    }

    @Override
    public void onClosed(EngineClose why) {
        close = why;
        heard.add("closed:" + why.reason().text());
    }

    List<String> messages() {
        return heard.stream().filter(each -> !each.equals("read")).toList();
    }
}
