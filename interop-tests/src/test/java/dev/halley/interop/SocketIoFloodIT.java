package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.HalleyException;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of events, text and bytes mixed, both ways at once: none is lost, none comes twice, none overtakes another. */
@Timeout(120)
@BothWires
class SocketIoFloodIT {
    private static final SocketIoServers SERVERS = new SocketIoServers();
    private static final int MANY = 10_000;
    private static final int FEW = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void everything_arrives_once_and_in_order(PeerKind kind, SocketIoRoute route) {
        assumeTrue(kind != PeerKind.NETTY, "netty-socketio 2.0.14 damages bytes");
        int count = kind == PeerKind.JS4 || kind == PeerKind.JS2 || SocketIoMatrix.LONG ? MANY : FEW;
        Booking booking = new Booking();
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            AsyncSocketIoClient client = user.client().async();
            client.on(
                    "item",
                    event -> booking.take(
                            event.get(0, Integer.class),
                            event.get(0, Integer.class) % 2 == 0
                                    ? event.get(1, String.class)
                                    : event.get(1, byte[].class)));
            ConnectOptions options = route.to(SERVERS.get(kind));
            client.connect(options).join();
            // through the upgrade: nobody waits for it

            CompletableFuture<Args> flooded = client.call("flood", count);
            CompletableFuture<?>[] written = new CompletableFuture<?>[count];
            for (int n = 0; n < count; n++) {
                written[n] = n % 2 == 0
                        ? client.emit("take", n, Booking.text(n))
                        : client.emit("take bytes", n, Booking.bytes(n));
            }
            Await.value(CompletableFuture.allOf(written), "the last written");
            assertThat(Await.value(client.call("taken"), "taken").toList()).containsExactly(count, null);
            assertThat(Await.value(flooded, "the flood's acknowledgement").get(0))
                    .isEqualTo(count);
            Await.until(
                    LIMIT,
                    () -> "all " + count + " of " + booking.count() + ", fault " + booking.fault() + ", reports "
                            + user.reports(),
                    () -> booking.count() >= count);
            assertThat(booking.fault()).isNull();
            assertThat(booking.count()).isEqualTo(count);
            user.awaitRoute(route);
        } catch (HalleyException ended) {
            throw new AssertionError("after " + booking.count() + " items at " + SERVERS.get(kind), ended);
        }
    }

    @Test
    void texts_arrive_once_and_in_order_at_netty_too() {
        Booking booking = new Booking();
        try (SocketIoUser user = SocketIoUser.of(PeerKind.NETTY, SocketIoFace.BLOCKING)) {
            AsyncSocketIoClient client = user.client().async();
            client.on("echo", event -> booking.take(event.get(0, Integer.class), event.get(1, String.class)));
            client.connect(SocketIoRoute.WEBSOCKET.to(SERVERS.get(PeerKind.NETTY)))
                    .join();
            CompletableFuture<?>[] written = new CompletableFuture<?>[FEW];
            for (int n = 0; n < FEW; n++) {
                written[n] = client.emit("echo", n, Booking.text(n));
            }
            Await.value(CompletableFuture.allOf(written), "the last written");
            Await.until(
                    LIMIT,
                    () -> "all of " + booking.count() + ", reports " + user.reports(),
                    () -> booking.count() >= FEW);
            assertThat(booking.fault()).isNull();
            assertThat(booking.count()).isEqualTo(FEW);
        }
    }
}
