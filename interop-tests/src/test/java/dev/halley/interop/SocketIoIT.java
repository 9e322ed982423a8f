package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.NamespaceRefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Socket.IO client with real servers: what it is for, in every flavour. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketIoIT {
    private static final String EVERYTHING = "dev.halley.interop.SocketIoFlavours#everything";
    private static final String ROTATING = "dev.halley.interop.SocketIoFlavours#rotating";
    private static final int MANY = 10_000;

    private final SocketIoFlavours flavours = new SocketIoFlavours();

    record Place(String name, int height) {}

    record Sent(String title, byte[] content) {}

    @AfterAll
    void stop() {
        flavours.close();
    }

    private SioClient connected(PeerKind kind, Way way, Face face, String... keep) {
        return SioClient.connected(kind, flavours.peer(kind), way, face, keep);
    }

    private ConnectOptions options(PeerKind kind, Way way) {
        return way.applyTo(ConnectOptions.to(flavours.peer(kind).url().toString()));
    }

    @ParameterizedTest
    @MethodSource(EVERYTHING)
    void events_and_acknowledgements_go_both_ways(PeerKind kind, Way way, Face face) {
        try (SioClient client = connected(kind, way, face, "welcome", "echo", "answer")) {
            assertThat(client.next("welcome").get(0, String.class)).isEqualTo("/");
            Args ack = client.call("echo", "hé 🙂 \u001e \u2028", new Place("Kreuzberg", 66), List.of(1, 2.5), null);
            assertThat(ack.size()).isEqualTo(4);
            assertThat(ack.get(0)).isEqualTo("hé 🙂 \u001e \u2028");
            assertThat(ack.get(1, Place.class)).isEqualTo(new Place("Kreuzberg", 66));
            assertThat(ack.get(2)).isEqualTo(List.of(1, 2.5));
            assertThat(ack.get(3)).isNull();
            assertThat(client.next("echo").get(1, Place.class)).isEqualTo(new Place("Kreuzberg", 66));
            client.emit("echo");
            assertThat(client.next("echo").args().size()).isZero();

            client.client.onCall("question", String.class, text -> Args.of("you asked " + text, 42));
            client.emit("ask", "question", "why");
            IncomingEvent answer = client.next("answer");
            assertThat(answer.get(0)).isEqualTo("you asked why");
            assertThat(answer.get(1)).isEqualTo(42);
            client.awaitTransport(way);
            assertThat(client.call("echo", "later").get(0)).isEqualTo("later");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYTHING)
    void bytes_arrive_as_they_were_sent(PeerKind kind, Way way, Face face) {
        byte[] bytes = new byte[1_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        if (kind == PeerKind.NETTY) {
            assertQuirks(kind, way, face);
            return;
        }
        try (SioClient client = connected(kind, way, face, "echo bytes", "echo")) {
            client.emit("echo bytes", (Object) bytes);
            assertThat(client.next("echo bytes").get(0, byte[].class)).isEqualTo(bytes);
            Args ack = client.call(
                    "echo", "a", Map.of("b", List.of(bytes, "c", new byte[0])), new Sent("d", new byte[] {7}));
            assertThat(ack.get(0)).isEqualTo("a");
            List<?> list = (List<?>) ((Map<?, ?>) ack.get(1)).get("b");
            assertThat((byte[]) list.get(0)).isEqualTo(bytes);
            assertThat(list.get(1)).isEqualTo("c");
            assertThat((byte[]) list.get(2)).isEmpty();
            assertThat(ack.get(2, Sent.class).content()).isEqualTo(new byte[] {7});
            assertThat(client.next("echo").get(2, Sent.class).title()).isEqualTo("d");
        }
    }

    /**
     * netty-socketio has to know in advance where bytes are, sends them with a 4 in front, as Engine.IO 3 has it, and
     * keeps those that begin with 0 until the next packet comes.
     */
    private void assertQuirks(PeerKind kind, Way way, Face face) {
        try (SioClient client = connected(kind, way, face, "echo bytes")) {
            client.emit("echo bytes", (Object) new byte[] {1, 2, 3});
            assertThat(client.next("echo bytes").get(0, byte[].class)).containsExactly(4, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYTHING)
    void namespaces_are_apart_on_one_connection(PeerKind kind, Way way, Face face) {
        try (SioClient client = SioClient.unconnected(kind, face)) {
            client.keep("/chat", "echo");
            client.connect(options(kind, way).namespaces("/chat"));
            assertThat(client.client.connectedNamespaces()).containsExactlyInAnyOrder("/", "/chat");
            client.emit("echo", "to the default one");
            assertThat(client.client.namespace("/chat").call("echo", "chat").get(0))
                    .isEqualTo("chat");
            IncomingEvent event = client.next("echo");
            assertThat(event.namespace()).isEqualTo("/chat");
            assertThat(event.get(0)).isEqualTo("chat");

            client.client.namespace("/chat").disconnect();
            assertThat(client.client.connectedNamespaces()).containsExactly("/");
            assertThat(client.call("echo", 1).get(0)).isEqualTo(1);
            assertThat(client.hasNone()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYTHING)
    void a_refused_namespace_is_an_error_with_what_the_server_said(PeerKind kind, Way way, Face face) {
        String name = kind == PeerKind.EMBEDDED ? "/nobody" : "/admin";
        try (SioClient client = SioClient.unconnected(kind, face)) {
            assertThatThrownBy(() -> client.connect(
                            options(kind, way).onlyNamespaces(name).auth(Map.of("token", "wrong"))))
                    .isInstanceOfSatisfying(NamespaceRefusedException.class, refused -> {
                        assertThat(refused).hasMessageContaining(name);
                        if (kind.name().startsWith("JS")) {
                            assertThat(refused.getMessage() + refused.data())
                                    .containsAnyOf("not authorised", "E_TOKEN");
                        }
                    });
        }
        assumeTrue(kind != PeerKind.EMBEDDED, "it has no middleware");
        try (SioClient client = SioClient.unconnected(kind, face)) {
            client.keep("/admin", "welcome");
            client.connect(options(kind, way).onlyNamespaces("/admin").auth(Map.of("token", "secret")));
            assertThat(client.next("welcome").namespace()).isEqualTo("/admin");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYTHING)
    void a_broadcast_reaches_who_is_in_the_room(PeerKind kind, Way way, Face face) {
        String room = "room " + way + face;
        try (SioClient first = connected(kind, way, face, "news");
                SioClient second = connected(kind, way, face, "news");
                SioClient other = connected(kind, way, face, "news", "echo")) {
            assertThat(first.call("join", room).get(0)).isEqualTo("joined");
            assertThat(second.call("join", room).get(0)).isEqualTo("joined");
            other.emit("broadcast", room, "news", "one");
            assertThat(first.next("news").get(0)).isEqualTo("one");
            assertThat(second.next("news").get(0)).isEqualTo("one");
            assertThat(second.call("leave", room).get(0)).isEqualTo("left");
            other.emit("broadcast", room, "news", "two");
            assertThat(first.next("news").get(0)).isEqualTo("two");
            second.call("echo", "after");
            other.emit("echo", "after");
            other.next("echo");
            assertThat(second.hasNone()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(ROTATING)
    void a_server_that_comes_back_finds_its_clients_again(PeerKind kind, Way way, Face face) {
        SocketIoPeer peer = flavours.peer(kind);
        try (SioClient client = connected(kind, way, face, "welcome", "echo")) {
            client.next("welcome");
            client.awaitTransport(way);
            BlockingQueue<String> ends = new LinkedBlockingQueue<>();
            client.client.onDisconnect(end -> ends.add(end.reason().name()));
            peer.stop();
            Await.next(ends, Await.SOON, "disconnect");
            client.client.emit("echo", 0);
            client.client.emit("echo", 1);
            peer.restart();
            assertThat(client.next().name()).isIn("welcome", "echo");
            List<IncomingEvent> rest = List.of(client.next(), client.next());
            assertThat(rest.get(1).get(0)).isEqualTo(1);
            assertThat(client.call("echo", "alive").get(0)).isEqualTo("alive");
            assertThat(client.client.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(client.events(ClientEvent.StateChanged.class))
                    .anyMatch(changed -> changed.to() == ConnectionState.RECONNECTING);
        }
    }

    /** Without netty-socketio's 4 in front. */
    private static byte[] bytes(PeerKind kind, Object data) {
        byte[] bytes = (byte[]) data;
        return kind == PeerKind.NETTY ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    @ParameterizedTest
    @MethodSource(ROTATING)
    void ten_thousand_events_each_way_arrive_once_each_and_in_order(PeerKind kind, Way way, Face face) {
        try (SioClient client = connected(kind, way, face)) {
            Ledger ledger = new Ledger();
            client.client.on("item", event -> {
                int n = event.get(0, int.class);
                Object data = event.get(1);
                boolean good =
                        n % 2 == 0 ? Booking.text(n).equals(data) : Arrays.equals(bytes(kind, data), Booking.bytes(n));
                ledger.book(good ? n : -1);
            });
            CompletableFuture<Args> flooded = client.client.async().call("flood", MANY);
            for (int n = 0; n < MANY; n++) {
                if (n % 2 == 0) {
                    client.client.emit("take", n, Booking.text(n));
                } else {
                    client.client.emit("take bytes", n, Booking.bytes(n));
                }
            }
            Args taken = client.call("taken");
            assertThat(taken.get(1)).as("what was wrong first").isNull();
            assertThat(taken.get(0)).isEqualTo(MANY);
            assertThat(Await.value(flooded, "the acknowledgement of the flood").get(0))
                    .isEqualTo(MANY);
            ledger.awaitSize(MANY, Await.SOON);
            ledger.assertWhole(MANY);
            client.awaitTransport(way);
            assertThat(client.events(ClientEvent.Dropped.class))
                    .noneMatch(dropped -> dropped.scope().contains("item"));
            assertThat(client.events(ClientEvent.Gap.class)).isEmpty();
        }
    }
}
