package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncNamespace;
import dev.halley.socketio.Connected;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.EmitOptions.WhileOffline;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A network that goes silent without a word, and one that is away for longer. */
@Timeout(120)
class SocketIoOutageIT {
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);
    private static final Duration PING_TIMEOUT = Duration.ofMillis(2_000);

    /** What a busy machine may add. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    static Stream<Arguments> frozen() {
        return Stream.of(PeerKind.JS4, PeerKind.JS2)
                .flatMap(kind -> Stream.of(SocketIoRoute.values()).map(route -> Arguments.of(kind, route)));
    }

    static Stream<Arguments> outages() {
        return Stream.of(SocketIoRoute.values())
                .flatMap(route ->
                        Stream.of(SocketIoFace.BLOCKING, SocketIoFace.ASYNC).map(face -> Arguments.of(route, face)));
    }

    private static NodeSocketIo server(int version) {
        return NodeSocketIo.start("{\"version\":" + version + ",\"pingInterval\":" + PING_INTERVAL.toMillis()
                + ",\"pingTimeout\":" + PING_TIMEOUT.toMillis() + "}");
    }

    private static FaultProxy before(Peer server) {
        return FaultProxy.to(server.url().getHost(), server.url().getPort());
    }

    /** Gives an attempt up that nobody answers. */
    private static SocketIoClientBuilder quick(SocketIoClientBuilder builder) {
        return builder.engine(
                options -> options.withConnectTimeout(Duration.ofSeconds(2)).withRequestTimeout(Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @MethodSource("frozen")
    void a_network_that_swallows_everything_is_noticed_by_the_missing_heartbeat(PeerKind kind, SocketIoRoute route) {
        try (NodeSocketIo server = server(kind == PeerKind.JS2 ? 2 : 4);
                FaultProxy proxy = before(server);
                SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING, SocketIoOutageIT::quick)) {
            BlockingQueue<Disconnected> ends = new LinkedBlockingQueue<>();
            BlockingQueue<Connected> connects = new LinkedBlockingQueue<>();
            user.client().onDisconnect(ends::add);
            user.client().onConnect(connects::add);
            user.connect(route.to(proxy.url("http", "")));
            user.awaitRoute(route);
            Connected unused = Await.next(connects, Await.SOON, "the connection");
            assertThat(user.call("/", "echo", "before").get(0)).isEqualTo("before");

            long frozen = System.nanoTime();
            proxy.both().blackhole();
            Disconnected end = Await.next(ends, Await.SOON, "the end of the connection");
            Duration took = Duration.ofNanos(System.nanoTime() - frozen);
            assertThat(end.reason()).as(end.toString()).isEqualTo(DisconnectReason.PING_TIMEOUT);
            assertThat(took)
                    .isBetween(
                            PING_TIMEOUT.minus(PING_INTERVAL),
                            PING_INTERVAL.plus(PING_TIMEOUT).plus(MARGIN));
            // what is said meanwhile waits
            CompletableFuture<Args> meanwhile = user.client().async().call("echo", "meanwhile");
            Await.until(
                    Await.SOON,
                    () -> "an attempt in vain: " + user.reports(),
                    () -> user.reports().stream().anyMatch(ClientEvent.Retrying.class::isInstance));

            proxy.both().clear();
            Connected again = Await.next(connects, Await.SOON, "the next connection");
            assertThat(again.recovered()).isFalse();
            assertThat(Await.value(meanwhile, "the call").get(0)).isEqualTo("meanwhile");
        }
    }

    /** By the same face as the test, or by the other where only that one shows what happens. */
    @ParameterizedTest
    @MethodSource("outages")
    void what_is_emitted_during_a_long_outage_waits_or_ends_as_it_was_told(SocketIoRoute route, SocketIoFace face) {
        try (NodeSocketIo server = NodeSocketIo.start("{\"version\":4}");
                FaultProxy proxy = before(server);
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, face, SocketIoOutageIT::quick)) {
            BlockingQueue<Disconnected> ends = new LinkedBlockingQueue<>();
            user.client().onDisconnect(ends::add);
            user.connect(route.to(proxy.url("http", "")));
            user.awaitRoute(route);
            proxy.refuse();
            proxy.resetAll();
            assertThat(Await.next(ends, Await.SOON, "the end of the connection")
                            .reason()
                            .isAccidental())
                    .isTrue();

            AsyncNamespace io = user.client().async().namespace("/");
            EmitOptions plain = EmitOptions.defaults();
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            CompletableFuture<Void> expiring = null;
            CompletableFuture<Args> impatient = null;
            int count = 60;
            for (int n = 0; n < count; n++) {
                String event = n % 2 == 0 ? "take" : "take bytes";
                Object data = n % 2 == 0 ? Booking.text(n) : Booking.bytes(n);
                if (face == SocketIoFace.BLOCKING) {
                    // returns, since it waits in memory
                    user.emit("/", event, n, data);
                } else {
                    waiting.add(io.emit(event, n, data));
                }
                if (n == count / 2) {
                    // in the midst of the others, and none of them is what arrives
                    expiring = io.emit(plain.ttl(Duration.ofMillis(500)), "take", -1, "expired");
                    impatient = io.call(plain.timeout(Duration.ofMillis(500)), "echo", "too late");
                    CompletableFuture<Void> failing = io.emit(plain.whileOffline(WhileOffline.FAIL), "take", -2, "no");
                    assertThatThrownBy(() -> Await.value(failing, "one that fails"))
                            .isInstanceOf(ConnectionException.class);
                    Await.value(io.emit(plain.whileOffline(WhileOffline.DROP), "take", -3, "no"), "a dropped one");
                    Await.value(io.emit(plain.asVolatile(), "take", -4, "no"), "a volatile one");
                }
            }
            CompletableFuture<Args> taken = io.call("taken");
            CompletableFuture<Void> expired = expiring;
            assertThatThrownBy(() -> Await.value(expired, "one that expires"))
                    .isInstanceOf(OperationTimeoutException.class);
            CompletableFuture<Args> gaveUp = impatient;
            assertThatThrownBy(() -> Await.value(gaveUp, "a call that is not answered"))
                    .isInstanceOf(OperationTimeoutException.class);
            Await.until(
                    Await.SOON,
                    () -> "attempts in vain: " + user.reports(),
                    () -> user.reports().stream()
                            .anyMatch(report ->
                                    report instanceof ClientEvent.Retrying retrying && retrying.attempt() > 3));
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            assertThat(taken).isNotDone();
            assertThat(Await.value(user.client().async().buffered(), "what waits"))
                    .hasSize(count + 1);

            proxy.accept();
            Args booked = Await.value(taken, "what came");
            assertThat(booked.get(1)).isNull();
            assertThat(booked.get(0)).isEqualTo(count);
            Await.value(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)), "what waited");
            user.awaitReports(NotSent.class, 4);
            assertThat(user.reports().stream()
                            .filter(NotSent.class::isInstance)
                            .map(report -> ((NotSent) report).reason()))
                    .containsExactlyInAnyOrder(
                            NotSentReason.EXPIRED,
                            NotSentReason.EXPIRED,
                            NotSentReason.OFFLINE,
                            NotSentReason.VOLATILE);
        }
    }
}
