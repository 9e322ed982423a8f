package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.Main;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code halley socketio listen} and {@code emit} with npm's socket.io, which sends on to everybody what it gets. */
@Timeout(180)
class SocketIoCommandIT {
    private static final int COUNT = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static Stream<Arguments> flavours() {
        return Stream.of(PeerKind.JS4, PeerKind.JS4_MSGPACK, PeerKind.JS2)
                .flatMap(kind -> Stream.of(Way.values()).map(way -> Arguments.of(kind, way)));
    }

    private static Child command(String name, PeerKind kind, Way way, SocketIoPeer peer, String... more) {
        List<String> args = new ArrayList<>(List.of("socketio", name, peer.url().toString()));
        switch (way) {
            case POLLING -> args.add("--transport=polling");
            case WEBSOCKET -> args.add("--transport=websocket");
            case UPGRADE -> {
                // the default
            }
        }
        if (kind == PeerKind.JS4_MSGPACK) {
            args.add("--parser=msgpack");
        }
        args.addAll(List.of(more));
        return Programs.start(List.of(), Main.class, args.toArray(String[]::new));
    }

    private static String data(int n) {
        return n % 2 == 0
                ? "\"" + Booking.text(n) + "\""
                : "{\"$binary\":\"" + Base64.getEncoder().encodeToString(Booking.bytes(n)) + "\"}";
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void ten_thousand_events_arrive_once_each_and_in_order(PeerKind kind, Way way) {
        // one after the other: two machines that start at once may need longer than the command waits for a connection
        try (SocketIoPeer peer = kind.start();
                Child listen = command("listen", kind, way, peer, "--event", "item")) {
            listen.await("connected /", LIMIT);
            try (Child emit = command("emit", kind, way, peer, "relay", "-")) {
                CompletableFuture<Void> typing = Background.run(() -> {
                    for (int n = 0; n < COUNT; n++) {
                        emit.tell("[\"item\"," + n + "," + data(n) + "]");
                    }
                });
                Ledger received = new Ledger();
                for (int i = 0; i < COUNT; i++) {
                    String line = listen.await("{\"namespace\":\"/\",\"event\":\"item\",\"args\":[", LIMIT);
                    int n = Integer.parseInt(line.substring(0, line.indexOf(',')));
                    received.book(line.equals(n + "," + data(n) + "]}") ? n : -1);
                }
                Await.value(typing, "typing");
                received.assertWhole(COUNT);
            }
        }
    }

    /** Where a server speaks both versions, the newer one is what it speaks. */
    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void probe_says_which_version_a_server_speaks_over_each_transport(PeerKind kind) {
        try (SocketIoPeer peer = kind.start();
                Child probe = Programs.start(
                        List.of(), Main.class, "probe", peer.url().toString())) {
            assertThat(probe.await("protocol ", LIMIT).strip())
                    .isEqualTo(
                            kind == PeerKind.JS2
                                    ? "Engine.IO 3 (Socket.IO 1 and 2)"
                                    : "Engine.IO 4 (Socket.IO 3 and 4)");
            assertThat(probe.await("polling ", LIMIT).strip()).startsWith("works (handshake ");
            assertThat(probe.await("websocket ", LIMIT).strip()).startsWith("works (handshake ");
        }
    }
}
