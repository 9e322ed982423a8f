package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.EmitOptions;
import dev.halley.testkit.FaultProxy;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The client is closed in every state that it can be in: nothing hangs, everybody who waits hears of it. */
@Timeout(60)
@BothWires
class SocketIoCloseIT {
    private static final SocketIoServers SERVERS = new SocketIoServers();

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void before_it_was_connected(SocketIoRoute route) {
        SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.BLOCKING);
        user.close();
        user.connect(route.to(SERVERS.get(PeerKind.JS4)));
        assertThat(user.call("/", "echo", 1).get(0)).isEqualTo(1);
        user.close();
        user.close();
        assertThat(user.client().state()).isEqualTo(ConnectionState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void while_it_connects(SocketIoRoute route) {
        try (FaultProxy silent =
                FaultProxy.to("127.0.0.1", SERVERS.get(PeerKind.JS4).url().getPort())) {
            silent.both().latency(Duration.ofSeconds(5));
            AsyncSocketIoClient client =
                    SocketIoUser.of(PeerKind.JS4, SocketIoFace.ASYNC).client().async();
            CompletableFuture<AsyncSocketIoClient> connecting = client.connect(route.to(silent.url("http", "")));
            Await.value(client.disconnect(), "disconnect");
            assertThat(catchThrowable(() -> Await.value(connecting, "connect"))).isInstanceOf(ClosedException.class);
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void what_was_emitted_before_is_written_and_the_client_can_connect_again(PeerKind kind, SocketIoRoute route) {
        SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.ASYNC);
        BlockingQueue<Disconnected> ends = new LinkedBlockingQueue<>();
        user.client().onDisconnect(ends::add);
        for (int round = 0; round < 2; round++) {
            // the second time, the upgrade is under way or not
            user.connect(route.to(SERVERS.get(kind)));
            CompletableFuture<?>[] written = new CompletableFuture<?>[40];
            for (int n = 0; n < written.length; n++) {
                written[n] = user.client().async().emit("take", n, Booking.text(n));
            }
            user.close();
            for (CompletableFuture<?> each : written) {
                Await.value(each, "what was emitted before");
            }
            Disconnected end = Await.next(ends, Await.SOON, "disconnect");
            assertThat(end.reason()).isEqualTo(DisconnectReason.CLIENT);
            assertThat(user.client().state()).isEqualTo(ConnectionState.CLOSED);
        }
        assertThat(ends).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void while_it_reconnects(SocketIoRoute route) {
        try (SocketIoPeer server = PeerKind.JS4.start()) {
            SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.ASYNC);
            user.connect(route.to(server));
            AsyncSocketIoClient client = user.client().async();
            server.stop();
            Await.until(Await.SOON, "the outage", () -> client.state() == ConnectionState.RECONNECTING);
            CompletableFuture<Void> buffered = client.emit("take", 0, "text 0");
            CompletableFuture<Args> called = client.call("echo", 1);
            CompletableFuture<Void> failing = client.emit(
                    EmitOptions.defaults().whileOffline(EmitOptions.WhileOffline.FAIL), "take", 1, "text 1");
            assertThat(catchThrowable(() -> Await.value(failing, "emit"))).isInstanceOf(ConnectionException.class);
            user.close();
            assertThat(catchThrowable(() -> Await.value(buffered, "emit"))).isInstanceOf(HalleyException.class);
            assertThat(catchThrowable(() -> Await.value(called, "call"))).isInstanceOf(HalleyException.class);
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void in_a_handler_and_with_a_call_that_waits(SocketIoRoute route) {
        SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.BLOCKING);
        user.client().on("echo", event -> user.client().disconnect());
        user.connect(route.to(SERVERS.get(PeerKind.JS4)));
        // nobody answers this one
        CompletableFuture<Args> waiting = user.client().async().call("ask", "nothing");
        user.emit("/", "echo", 1);
        Await.until(Await.SOON, "the end", () -> user.client().state() == ConnectionState.CLOSED);
        assertThat(catchThrowable(() -> Await.value(waiting, "call"))).isInstanceOf(HalleyException.class);
        assertThat(user.client().awaitEnd(Await.SOON)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void without_a_goodbye(SocketIoRoute route) {
        SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.BLOCKING);
        user.connect(route.to(SERVERS.get(PeerKind.JS4)));
        user.client().abort();
        assertThat(user.client().state()).isEqualTo(ConnectionState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void volatile_events_are_dropped_while_it_is_offline_and_arrive_while_it_is_not(SocketIoRoute route) {
        try (SocketIoPeer server = PeerKind.JS4.start();
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.BLOCKING)) {
            BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
            user.client().onConnect(() -> connected.add(true));
            EmitOptions fleeting = EmitOptions.defaults().asVolatile();
            user.connect(route.to(server));
            user.awaitRoute(route);
            assertThat(user.call("/", "taken").get(0)).isEqualTo(0);
            Await.next(connected, Await.SOON, "connect");
            server.stop();
            Await.until(Await.SOON, "the outage", () -> user.client().state() == ConnectionState.RECONNECTING);
            user.client().emit(fleeting, "take", 5, "text 5");
            user.emit("/", "take", 0, "text 0");
            assertThat(user.client().buffered()).hasSize(1);
            server.restart();
            Await.next(connected, Await.SOON, "connect again");
            assertThat(user.call("/", "taken").toList()).containsExactly(1, null);
        }
    }
}
