package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.Connected;
import dev.halley.socketio.EmitOptions;
import dev.halley.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The TCP connections are cut every 3 seconds, and the server restores the state of a lost connection. */
@Timeout(180)
@BothWires
class SocketIoRecoveryIT {
    private static final Duration BETWEEN_CUTS = Duration.ofSeconds(3);
    private static final int CUTS = SocketIoMatrix.LONG ? 20 : 4;
    private static final int EVERY_MILLIS = 5;

    /** A listener on a route of its own, with what it heard. */
    private record Listener(SocketIoRoute route, SocketIoUser user, List<Integer> heard, List<Connected> connects) {}

    @ParameterizedTest
    @EnumSource(names = {"JS4", "JS4_MSGPACK"})
    void a_listener_misses_nothing_and_sees_nothing_twice(PeerKind kind) {
        String parser = kind == PeerKind.JS4_MSGPACK ? "msgpack" : "json";
        List<Listener> listeners = new ArrayList<>();
        try (NodeSocketIo server =
                        NodeSocketIo.start("{\"version\":4,\"recovery\":true,\"parser\":\"" + parser + "\"}");
                FaultProxy proxy =
                        FaultProxy.to(server.url().getHost(), server.url().getPort())) {
            try {
                for (SocketIoRoute route : SocketIoRoute.values()) {
                    listeners.add(listen(kind, route, proxy));
                }
                int count = (int) (BETWEEN_CUTS.toMillis() * (CUTS + 1) / EVERY_MILLIS / 2);
                server.stream("tick", count, EVERY_MILLIS * 2);
                long begin = System.nanoTime();
                for (int cut = 1; cut <= CUTS; cut++) {
                    long due = begin + cut * BETWEEN_CUTS.toNanos();
                    Await.until(BETWEEN_CUTS.multipliedBy(2), "the next cut", () -> System.nanoTime() > due);
                    // The server (socket.io 4.8) can restore a session twice when a cut hits the attempt to restore it:
                    // the end of the one takes the other's rooms then.
                    for (Listener listener : listeners) {
                        int before = listener.heard().size();
                        Await.until(
                                Await.SOON,
                                () -> "something since the last cut by " + listener,
                                () -> listener.heard().size() > before);
                    }
                    proxy.resetAll();
                }
                server.awaitStreamed(BETWEEN_CUTS.multipliedBy(CUTS).plus(Await.SOON));
                for (Listener listener : listeners) {
                    Await.until(
                            Await.SOON,
                            () -> "the last of " + count + " by " + listener,
                            () -> !listener.heard().isEmpty()
                                    && listener.heard().get(listener.heard().size() - 1) == count - 1);
                    assertThat(listener.heard())
                            .as("%s by %s", listener.route(), listener.user().reports())
                            .isEqualTo(IntStream.range(0, count).boxed().toList());
                    // over polling a cut may go unnoticed: between two polls, and by the JDK, which asks again by
                    // itself
                    assertThat(listener.connects())
                            .hasSizeBetween(listener.route() == SocketIoRoute.POLLING ? 1 : 2, CUTS + 1);
                    assertThat(listener.connects().stream().skip(1)).allMatch(Connected::recovered);
                    assertThat(listener.user().reports()).noneMatch(ClientEvent.Gap.class::isInstance);
                }
            } finally {
                listeners.forEach(listener -> listener.user().close());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void nor_when_the_network_is_away_for_a_while(SocketIoRoute route) {
        int count = 300;
        try (NodeSocketIo server = NodeSocketIo.start("{\"version\":4,\"recovery\":true}");
                FaultProxy proxy =
                        FaultProxy.to(server.url().getHost(), server.url().getPort())) {
            Listener listener = listen(PeerKind.JS4, route, proxy);
            try (SocketIoUser user = listener.user()) {
                server.stream("tick", count, 10);
                Await.until(Await.SOON, "some", () -> listener.heard().size() > 50);
                proxy.refuse();
                proxy.resetAll();
                Await.until(
                        Await.SOON,
                        "attempts in vain",
                        () -> user.reports().stream()
                                .anyMatch(report ->
                                        report instanceof ClientEvent.Retrying retrying && retrying.attempt() > 3));
                proxy.accept();
                Await.until(
                        Await.SOON,
                        () -> "the last by " + user.reports() + " of " + listener.heard(),
                        () -> listener.heard().contains(count - 1));
                assertThat(listener.heard())
                        .as("%s", user.reports())
                        .isEqualTo(IntStream.range(0, count).boxed().toList());
                assertThat(listener.connects().get(1).recovered()).isTrue();
            }
        }
    }

    private static Listener listen(PeerKind kind, SocketIoRoute route, FaultProxy proxy) {
        SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING);
        Listener listener = new Listener(route, user, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        user.client().on("tick", Integer.class, listener.heard()::add);
        user.client().onConnect(listener.connects()::add);
        // the position is that of the first event, which is this one
        var welcome = user.hear("/", "welcome");
        user.connect(route.to(proxy.url("http", "")));
        SocketIoUser.next(welcome, "welcome");
        return listener;
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void what_is_sent_with_retries_arrives_at_least_once_and_in_order(SocketIoRoute route) {
        int count = 200;
        try (NodeSocketIo server = NodeSocketIo.start("{\"version\":4,\"recovery\":true}");
                FaultProxy proxy =
                        FaultProxy.to(server.url().getHost(), server.url().getPort());
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.ASYNC)) {
            List<Integer> echoed = new CopyOnWriteArrayList<>();
            user.client().on("echo", Integer.class, echoed::add);
            user.connect(route.to(proxy.url("http", "")));
            AsyncSocketIoClient client = user.client().async();
            EmitOptions again = EmitOptions.defaults().retries(50).timeout(Duration.ofSeconds(2));
            List<CompletableFuture<Args>> calls = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                calls.add(client.call(again, "echo", n));
                if (n % 50 == 25) {
                    Await.value(calls.get(n - 20), "an earlier one");
                    proxy.resetAll();
                }
            }
            for (int n = 0; n < count; n++) {
                assertThat(Await.value(calls.get(n), "call " + n).get(0)).isEqualTo(n);
            }
            Await.until(Await.SOON, () -> "the last of " + echoed, () -> echoed.contains(count - 1));
            assertThat(echoed.stream().distinct().toList())
                    .isEqualTo(IntStream.range(0, count).boxed().toList());
        }
    }

    @Test
    void without_it_what_may_be_missed_is_reported_as_a_gap() {
        try (NodeSocketIo server = NodeSocketIo.start("{\"version\":4}");
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, SocketIoFace.BLOCKING)) {
            List<Connected> connects = new CopyOnWriteArrayList<>();
            user.client().onConnect(connects::add);
            user.connect(SocketIoRoute.UPGRADE.to(server));
            for (int cut = 1; cut <= 3; cut++) {
                int before = cut;
                // a cut between two polls may go unnoticed
                user.awaitRoute(SocketIoRoute.UPGRADE);
                assertThat(server.cut()).isPositive();
                Await.until(Await.SOON, "the next connection", () -> connects.size() == before + 1);
            }
            assertThat(connects).noneMatch(Connected::recovered);
            user.awaitReports(ClientEvent.Gap.class, 3);
        }
    }
}
