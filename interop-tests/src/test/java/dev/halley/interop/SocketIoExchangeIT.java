package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.IncomingEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said between a client and a server, with every server, every route and every face. */
@Timeout(60)
@BothWires
class SocketIoExchangeIT {
    private static final SocketIoServers SERVERS = new SocketIoServers();
    private static final byte[] BYTES = {0, 1, (byte) 200, 30, 31, (byte) 255};
    private static final String TEXT = "h\u00e9 \u20ac \ud83d\ude00 42-[\"x\",1]\u001e\n";

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#everything")
    void events_and_acknowledgements_go_both_ways_in_two_namespaces(
            PeerKind kind, SocketIoRoute route, SocketIoFace face) {
        try (SocketIoUser user = SocketIoUser.of(kind, face)) {
            List<BlockingQueue<IncomingEvent>> welcomes = new ArrayList<>();
            for (String namespace : List.of("/", "/chat")) {
                welcomes.add(user.hear(namespace, "welcome"));
            }
            ConnectOptions options = route.to(SERVERS.get(kind));
            // a publisher is no handler that would name its namespace
            user.connect(face == SocketIoFace.FLOW ? options.namespaces("/chat") : options);
            assertThat(SocketIoUser.next(welcomes.get(0), "welcome").get(0)).isEqualTo("/");
            assertThat(SocketIoUser.next(welcomes.get(1), "welcome").get(0)).isEqualTo("/chat");
            assertThat(user.client().connectedNamespaces()).containsExactlyInAnyOrder("/", "/chat");
            user.awaitRoute(route);
            for (String namespace : List.of("/", "/chat")) {
                exchange(user, namespace);
            }
            assertThat(user.reports())
                    .noneMatch(report -> report.getClass()
                            .getSimpleName()
                            .matches("HandlerFailed|ProtocolViolated|Unconfirmed|NotSent|Gap"));
        }
    }

    private static void exchange(SocketIoUser user, String namespace) {
        BlockingQueue<IncomingEvent> echoes = user.hear(namespace, "echo");
        Map<String, Object> nested = Map.of("list", Arrays.asList(1, null, true, 2.5, TEXT));
        user.emit(namespace, "echo", TEXT, nested);
        assertThat(SocketIoUser.next(echoes, "echo").args().toList()).containsExactly(TEXT, nested);

        Args answer = user.call(namespace, "echo", TEXT, 7);
        assertThat(answer.toList()).containsExactly(TEXT, 7);
        assertThat(SocketIoUser.next(echoes, "echo").get(1, Integer.class)).isEqualTo(7);

        user.client().namespace(namespace).onCall("question", String.class, text -> Args.of("to " + text, 2));
        BlockingQueue<IncomingEvent> answers = user.hear(namespace, "answer");
        user.emit(namespace, "ask", "question", TEXT);
        assertThat(SocketIoUser.next(answers, "answer").args().toList()).containsExactly("to " + TEXT, 2);

        assertThat(user.call(namespace, "join", "room").get(0)).isEqualTo("joined");
        BlockingQueue<IncomingEvent> news = user.hear(namespace, "news");
        user.emit(namespace, "broadcast", "room", "news", 1);
        assertThat(SocketIoUser.next(news, "news").get(0)).isEqualTo(1);
        assertThat(user.call(namespace, "leave", "room").get(0)).isEqualTo("left");
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#everything")
    void bytes_go_both_ways_wherever_they_are(PeerKind kind, SocketIoRoute route, SocketIoFace face) {
        assumeTrue(
                kind != PeerKind.NETTY, "netty-socketio 2.0.14 encodes bytes twice over polling, and adds one before");
        try (SocketIoUser user = SocketIoUser.of(kind, face)) {
            user.connect(route.to(SERVERS.get(kind)));
            user.awaitRoute(route);
            BlockingQueue<IncomingEvent> plain = user.hear("/", "echo bytes");
            user.emit("/", "echo bytes", (Object) BYTES);
            assertThat(SocketIoUser.next(plain, "echo bytes").get(0, byte[].class))
                    .isEqualTo(BYTES);
            user.emit("/", "echo bytes", (Object) new byte[0]);
            assertThat(SocketIoUser.next(plain, "echo bytes").get(0, byte[].class))
                    .isEmpty();

            BlockingQueue<IncomingEvent> nested = user.hear("/", "echo");
            Args answer = user.call("/", "echo", new Parcel("p", List.of(BYTES, new byte[] {7})), BYTES);
            IncomingEvent echo = SocketIoUser.next(nested, "echo");
            for (Args args : List.of(answer, echo.args())) {
                Sent sent = args.get(Args.as(Sent.class));
                assertThat(sent.parcel().name()).isEqualTo("p");
                assertThat(sent.parcel().parts()).hasSize(2);
                assertThat(sent.parcel().parts().get(0)).isEqualTo(BYTES);
                assertThat(sent.parcel().parts().get(1)).containsExactly(7);
                assertThat(sent.bytes()).isEqualTo(BYTES);
                assertThat(sent.missing()).isNull();
            }

            user.client().onCall("bytes", byte[].class, bytes -> Args.of(bytes, bytes.length));
            BlockingQueue<IncomingEvent> answers = user.hear("/", "answer");
            user.emit("/", "ask", "bytes", BYTES);
            IncomingEvent acknowledged = SocketIoUser.next(answers, "answer");
            assertThat(acknowledged.get(0, byte[].class)).isEqualTo(BYTES);
            assertThat(acknowledged.get(1)).isEqualTo(BYTES.length);
        }
    }

    /** All arguments of an event, and one more. */
    record Sent(Parcel parcel, byte[] bytes, List<Parcel> missing) {}

    /** Bytes inside of a list inside of an object. */
    record Parcel(String name, List<byte[]> parts) {}
}
