package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.json.JsonException;
import dev.halley.testkit.RecordingSubscriber;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records as the arguments of events, from the server to the application. */
class ArgsShapeTest {
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().namespaces("/", "/chat").inVirtualTime(time);
    private final List<Object> heard = new ArrayList<>();
    private final List<ClientEvent> events = new ArrayList<>();
    private AsyncSocketIoClient client = client(EngineTransport.WEBSOCKET);

    record Tag(String name, int weight) {}

    record Move(
            int x,
            @Nullable Integer y,
            @Nullable String who,
            @Nullable List<Tag> tags) {}

    record Two(String first, int second) {}

    record Many(
            byte a,
            short b,
            int c,
            long d,
            float e,
            double f,
            boolean g,
            char h,
            String i,
            Map<String, List<Tag>> j,
            Tag k,
            Object l) {}

    record Bytes(byte[] array, ByteBuffer buffer, @Nullable Map<String, byte[]> deep, Args rest) {}

    record Strict(String text) {
        Strict {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("text: empty");
            }
        }
    }

    record Nothing() {}

    private AsyncSocketIoClient client(EngineTransport transport) {
        AsyncSocketIoClient made = SocketIoClient.builder()
                .wire(server.wire())
                .logOff()
                .engineLogOff()
                .engine(engine -> engine.withTransports(transport))
                .buildAsync();
        var unused = made.onEvent(events::add);
        return made;
    }

    private NamespaceSession connected(String namespace) {
        assertThat(time.result(client.connect(ConnectOptions.to(server.url()).onlyNamespaces(namespace))))
                .isSameAs(client);
        events.clear();
        return server.namespace(namespace).session();
    }

    private List<Throwable> failures() {
        return events.stream()
                .map(event -> ((ClientEvent.HandlerFailed) event).cause())
                .toList();
    }

    @AfterEach
    void nothing_is_left_behind() {
        client.close();
        time.advance(Duration.ofSeconds(30));
        assertThat(server.violations()).isEmpty();
        server.close();
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_handler_takes_all_arguments_as_a_record_and_missing_ones_are_null() {
        var unused = client.on("move", Args.as(Move.class), heard::add);
        NamespaceSession session = connected("/");
        session.emit("move", 1, 2, "me", List.of(Map.of("name", "a", "weight", 3)));
        session.emit("move", 1, 2, "me", List.of(), "not looked at");
        session.emit("move", 1, null, "me");
        session.emit("move", 1);
        time.runPending();
        assertThat(heard)
                .containsExactly(
                        new Move(1, 2, "me", List.of(new Tag("a", 3))),
                        new Move(1, 2, "me", List.of()),
                        new Move(1, null, "me", null),
                        new Move(1, null, null, null));
        assertThat(events).isEmpty();
    }

    @Test
    void each_component_is_of_its_own_type() {
        var unused = client.on("many", Args.as(Many.class), heard::add);
        Map<String, Object> tag = Map.of("name", "a", "weight", 3);
        connected("/").emit("many", 1, 2, 3, 4L, 5.5, 6.5, true, "h", "i", Map.of("k", List.of(tag)), tag, tag);
        time.runPending();
        Tag a = new Tag("a", 3);
        assertThat(heard)
                .containsExactly(new Many(
                        (byte) 1, (short) 2, 3, 4, 5.5f, 6.5, true, 'h', "i", Map.of("k", List.of(a)), a, tag));
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void bytes_are_bytes_and_a_component_of_args_gets_what_remains(EngineTransport transport) {
        client = client(transport);
        List<Bytes> got = new ArrayList<>();
        var unused = client.on("bytes", Args.as(Bytes.class), got::add);
        NamespaceSession session = connected("/");
        session.emit("bytes", bytes(1), bytes(2, 3), Map.of("k", bytes(4)), "more", bytes(5));
        session.emit("bytes", bytes(6));
        time.advance(Duration.ofSeconds(1));
        assertThat(got).hasSize(2);
        Bytes first = got.get(0);
        assertThat(first.array()).containsExactly(1);
        assertThat(first.buffer()).isEqualTo(ByteBuffer.wrap(bytes(2, 3)));
        assertThat(Objects.requireNonNull(first.deep()).get("k")).containsExactly(4);
        assertThat(first.rest().size()).isEqualTo(2);
        assertThat(first.rest().get(0)).isEqualTo("more");
        assertThat(first.rest().get(1, byte[].class)).containsExactly(5);
        assertThat(first.rest().get(2)).isNull();
        assertThat(got.get(1).deep()).isNull();
        assertThat(got.get(1).rest().isEmpty()).isTrue();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void what_does_not_fit_is_reported_like_a_throwing_handler_and_the_next_event_comes() {
        var unused = client.on("two", Args.as(Two.class), heard::add);
        var unused2 = client.onCall("strict", Args.as(Strict.class), Strict::text);
        NamespaceSession session = connected("/");
        session.emit("two", "a");
        session.emit("two", "a", null);
        session.emit("two", List.of(), 1);
        CompletableFuture<List<Object>> empty = session.call("strict", "");
        session.emit("two", null, 2);
        time.runPending();
        assertThat(heard).containsExactly(new Two(null, 2));
        assertThat(empty).as("a handler that throws does not answer").isNotDone();
        List<Throwable> failures = failures();
        assertThat(failures).hasSize(4);
        assertThat(failures.subList(0, 2))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "argument 1 of " + Two.class.getName() + ".second: missing or null (expected: int)"));
        assertThat(failures.get(2)).isInstanceOf(JsonException.class);
        assertThat(failures.get(3)).isInstanceOf(IllegalArgumentException.class).hasMessage("text: empty");
    }

    @Test
    void once_on_call_and_events_take_records_too_in_any_namespace() {
        AsyncNamespace chat = client.namespace("/chat");
        RecordingSubscriber<Two> subscriber = new RecordingSubscriber<>();
        chat.events("two", Args.as(Two.class)).subscribe(subscriber);
        var unused = chat.once("two", Args.as(Two.class), heard::add);
        var unused2 = chat.onCall("sum", Args.as(Move.class), move -> Args.of(move.x() + move.y(), move.who()));
        var unused3 = chat.onCall("nothing", Args.as(Nothing.class), CompletableFuture::completedFuture);
        NamespaceSession session = connected("/chat");
        session.emit("two", "a", 1);
        session.emit("two", "b");
        session.emit("two", "c", 3);
        CompletableFuture<List<Object>> sum = session.call("sum", 2, 3, "me");
        CompletableFuture<List<Object>> nothing = session.call("nothing", 1, 2, 3);
        time.runPending();
        assertThat(heard).containsExactly(new Two("a", 1));
        assertThat(subscriber.items()).containsExactly(new Two("a", 1), new Two("c", 3));
        assertThat(time.result(sum)).containsExactly(5, "me");
        assertThat(time.result(nothing)).containsExactly(Map.of());
        assertThat(failures()).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_acknowledgement_and_a_received_event_become_records() {
        server.on("echo", event -> event.ack(event.args().toArray()));
        connected("/");
        assertThat(time.result(client.call(Args.as(Two.class), "echo", "a", 1))).isEqualTo(new Two("a", 1));
        CompletableFuture<Two> unfit = client.call(Args.as(Two.class), "echo", "a", "b");
        time.runPending();
        assertThat(unfit).isCompletedExceptionally();
        assertThatThrownBy(unfit::join).hasCauseInstanceOf(JsonException.class);
        List<IncomingEvent> received = new ArrayList<>();
        var unused = client.onAny(received::add);
        server.namespace("/").session().emit("two", "a", 1);
        time.runPending();
        assertThat(received.get(0).get(Args.as(Two.class))).isEqualTo(new Two("a", 1));
        assertThat(Args.of("b", 2).get(Args.as(Two.class))).isEqualTo(new Two("b", 2));
    }

    @Test
    void what_can_be_no_shape_is_refused_when_it_is_named() {
        record Generic<T>(T value) {}
        record WithAck(Ack ack) {}
        assertThat(refused(() -> Args.as(Record.class))).isEqualTo("type: java.lang.Record (expected: a record)");
        assertThat(refused(() -> Args.as(Generic.class))).contains("(expected: a record without any)");
        assertThat(refused(() -> Args.as(WithAck.class)))
                .isEqualTo("component " + WithAck.class.getName()
                        + ".ack: Ack (expected: the type of an argument, or Args for those that remain)");
        assertThat(Args.as(Two.class)).isEqualTo(Args.as(Two.class)).hasToString(Two.class.getName());
        assertThat(Args.as(Two.class)).isNotEqualTo(Args.as(Move.class));
        assertThat(Args.as(Two.class).type()).isSameAs(Two.class);
    }

    @Test
    void a_record_whose_package_is_not_open_is_refused_with_what_would_open_it() throws Exception {
        // one of the JDK's own, on 17 and on 25
        Class<? extends Record> closed =
                Class.forName("sun.nio.ch.IOUtil$LinkedRunnable").asSubclass(Record.class);
        assertThat(refused(() -> Args.as(closed)))
                .isEqualTo("record sun.nio.ch.IOUtil$LinkedRunnable: not accessible (expected: 'opens sun.nio.ch to"
                        + " dev.halley.socketio;' in the module declaration of java.base)");
    }

    private static String refused(Runnable named) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(named::run)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(refusal -> messages.add(refusal.getMessage()));
        return messages.get(0);
    }

    @Test
    void the_rest_of_arguments_is_those_from_one_on() {
        Args args = Args.of(1, "b", null);
        assertThat(args.rest(0)).isSameAs(args);
        assertThat(args.rest(1).toList()).isEqualTo(Arrays.asList("b", null));
        assertThat(args.rest(1).rest(1).size()).isEqualTo(1);
        assertThat(args.rest(3).isEmpty()).isTrue();
        assertThat(args.rest(9).get(0)).isNull();
        assertThatThrownBy(() -> args.rest(-1)).hasMessage("index: -1 (expected: 0 or more)");
    }
}
