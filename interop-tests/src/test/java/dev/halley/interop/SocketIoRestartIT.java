package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.IncomingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server goes, and comes back without knowing anybody. */
@Timeout(60)
@BothWires
class SocketIoRestartIT {
    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void the_client_comes_back_with_all_its_namespaces(PeerKind kind, SocketIoRoute route) {
        try (SocketIoPeer server = kind.start();
                SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
            BlockingQueue<Disconnected> lost = new LinkedBlockingQueue<>();
            user.client().onConnect(() -> connected.add(user.client().isConnected()));
            user.client().onDisconnect(lost::add);
            BlockingQueue<IncomingEvent> welcomes = user.hear("/chat", "welcome");
            user.connect(route.to(server));
            assertThat(Await.next(connected, Await.SOON, "connect")).isTrue();
            SocketIoUser.next(welcomes, "welcome");
            user.awaitRoute(route);

            server.stop();
            Disconnected end = Await.next(lost, Await.SOON, "disconnect");
            assertThat(end.reason().isAccidental()).as("%s", end).isTrue();
            List<CompletableFuture<Void>> emitted = new ArrayList<>();
            for (int n = 0; n < 10; n++) {
                emitted.add(user.client().async().emit("take", n, Booking.text(n)));
            }
            assertThat(user.client().buffered()).hasSize(10);
            server.restart();

            assertThat(Await.next(connected, Await.SOON, "connect again")).isTrue();
            SocketIoUser.next(welcomes, "welcome again");
            emitted.forEach(each -> Await.value(each, "what waited"));
            assertThat(user.call("/", "taken").toList()).containsExactly(10, null);
            assertThat(user.call("/chat", "echo", 1).get(0)).isEqualTo(1);
            assertThat(lost).as("told once").isEmpty();
            assertThat(connected).as("told once").isEmpty();
            // what may have been missed is said, per namespace
            user.awaitReports(ClientEvent.Gap.class, 2);
            user.awaitRoute(route);
        }
    }
}
