package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.SocketIoClientBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of Socket.IO clients in one JVM: no thread belongs to one of them, and all come back after a restart. */
@Timeout(240)
class SocketIoManyClientsIT {
    private static final int CLIENTS = SocketIoMatrix.LONG ? 1000 : 200;
    private static final int AT_ONCE = 50;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A connection that the server closed may meet a request on its way: then there is one more reconnect. */
    private static final EmitOptions AGAIN = EmitOptions.defaults().retries(5);

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void they_connect_exchange_come_back_and_leave_no_thread(SocketIoRoute route) {
        Threads.awaitNone("former tests");
        List<AsyncSocketIoClient> clients = new ArrayList<>();
        AtomicInteger connects = new AtomicInteger();
        try (NodeSocketIo server = NodeSocketIo.start("{\"version\":4}");
                Threads.Peak peak = new Threads.Peak()) {
            try {
                for (int first = 0; first < CLIENTS; first += AT_ONCE) {
                    List<CompletableFuture<?>> connecting = new ArrayList<>();
                    for (int n = first; n < Math.min(CLIENTS, first + AT_ONCE); n++) {
                        AsyncSocketIoClient client = builder().buildAsync();
                        client.onConnect(() -> connects.incrementAndGet());
                        clients.add(client);
                        connecting.add(client.connect(route.to(server)));
                    }
                    connecting.forEach(each -> Await.value(each, "connect"));
                }
                exchange(clients);
                Await.until(
                        LIMIT,
                        () -> "all on " + route.end(),
                        () -> clients.stream()
                                .allMatch(client -> client.transport()
                                        .filter(route.end()::equals)
                                        .isPresent()));
                assertNoneEach();

                server.stop();
                server.restart();
                Await.until(LIMIT, () -> connects + " connects", () -> connects.get() >= 2 * CLIENTS);
                exchange(clients);
                assertNoneEach();
                System.out.println(
                        "[many] " + CLIENTS + " clients by " + route + ", at most " + peak.most() + " threads");
                // some tens on a quiet machine; what starves adds threads, but not one for each client
                assertThat(peak.most()).isLessThan(CLIENTS / 2);
            } finally {
                List<CompletableFuture<Void>> closing =
                        clients.stream().map(AsyncSocketIoClient::disconnect).toList();
                clients.clear();
                closing.forEach(closed -> Await.value(closed, "disconnect"));
            }
            // the end of so many takes a busy machine a while
            Await.until(LIMIT, () -> "end of " + Threads.ofLibrary(), () -> Threads.count() < CLIENTS / 20);
            Threads.awaitNone("the last close");
        }
    }

    /** The pools grow for a while when a burst meets a busy machine. */
    private static void assertNoneEach() {
        int onDemand = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        Await.until(
                Await.SOON,
                () -> "rest after the burst: " + Threads.ofLibrary(),
                () -> Threads.count() <= 2 * onDemand + 2);
    }

    private static SocketIoClientBuilder builder() {
        return SocketIoUser.builder(PeerKind.JS4)
                .logOff()
                .engineLogOff()
                .engine(options -> options.withConnectTimeout(LIMIT).withRequestTimeout(LIMIT));
    }

    private static void exchange(List<AsyncSocketIoClient> clients) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int n = 0; n < clients.size(); n++) {
            int number = n;
            calls.add(clients.get(n)
                    .call(AGAIN, "echo", n)
                    .thenAccept(answer -> assertThat(answer.get(0)).isEqualTo(number)));
        }
        calls.forEach(each -> Await.value(each, "echo"));
    }
}
