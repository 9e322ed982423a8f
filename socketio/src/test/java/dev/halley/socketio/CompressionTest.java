package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireCapabilities;
import dev.halley.wire.WireException;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** E4-23: which messages a wire is allowed to compress, from the options of an emit down to the wire. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompressionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LONG = "x".repeat(2_000);
    private static final byte[] BYTES = new byte[2_000];

    private final MarkingWire wire = new MarkingWire();
    private SocketIoTestServer server;

    @BeforeEach
    void start() {
        server = SocketIoTestServer.builder().start();
        server.on("echo", event -> event.ack(event.args().toArray()));
    }

    @AfterEach
    void stop() {
        assertThat(server.violations()).isEmpty();
        server.close();
    }

    private SocketIoClient connected(WireProvider by, UnaryOperator<EngineOptions> engine, EngineTransport transport) {
        return SocketIoClient.builder()
                .logOff()
                .wire(by)
                .engine(engine)
                .build()
                .connect(ConnectOptions.to(server.url()).transports(transport));
    }

    @Test
    @DisplayName("E4-23 long messages may be compressed, text and binary, unless the emit says no")
    void e4_23_long_messages_may_be_compressed_unless_the_emit_says_no() throws Exception {
        EmitOptions plain = EmitOptions.defaults();
        EmitOptions bare = plain.compress(false);
        try (SocketIoClient sio = connected(wire, UnaryOperator.identity(), EngineTransport.WEBSOCKET)) {
            wire.sent.clear();
            sio.emit(plain, "text", LONG);
            sio.emit(bare, "text", LONG);
            sio.emit(plain, "binary", (Object) BYTES);
            sio.emit(bare, "binary", (Object) BYTES);
            sio.async().emit(plain, "text", LONG).get(20, TimeUnit.SECONDS);
            sio.async().emit(bare, "text", LONG).get(20, TimeUnit.SECONDS);
            assertThat(sio.call(plain, "echo", LONG).get(0)).isEqualTo(LONG);
            assertThat(sio.call(bare, "echo", LONG).get(0)).isEqualTo(LONG);
            for (int i = 0; i < 4; i++) {
                assertThat(server.take("text", LIMIT).args()).containsExactly(LONG);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(server.take("binary", LIMIT).args()).hasSize(1);
            }
        }
        // the head of a binary event is short
        assertThat(wire.sent)
                .startsWith(
                        "text, compress",
                        "text",
                        "text",
                        "binary, compress",
                        "text",
                        "binary",
                        "text, compress",
                        "text",
                        "text, compress",
                        "text");
    }

    @Test
    @DisplayName("E4-23 what is shorter than the threshold is left as it is")
    void e4_23_what_is_shorter_than_the_threshold_is_left_as_it_is() {
        try (SocketIoClient sio = connected(wire, UnaryOperator.identity(), EngineTransport.WEBSOCKET)) {
            wire.sent.clear();
            sio.emit("text", "short");
            sio.emit("binary", new byte[] {1});
            assertThat(wire.sent).containsExactly("text", "text", "binary");
        }
        try (SocketIoClient sio =
                connected(wire, engine -> engine.withCompressionThreshold(0), EngineTransport.WEBSOCKET)) {
            wire.sent.clear();
            sio.emit("text", "short");
            sio.emit("binary", (Object) new byte[] {1});
            assertThat(wire.sent).containsExactly("text, compress", "text, compress", "binary, compress");
        }
    }

    @Test
    @DisplayName("E4-23 the flag holds for what waited for the connection, too")
    void e4_23_the_flag_holds_for_what_waited_for_the_connection_too() throws Exception {
        try (SocketIoClient sio = SocketIoClient.builder().logOff().wire(wire).build()) {
            sio.connect(ConnectOptions.to(server.url()).transports(EngineTransport.WEBSOCKET));
            CompletableFuture<Connected> again = new CompletableFuture<>();
            sio.onConnect(again::complete);
            CompletableFuture<Disconnected> lost = new CompletableFuture<>();
            sio.onDisconnect(lost::complete);
            server.stopListening();
            server.dropConnections();
            lost.get(20, TimeUnit.SECONDS);
            wire.sent.clear();
            sio.emit(EmitOptions.defaults().compress(false), "text", LONG);
            sio.emit("text", LONG);
            server.listen();
            again.get(20, TimeUnit.SECONDS);
            assertThat(server.take("text", LIMIT).args()).containsExactly(LONG);
            assertThat(server.take("text", LIMIT).args()).containsExactly(LONG);
        }
        // the first one joins the namespace
        assertThat(wire.sent).startsWith("text", "text", "text, compress");
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    @DisplayName("E4-23 a wire or a transport that can't compress ignores the flag")
    void e4_23_a_wire_or_a_transport_that_cannot_compress_ignores_the_flag(EngineTransport transport) {
        try (SocketIoClient sio = connected(MarkingWire.JDK, UnaryOperator.identity(), transport)) {
            for (boolean compress : new boolean[] {true, false}) {
                Args echoed = sio.call(EmitOptions.defaults().compress(compress), "echo", LONG, BYTES);
                assertThat(echoed.get(0)).isEqualTo(LONG);
                assertThat(echoed.get(1, byte[].class)).isEqualTo(BYTES);
            }
        }
    }

    @Test
    @DisplayName("E4-23 the raw engine has the flag, too")
    void e4_23_the_raw_engine_has_the_flag_too() throws Exception {
        SocketIoTestServer engine = SocketIoTestServer.builder().engineOnly().start();
        try (engine;
                EngineIoClient eio = EngineIoClient.builder(engine.url())
                        .logOff()
                        .wire(wire)
                        .options(EngineOptions.defaults().withTransports(EngineTransport.WEBSOCKET))
                        .build()
                        .open()) {
            eio.send(LONG);
            eio.send(LONG, false);
            eio.send(ByteBuffer.wrap(BYTES));
            eio.send(ByteBuffer.wrap(BYTES), false);
            eio.async().send(LONG, true).get(20, TimeUnit.SECONDS);
            eio.async().send(ByteBuffer.wrap(BYTES), false).get(20, TimeUnit.SECONDS);
            assertThat(wire.sent)
                    .containsExactly(
                            "text, compress", "text", "binary, compress", "binary", "text, compress", "binary");
        }
    }

    /** The JDK's wire, which can't compress, with a note of what one that can would have been told. */
    private static final class MarkingWire implements WireProvider {
        static final WireProvider JDK = ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .max(Comparator.comparingInt(WireProvider::priority))
                .orElseThrow();

        final List<String> sent = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "marking";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Wire open(WireSettings settings) {
            Wire plain = JDK.open(settings);
            return new Wire() {
                @Override
                public String name() {
                    return MarkingWire.this.name();
                }

                @Override
                public WireCapabilities capabilities() {
                    return plain.capabilities();
                }

                @Override
                public HttpCall exchange(HttpRequest request, HttpSink sink) {
                    return plain.exchange(request, sink);
                }

                @Override
                public HttpCall connect(WebSocketRequest request, WebSocketListener listener) {
                    return plain.connect(request, new Listener(listener));
                }

                @Override
                public void close() {
                    plain.close();
                }
            };
        }

        private final class Listener implements WebSocketListener {
            private final WebSocketListener to;

            Listener(WebSocketListener to) {
                this.to = to;
            }

            @Override
            public void onOpen(WebSocketLink link, Headers headers) {
                to.onOpen(new Link(link), headers);
            }

            @Override
            public void onText(CharSequence part, boolean last) {
                to.onText(part, last);
            }

            @Override
            public void onBinary(ByteBuffer part, boolean last) {
                to.onBinary(part, last);
            }

            @Override
            public void onPing() {
                to.onPing();
            }

            @Override
            public void onPong() {
                to.onPong();
            }

            @Override
            public void onReadComplete() {
                to.onReadComplete();
            }

            @Override
            public void onClose(int code, String reason) {
                to.onClose(code, reason);
            }

            @Override
            public void onFailure(WireException failure) {
                to.onFailure(failure);
            }
        }

        private final class Link implements WebSocketLink {
            private final WebSocketLink to;

            Link(WebSocketLink to) {
                this.to = to;
            }

            @Override
            public CompletionStage<?> sendText(CharSequence text) {
                throw new AssertionError("a text without its flag");
            }

            @Override
            public CompletionStage<?> sendBinary(ByteBuffer bytes) {
                throw new AssertionError("bytes without their flag");
            }

            @Override
            public CompletionStage<?> sendText(CharSequence text, boolean compress) {
                sent.add("text" + (compress ? ", compress" : ""));
                return to.sendText(text, compress);
            }

            @Override
            public CompletionStage<?> sendBinary(ByteBuffer bytes, boolean compress) {
                sent.add("binary" + (compress ? ", compress" : ""));
                return to.sendBinary(bytes, compress);
            }

            @Override
            public CompletionStage<?> sendPing(ByteBuffer payload) {
                return to.sendPing(payload);
            }

            @Override
            public void request(long count) {
                to.request(count);
            }

            @Override
            public CompletionStage<?> sendClose(int code, String reason) {
                return to.sendClose(code, reason);
            }

            @Override
            public void abort() {
                to.abort();
            }
        }
    }
}
