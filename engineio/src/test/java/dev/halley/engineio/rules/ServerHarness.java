package dev.halley.engineio.rules;

import dev.halley.engineio.EngineOptions;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import dev.halley.wire.Headers;
import dev.halley.wire.WireSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An engine in virtual time and the test kit's server, which is as strict as the JavaScript one. */
final class ServerHarness extends EngineRig implements AutoCloseable {
    final SocketIoTestServer server;
    /** Messages, the binary ones as {@code b:} and their bytes as text. */
    final List<String> heard = new ArrayList<>();

    ServerHarness(SocketIoTestServerBuilder settings) {
        this(new VirtualTime(), settings);
    }

    private ServerHarness(VirtualTime time, SocketIoTestServerBuilder settings) {
        this(time, settings.engineOnly().inVirtualTime(time));
    }

    private ServerHarness(VirtualTime time, SocketIoTestServer server) {
        super(
                time,
                server.wire()
                        .open(new WireSettings(
                                Duration.ofSeconds(1),
                                null,
                                null,
                                null,
                                null,
                                time.kernel().io())),
                false);
        this.server = server;
    }

    ServerHarness() {
        this(SocketIoTestServer.builder());
    }

    ServerHarness connect(EngineOptions options) {
        close = null;
        handshake = null;
        begin(server.url(), Headers.of("X-One", "1"), options);
        return this;
    }

    CompletableFuture<Void> send(Object... messages) {
        return sendGroup(List.of(messages), false);
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
    public void close() {
        if (session != null) {
            inContext(session::close);
        }
        time.advance(Duration.ofSeconds(10));
        engine.close();
        server.close();
    }
}
