package dev.halley.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.testkit.Frame;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client on its own, against the scripted server in virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EngineIoClientTest {
    private static final String SEPARATOR = String.valueOf((char) 0x1E);

    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().engineOnly().inVirtualTime(time);
    private final List<Object> heard = new ArrayList<>();

    private EngineIoClientBuilder builder() {
        return EngineIoClient.builder(server.url()).wire(server.wire()).logOff().onMessage(heard::add);
    }

    private AsyncEngineIoClient open(EngineIoClientBuilder builder) {
        AsyncEngineIoClient client = time.result(builder.buildAsync().open());
        time.runPending();
        return client;
    }

    @Test
    void exchanges_messages_and_upgrades_on_the_way() {
        AsyncEngineIoClient client = open(builder());
        time.advance(Duration.ofSeconds(1));
        assertThat(client.transport()).contains(EngineTransport.WEBSOCKET);
        assertThat(client.handshake()).isPresent();
        CompletableFuture<Void> text = client.send("hello");
        CompletableFuture<Void> binary = client.send(ByteBuffer.wrap(new byte[] {1, 2}));
        time.result(text);
        time.result(binary);
        EngineConnection connection = server.connection();
        assertThat(connection.received())
                .contains(EnginePacket.message("hello"), EnginePacket.binary((byte) 1, (byte) 2));
        connection.send("there");
        connection.send(EnginePacket.binary((byte) 3));
        time.runPending();
        assertThat(heard)
                .containsExactly(
                        new EngineMessage.Text("there"), new EngineMessage.Binary(ByteBuffer.wrap(new byte[] {3})));
        CompletableFuture<EngineClose> end = client.closed();
        time.result(client.closeAsync());
        assertThat(time.result(end).reason()).isEqualTo(Reason.CLIENT);
        assertThat(client.isOpen()).isFalse();
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void loses_doubles_and_reorders_nothing_under_load_both_ways_through_the_upgrade() {
        for (int version : new int[] {4, 3}) {
            VirtualTime clock = new VirtualTime();
            SocketIoTestServer both =
                    SocketIoTestServer.builder().engineOnly().versions(version).inVirtualTime(clock);
            List<Object> got = new ArrayList<>();
            AsyncEngineIoClient client = clock.result(EngineIoClient.builder(both.url())
                    .wire(both.wire())
                    .logOff()
                    .onMessage(got::add)
                    .buildAsync()
                    .open());
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                sent.add(i % 3 == 0 ? client.send(ByteBuffer.wrap(new byte[] {(byte) i})) : client.send("c" + i));
                both.connection().send("s" + i);
                if (i % 7 == 0) {
                    clock.runPending();
                }
            }
            clock.advance(Duration.ofSeconds(2));
            assertThat(client.transport()).contains(EngineTransport.WEBSOCKET);
            assertThat(sent).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(got).hasSize(400);
            for (int i = 0; i < 400; i++) {
                assertThat(got.get(i)).isEqualTo(new EngineMessage.Text("s" + i));
            }
            List<EnginePacket> arrived = both.connection().received().stream()
                    .filter(packet -> packet.type() == EnginePacket.Type.MESSAGE)
                    .toList();
            assertThat(arrived).hasSize(400);
            for (int i = 0; i < 400; i++) {
                assertThat(arrived.get(i))
                        .isEqualTo(i % 3 == 0 ? EnginePacket.binary((byte) i) : EnginePacket.message("c" + i));
            }
            assertThat(both.violations()).isEmpty();
            clock.result(client.closeAsync());
        }
    }

    @Test
    void keeps_a_quiet_session_alive_over_each_transport_and_version() {
        for (int version : new int[] {4, 3}) {
            for (EngineTransport transport : EngineTransport.values()) {
                VirtualTime clock = new VirtualTime();
                SocketIoTestServer quiet = SocketIoTestServer.builder()
                        .engineOnly()
                        .versions(version)
                        .inVirtualTime(clock);
                AsyncEngineIoClient client = clock.result(EngineIoClient.builder(quiet.url())
                        .wire(quiet.wire())
                        .options(options ->
                                options.withTransports(transport).withVersion(version == 3 ? EngineVersion.V3 : null))
                        .logOff()
                        .buildAsync()
                        .open());
                clock.advance(Duration.ofMinutes(10));
                assertThat(client.isOpen()).as(version + " " + transport).isTrue();
                assertThat(quiet.violations()).isEmpty();
                clock.result(client.closeAsync());
            }
        }
    }

    @Test
    void tells_why_the_session_ended_and_opens_again() {
        List<EngineEvent> events = new ArrayList<>();
        AsyncEngineIoClient client = open(builder().onEvent(events::add));
        time.advance(Duration.ofSeconds(1));
        CompletableFuture<EngineClose> end = client.closed();
        server.dropConnections();
        time.runPending();
        assertThat(time.result(end).reason()).isIn(Reason.TRANSPORT_CLOSE, Reason.TRANSPORT_ERROR);
        assertThat(client.isOpen()).isFalse();
        assertThat(time.failure(client.send("x"))).isInstanceOf(ClosedException.class);
        time.result(client.open());
        assertThat(client.isOpen()).isTrue();
        assertThat(time.failure(client.open())).isInstanceOf(IllegalStateException.class);
        CompletableFuture<Void> closing = client.closeAsync();
        CompletableFuture<Void> again = client.closeAsync();
        // the server lets a poll wait for a moment during an upgrade
        time.advance(Duration.ofSeconds(1));
        time.result(closing);
        time.result(again);
        assertThat(events.stream()
                        .map(event -> event.getClass().getSimpleName())
                        .distinct())
                .contains("Opened", "Upgrading", "Upgraded", "Packet", "Drained", "Closed");
    }

    @Test
    void an_open_that_is_given_up_leaves_nothing_behind() {
        AsyncEngineIoClient client = builder().buildAsync();
        CompletableFuture<AsyncEngineIoClient> opening = client.open();
        assertThat(opening.cancel(false)).isTrue();
        time.runPending();
        assertThat(client.isOpen()).isFalse();
        time.result(client.open());
        time.advance(Duration.ofSeconds(1));
        time.result(client.closeAsync());
        assertThat(client.toString()).isEqualTo("engineio[closed]");
    }

    @Test
    void a_server_that_is_not_there_is_a_connection_exception() {
        server.stopListening();
        assertThat(time.failure(builder().buildAsync().open())).isInstanceOf(ConnectionException.class);
    }

    @Test
    void slow_listeners_hold_the_poll_back_and_lose_nothing() {
        AsyncEngineIoClient client =
                open(builder().maxPendingCount(4).options(options -> options.withTransports(EngineTransport.POLLING)));
        time.holdHandlers();
        for (int i = 0; i < 50; i++) {
            server.connection().send("m" + i);
            time.runPending();
        }
        assertThat(server.connection().isPollHeld()).isFalse();
        time.advance(Duration.ofMinutes(5));
        assertThat(client.isOpen()).isTrue();
        assertThat(heard).isEmpty();
        time.releaseHandlers();
        time.advance(Duration.ofSeconds(1));
        assertThat(heard).hasSize(50).doesNotHaveDuplicates();
        assertThat(server.violations()).isEmpty();
        time.result(client.closeAsync());
    }

    @Test
    void a_url_that_is_none_is_not_repeated() {
        assertThatThrownBy(() -> EngineIoClient.builder("http://user:secret@exa mple.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: Illegal character")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void the_reason_of_a_close_is_shown_without_credentials() {
        AsyncEngineIoClient client = time.result(builder()
                .options(options -> options.withTransports(EngineTransport.WEBSOCKET))
                .buildAsync()
                .open());
        server.connection().sendFrame(Frame.close(4000, "Bearer secret\nhas expired"));
        time.advance(Duration.ofSeconds(1));
        assertThat(time.result(client.closed()).description()).contains("4000 Bearer *** has expired");
    }

    @Test
    void text_that_would_split_a_payload_is_refused() {
        AsyncEngineIoClient client = builder().buildAsync();
        assertThatThrownBy(() -> client.send("a" + SEPARATOR + "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+001E at index 1");
    }

    @Test
    @Tag("wire")
    void the_blocking_face_waits_over_real_sockets() {
        try (SocketIoTestServer real = SocketIoTestServer.builder().engineOnly().start();
                EngineIoClient client =
                        EngineIoClient.builder(real.url()).logOff().open()) {
            CompletableFuture<EngineMessage> first = new CompletableFuture<>();
            try (var unused = client.onMessage(first::complete)) {
                client.send("hello");
                real.connection().send("there");
                assertThat(first.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(new EngineMessage.Text("there"));
            }
            assertThat(client.awaitClosed(Duration.ofMillis(1))).isEmpty();
            real.connection().close();
            assertThat(client.awaitClosed().reason()).isEqualTo(Reason.TRANSPORT_CLOSE);
        }
    }
}
