package dev.halley.engineio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An engine in virtual time with the test as its server. */
final class EngineHarness extends EngineRig {
    static final String OPEN =
            "{\"sid\":\"S1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000}";
    static final String OPEN_UPGRADE = OPEN.replace("[]", "[\"websocket\"]");

    final ScriptedWire wire;
    /** {@code open}, {@code text:…}, {@code binary:…}, {@code read}, {@code closed:…} in order. */
    final List<String> heard = new ArrayList<>();

    Consumer<String> onMessage = text -> {};

    EngineHarness() {
        this(new VirtualTime());
    }

    private EngineHarness(VirtualTime time) {
        this(time, new ScriptedWire(time));
    }

    private EngineHarness(VirtualTime time, ScriptedWire wire) {
        super(time, wire, true);
        this.wire = wire;
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
        begin(url, headers, options);
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
        return sendGroup(List.of(messages), true);
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
        super.onOpen(agreed);
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
    public void onClosed(EngineClose why) {
        super.onClosed(why);
        heard.add("closed:" + why.reason().text());
    }

    List<String> messages() {
        return heard.stream().filter(each -> !each.equals("read")).toList();
    }
}
