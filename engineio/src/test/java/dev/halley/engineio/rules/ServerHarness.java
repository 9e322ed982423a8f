package dev.halley.engineio.rules;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineOptions;
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
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import dev.halley.wire.Headers;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An engine in virtual time and the test kit's server, which is as strict as the JavaScript one. */
final class ServerHarness implements EngineListener, AutoCloseable {
    final VirtualTime time = new VirtualTime();
    final SocketIoTestServer server;
    final SerialContext context = new SerialContext(time.kernel(), failure -> {
        throw new AssertionError("thrown in the context", failure);
    });
    final Engine engine;
    /** Messages, the binary ones as {@code b:} and their bytes as text. */
    final List<String> heard = new ArrayList<>();

    final List<EngineEvent> events = new ArrayList<>();
    EngineSession session;
    EngineHandshake handshake;
    EngineClose close;

    ServerHarness(SocketIoTestServerBuilder settings) {
        server = settings.engineOnly().inVirtualTime(time);
        HttpSettings http = new HttpSettings(
                Headers.empty().plus("X-All", "yes"),
                null,
                false,
                1 << 26,
                1 << 24,
                Duration.ofSeconds(20),
                EngineSettings.WORDING);
        HttpAgent agent = new HttpAgent(
                server.wire()
                        .open(new WireSettings(
                                Duration.ofSeconds(1),
                                null,
                                null,
                                null,
                                null,
                                time.kernel().io())),
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
                false));
    }

    ServerHarness() {
        this(SocketIoTestServer.builder());
    }

    ServerHarness connect(EngineOptions options) {
        close = null;
        handshake = null;
        context.execute(() -> session =
                engine.connect(new EngineTarget(URI.create(server.url()), Headers.of("X-One", "1"), options), this));
        time.runPending();
        return this;
    }

    CompletableFuture<Void> send(Object... messages) {
        CompletableFuture<CompletableFuture<Void>> sent = new CompletableFuture<>();
        context.execute(() -> sent.complete(session.send(List.of(messages), false)));
        time.runPending();
        return sent.join();
    }

    void inContext(Runnable task) {
        context.execute(task);
        time.runPending();
    }

    @Override
    public void onOpen(EngineHandshake agreed) {
        handshake = agreed;
    }

    @Override
    public void onText(char[] text, int offset, int length) {
        heard.add(new String(text, offset, length));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        StringBuilder text = new StringBuilder("b:");
        while (data.hasRemaining()) {
            text.append((char) data.get());
        }
        heard.add(text.toString());
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onEvent(EngineEvent event) {
        events.add(event);
    }

    @Override
    public void onClosed(EngineClose why) {
        close = why;
    }

    @Override
    public void close() {
        if (session != null) {
            inContext(session::close);
        }
        time.advance(Duration.ofSeconds(10));
        engine.close();
        server.close();
    }
}
