package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Extensions on both directions of both transports, in virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExtensionTest {
    private static final String URL_HEADER = "X-Test";

    private static String event(String channel, int id) {
        return "{\"channel\":\"" + channel + "\",\"data\":{\"id\":" + id + "}}";
    }

    private static SessionHarness with(ConnectionType type, Extension... extensions) {
        return new SessionHarness(type, builder -> builder.transports(type).extensions(List.of(extensions)));
    }

    private static Extension outgoing(Predicate<ExtensionMessage> passes) {
        return new MessageExtension() {
            @Override
            public boolean send(ExtensionMessage message) {
                return passes.test(message);
            }
        };
    }

    private static Extension incoming(Predicate<ExtensionMessage> passes) {
        return new MessageExtension() {
            @Override
            public boolean receive(ExtensionMessage message) {
                return passes.test(message);
            }
        };
    }

    /** Answers for a payload to one channel when the test says so. */
    private static final class Slow implements Extension {
        private final String channel;
        private final boolean out;
        private final List<CompletableFuture<Void>> asked = new ArrayList<>();

        Slow(String channel, boolean out) {
            this.channel = channel;
            this.out = out;
        }

        private CompletionStage<Void> answer(ExtensionPayload payload) {
            if (payload.messages().stream()
                    .noneMatch(message -> message.channel().equals(channel))) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public CompletionStage<Void> outgoing(ExtensionPayload payload) {
            return out ? answer(payload) : CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> incoming(ExtensionPayload payload) {
            return out ? CompletableFuture.completedFuture(null) : answer(payload);
        }
    }

    private static SessionHarness.Sent push(SessionHarness server, SessionHarness.Sent held, String... events) {
        List<String> all = new ArrayList<>(List.of(events));
        all.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        held.answer(all.toArray(String[]::new));
        return server.next("/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void outgoing_payloads_pass_the_list_and_then_auth_and_incoming_ones_auth_and_then_the_list(ConnectionType type) {
        List<String> seen = new ArrayList<>();
        class Named implements AuthExtension {
            private final String name;

            Named(String name) {
                this.name = name;
            }

            private CompletionStage<Void> note(String direction, ExtensionPayload payload) {
                assertThat(payload.connectionType()).isEqualTo(type);
                payload.messages().forEach(message -> seen.add(name + direction + message.channel()));
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                return note(">", payload);
            }

            @Override
            public CompletionStage<Void> incoming(ExtensionPayload payload) {
                return note("<", payload);
            }

            @Override
            public CompletionStage<Void> authenticate() {
                return CompletableFuture.completedFuture(null);
            }
        }
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .auth(new Named("auth"))
                        .extension(new Named("a"))
                        .extension(new Named("b")));
        server.open();
        assertThat(seen)
                .containsExactly(
                        "a>/meta/handshake",
                        "b>/meta/handshake",
                        "auth>/meta/handshake",
                        "auth</meta/handshake",
                        "a</meta/handshake",
                        "b</meta/handshake",
                        "a>/meta/connect",
                        "b>/meta/connect",
                        "auth>/meta/connect",
                        "auth</meta/connect",
                        "a</meta/connect",
                        "b</meta/connect",
                        "a>/meta/connect",
                        "b>/meta/connect",
                        "auth>/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void P41_what_several_extensions_put_into_ext_stands_side_by_side(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .handshakeExt("app", Map.of("v", 1))
                        .extension(outgoing(message -> message.ext().put("a", 1) == null))
                        .extension(outgoing(message -> message.ext().put("b", List.of("x")) == null)));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        SessionHarness.Sent handshake = server.next("/meta/handshake");
        assertThat(handshake.only())
                .containsEntry("ext", Map.of("app", Map.of("v", 1), "a", 1, "b", List.of("x")))
                .containsEntry("version", "1.0");
        assertThat(opening).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void fields_and_data_can_be_changed_and_removed_and_data_goes_through_the_codec(ConnectionType type) {
        record Note(String text) {}

        SessionHarness server = with(type, outgoing(message -> {
            if (message.channel().equals("/a")) {
                assertThat(message.get("data")).isEqualTo(Map.of("secret", 1));
                assertThat(message.get("clientId")).isNull();
                message.put("data", new Note("t"));
                message.put("priority", 7);
                message.put("extra", "x");
                message.remove("extra");
                assertThat(message.get("data")).isEqualTo(Map.of("text", "t"));
            }
            return true;
        }));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", Map.of("secret", 1));
        SessionHarness.Sent sent = server.next("/a");
        assertThat(sent.only())
                .containsEntry("data", Map.of("text", "t"))
                .containsEntry("priority", 7)
                .containsEntry("clientId", "client-1")
                .doesNotContainKey("extra");
        sent.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void P08_what_the_protocol_sets_can_not_be_overridden(ConnectionType type) {
        List<String> refused = new ArrayList<>();
        SessionHarness server = with(type, outgoing(message -> {
            for (String field : List.of("channel", "id", "clientId", "version", "supportedConnectionTypes")) {
                try {
                    message.put(field, "x");
                } catch (IllegalArgumentException expected) {
                    refused.add(message.channel() + " " + field);
                }
            }
            return true;
        }));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        assertThat(server.next("/meta/handshake").only()).containsEntry("version", "1.0");
        assertThat(refused)
                .containsExactly(
                        "/meta/handshake channel",
                        "/meta/handshake id",
                        "/meta/handshake clientId",
                        "/meta/handshake version",
                        "/meta/handshake supportedConnectionTypes");
        assertThat(opening).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void a_withheld_message_fails_and_the_rest_of_its_payload_goes_on(ConnectionType type) {
        SessionHarness server =
                with(type, outgoing(message -> !message.channel().equals("/secret")));
        server.open();
        CompletableFuture<BayeuxMessage> secret = server.client.publish("/secret", 1);
        CompletableFuture<BayeuxMessage> open = server.client.publish("/open", 1);
        server.next("/open").confirm();
        assertThat(server.time.failure(secret))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("withheld a message to /secret");
        assertThat(server.time.result(open).isSuccessful()).isTrue();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_extension_that_throws_fails_what_was_to_be_sent_and_nothing_else(ConnectionType type) {
        SessionHarness server = with(type, outgoing(message -> {
            if (message.channel().equals("/bad")) {
                throw new IllegalStateException("token=abc");
            }
            return true;
        }));
        server.open();
        assertThat(server.time.failure(server.client.publish("/bad", 1)))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("failed with java.lang.IllegalStateException")
                .hasMessageNotContaining("abc")
                .hasRootCauseMessage("token=abc");
        CompletableFuture<BayeuxMessage> good = server.client.publish("/good", 1);
        server.next("/good").confirm();
        assertThat(server.time.result(good).isSuccessful()).isTrue();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void an_extension_that_never_ends_has_30_s(ConnectionType type) {
        Slow slow = new Slow("/slow", true);
        SessionHarness server = with(type, slow);
        server.open();
        CompletableFuture<BayeuxMessage> late = server.client.publish("/slow", 1);
        server.time.runPending();
        CompletableFuture<BayeuxMessage> next = server.client.publish("/next", 1);
        server.advance(Duration.ofMillis(29_999));
        assertThat(late).isNotDone();
        server.advance(Duration.ofMillis(1));
        assertThat(server.time.failure(late))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("did not end within 30 s");
        server.next("/next").confirm();
        assertThat(server.time.result(next).isSuccessful()).isTrue();
        slow.asked.get(0).complete(null);
        server.time.runPending();
        server.wire.assertIdle();
    }

    @ParameterizedTest
    @EnumSource
    void a_withheld_handshake_is_a_failed_open(ConnectionType type) {
        SessionHarness server = with(type, outgoing(message -> false));
        assertThat(server.time.failure(server.client.open())).isInstanceOf(ExtensionException.class);
        server.wire.assertIdle();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_withheld_connect_is_a_failed_link_that_is_tried_again(ConnectionType type) {
        int[] connects = {0};
        SessionHarness server =
                with(type, outgoing(message -> !message.channel().equals("/meta/connect") || ++connects[0] != 3));
        SessionHarness.Sent held = server.open();
        held.confirm();
        assertThat(server.events(ClientEvent.Retrying.class)).hasSize(1);
        server.advance(Duration.ofSeconds(5));
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void a_close_ends_also_when_the_disconnect_is_withheld(ConnectionType type) {
        SessionHarness server =
                with(type, outgoing(message -> !message.channel().equals("/meta/disconnect")));
        server.open();
        CompletableFuture<Void> closing = server.client.closeAsync();
        server.time.runPending();
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().deliverClose(1000, "");
        }
        assertThat(server.time.result(closing)).isNull();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_published_under_load_keeps_its_order_past_a_slow_extension(ConnectionType type) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        SessionHarness server = with(type, new Extension() {
            @Override
            public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                if (payload.messages().get(0).channel().startsWith("/meta")) {
                    return CompletableFuture.completedFuture(null);
                }
                CompletableFuture<Void> later = new CompletableFuture<>();
                waiting.add(later);
                return later;
            }
        });
        server.open();
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        List<Object> arrived = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            publishing.add(server.client.publish("/n", i));
        }
        while (arrived.size() < 1000) {
            server.time.runPending();
            assertThat(waiting).hasSize(1);
            waiting.remove(0).complete(null);
            SessionHarness.Sent sent = server.next("/n");
            sent.messages.forEach(message -> arrived.add(message.get("data")));
            sent.confirm();
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(arrived.get(i)).isEqualTo(i);
            assertThat(server.time.result(publishing.get(i)).isSuccessful()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void headers_go_with_the_request_or_with_the_upgrade(ConnectionType type) {
        int[] count = {0};
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type).header("x-test", "client's").extension(new Extension() {
                    @Override
                    public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                        payload.headers().put(URL_HEADER, "" + ++count[0]);
                        assertThat(payload.headers()).containsKey("x-TEST");
                        return CompletableFuture.completedFuture(null);
                    }
                }));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        if (type == ConnectionType.WEBSOCKET) {
            assertThat(server.wire.takeSocket().request().headers().all(URL_HEADER))
                    .containsExactly("1");
        } else {
            SessionHarness.Sent handshake = server.next("/meta/handshake");
            assertThat(handshake.exchange().request().headers().all(URL_HEADER)).containsExactly("1");
        }
        assertThat(opening).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void a_header_that_belongs_to_the_wire_is_a_failure_of_the_extension(ConnectionType type) {
        SessionHarness server = with(type, new Extension() {
            @Override
            public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                payload.headers().put("Host", "example.com");
                return CompletableFuture.completedFuture(null);
            }
        });
        assertThat(server.time.failure(server.client.open()))
                .isInstanceOf(ExtensionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P02_P09_what_passed_the_extensions_before_the_session_was_lost_goes_out_in_the_next_one(ConnectionType type) {
        Slow slow = new Slow("/slow", true);
        SessionHarness server = with(type, slow);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/slow", 1);
        server.time.runPending();
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        slow.asked.get(0).complete(null);
        server.handshake("client-2");
        boolean connected = false;
        for (int i = 0; i < 2; i++) {
            SessionHarness.Sent sent = server.next();
            connected |= sent.channel().equals("/meta/connect");
            assertThat(sent.only()).containsEntry("clientId", "client-2");
            sent.confirm();
        }
        assertThat(connected).isTrue();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_withdrawn_while_an_extension_has_it_is_never_sent(ConnectionType type) {
        Slow slow = new Slow("/slow", true);
        SessionHarness server = with(type, slow);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/slow", 1);
        server.time.runPending();
        assertThat(publishing.cancel(false)).isTrue();
        server.time.runPending();
        slow.asked.get(0).complete(null);
        server.time.runPending();
        CompletableFuture<BayeuxMessage> next = server.client.publish("/next", 1);
        server.next("/next").confirm();
        assertThat(server.time.result(next).isSuccessful()).isTrue();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
        assertThatThrownBy(publishing::join).isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_client_closed_while_an_extension_has_a_message_sends_only_its_goodbye(ConnectionType type) {
        Slow slow = new Slow("/slow", true);
        SessionHarness server = with(type, slow);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/slow", 1);
        server.time.runPending();
        server.client.close();
        server.advance(Duration.ofSeconds(10));
        if (type == ConnectionType.WEBSOCKET && server.socket().isOpen()) {
            server.socket().deliverClose(1000, "");
        }
        slow.asked.get(0).complete(null);
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(publishing).isCompletedExceptionally();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
        server.wire.assertIdle();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_link_fails_what_an_extension_still_has_as_not_sent(ConnectionType type) {
        Slow slow = new Slow("/slow", true);
        SessionHarness server = with(type, slow);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/slow", 1);
        server.time.runPending();
        server.breakLink(held);
        assertThat(server.time.failure(publishing))
                .isInstanceOf(dev.halley.ConnectionException.class)
                .isNotInstanceOf(UnconfirmedException.class);
        slow.asked.get(0).complete(null);
        server.advance(Duration.ofSeconds(5));
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        server.next("/meta/connect");
        server.wire.assertIdle();
    }

    // ---- incoming

    @ParameterizedTest
    @EnumSource
    void an_incoming_message_can_be_changed_and_taken_out(ConnectionType type) {
        SessionHarness server = with(type, incoming(message -> {
            if (message.channel().equals("/a")) {
                message.put("data", Map.of("was", String.valueOf(message.get("data"))));
                message.ext().put("seen", true);
            }
            return !message.channel().equals("/hidden");
        }));
        SessionHarness.Sent held = server.open();
        server.subscribe("/**");
        held = push(server, held, event("/hidden", 1), event("/a", 2), event("/b", 3));
        BayeuxMessage changed = server.time.result(server.client.receive());
        assertThat(changed.data()).isEqualTo(Map.of("was", "{id=2}"));
        assertThat(changed.field("ext")).isEqualTo(Map.of("seen", true));
        BayeuxMessage same = server.time.result(server.client.receive());
        assertThat(same.data()).isEqualTo(Map.of("id", 3));
        push(server, held);
        assertThat(server.client.receive()).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void an_incoming_call_that_throws_loses_nothing_and_is_told(ConnectionType type) {
        IllegalStateException broken = new IllegalStateException("broken");
        class Broken implements MessageExtension {
            @Override
            public boolean receive(ExtensionMessage message) {
                if (message.channel().equals("/a")) {
                    throw broken;
                }
                return true;
            }
        }
        SessionHarness server = with(type, new Broken());
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, event("/a", 1));
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
        assertThat(server.events(ClientEvent.HandlerFailed.class))
                .containsExactly(new ClientEvent.HandlerFailed("extension Broken", broken));
    }

    @ParameterizedTest
    @EnumSource
    void an_incoming_call_that_never_ends_loses_nothing_and_is_told_after_30_s(ConnectionType type) {
        Slow slow = new Slow("/a", false);
        SessionHarness server = with(type, slow);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(event("/a", 1), "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        CompletableFuture<BayeuxMessage> receiving = server.client.receive();
        server.advance(Duration.ofSeconds(29));
        assertThat(receiving).isNotDone();
        server.advance(Duration.ofSeconds(1));
        assertThat(server.time.result(receiving).data()).isEqualTo(Map.of("id", 1));
        assertThat(server.events(ClientEvent.HandlerFailed.class)).hasSize(1);
        server.next("/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void an_incoming_call_that_keeps_its_thread_for_ever_delays_each_batch_and_stops_nothing(ConnectionType type) {
        AtomicBoolean stuck = new AtomicBoolean();
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .executor(task -> {
                            if (!stuck.get()) {
                                task.run();
                            }
                        })
                        .extension(incoming(message -> true)));
        SessionHarness.Sent held = server.open();
        stuck.set(true);
        for (int i = 0; i < 3; i++) {
            held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
            server.advance(Duration.ofSeconds(30));
            held = server.next("/meta/connect");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_outgoing_call_that_keeps_its_thread_holds_nothing_that_comes_in(ConnectionType type) {
        List<Runnable> kept = new ArrayList<>();
        AtomicBoolean keeping = new AtomicBoolean();
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .executor(task -> {
                            if (keeping.getAndSet(false)) {
                                kept.add(task);
                            } else {
                                task.run();
                            }
                        })
                        .extensions(List.of(outgoing(message -> true), incoming(message -> true))));
        SessionHarness.Sent held = server.open();
        List<Object> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing =
                server.client.subscribe("/b", message -> seen.add(message.channel()));
        server.next("/meta/subscribe").confirm();
        assertThat(subscribing).isCompleted();

        keeping.set(true);
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.assertQuiet();
        assertThat(kept).hasSize(1);
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().deliverText("[" + event("/b", 1) + "]");
        } else {
            held.answer(event("/b", 1), "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        }
        server.time.runPending();
        assertThat(seen).containsExactly("/b");
        assertThat(publishing).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void P18_nothing_overtakes_a_batch_that_an_extension_has(ConnectionType type) {
        Slow slow = new Slow("/a", false);
        SessionHarness server = with(type, slow);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        SessionHarness.Sent publish = server.next("/b");
        publish.answer(
                event("/a", 1), "{\"channel\":\"/b\",\"id\":\"" + publish.only().get("id") + "\",\"successful\":true}");
        server.breakLink(held);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        slow.asked.get(0).complete(null);
        server.time.runPending();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void P12_a_socket_that_ends_behind_a_connect_reply_which_an_extension_has_costs_a_gap_and_no_second_connect() {
        Slow slow = new Slow("/a", false);
        SessionHarness server = with(ConnectionType.WEBSOCKET, slow);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(event("/a", 1), "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        server.socket().breakConnection();
        server.time.runPending();
        slow.asked.get(0).complete(null);
        server.next("/meta/connect").confirm();
        server.next("/meta/connect");
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
        server.advance(Duration.ofSeconds(20));
        server.wire.assertIdle();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void a_reply_that_is_withheld_ends_who_waits_for_it(ConnectionType type) {
        SessionHarness server = with(
                type,
                incoming(message ->
                        !message.channel().equals("/b") && !(message.channel().equals("/meta/subscribe"))));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b").confirm();
        assertThat(server.time.failure(publishing)).isInstanceOf(UnconfirmedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/c");
        server.next("/meta/subscribe").confirm();
        assertThat(server.time.failure(subscribing)).isInstanceOf(ExtensionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_connect_reply_that_is_withheld_is_a_failed_link(ConnectionType type) {
        int[] replies = {0};
        SessionHarness server =
                with(type, incoming(message -> !message.channel().equals("/meta/connect") || ++replies[0] != 2));
        server.open().confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        server.advance(Duration.ofSeconds(5));
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void P34_a_withheld_reply_without_an_id_ends_who_waits_for_it_as_well(ConnectionType type) {
        AtomicBoolean withholding = new AtomicBoolean();
        SessionHarness server = with(type, incoming(message -> !withholding.get()));
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/d");
        withholding.set(true);
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b").answer("{\"channel\":\"/b\",\"successful\":true}");
        assertThat(server.time.failure(publishing)).isInstanceOf(UnconfirmedException.class);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/c");
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"subscription\":\"/c\",\"successful\":true}");
        assertThat(server.time.failure(subscribing)).isInstanceOf(ExtensionException.class);
        CompletableFuture<Void> unsubscribing = server.client.unsubscribe(subscription);
        server.next("/meta/unsubscribe")
                .answer("{\"channel\":\"/meta/unsubscribe\",\"subscription\":\"/d\",\"successful\":true}");
        assertThat(server.time.failure(unsubscribing)).isInstanceOf(ExtensionException.class);

        held.answer("{\"channel\":\"/meta/connect\",\"successful\":true}");
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        withholding.set(false);
        server.advance(Duration.ofSeconds(5));
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void over_long_polling_the_headers_of_the_reply_can_be_read() {
        List<String> seen = new ArrayList<>();
        SessionHarness server = with(ConnectionType.LONG_POLLING, new Extension() {
            @Override
            public CompletionStage<Void> incoming(ExtensionPayload payload) {
                seen.add(payload.headers().get("x-node"));
                assertThatThrownBy(() -> payload.headers().put("a", "b"))
                        .isInstanceOf(UnsupportedOperationException.class);
                return CompletableFuture.completedFuture(null);
            }
        });
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        SessionHarness.Sent handshake = server.next("/meta/handshake");
        handshake
                .exchange()
                .respond(
                        200,
                        Headers.of("X-Node", "n1"),
                        "[{\"channel\":\"/meta/handshake\",\"successful\":false,\"error\":\"no\",\"id\":\""
                                + handshake.only().get("id") + "\"}]");
        assertThat(server.time.failure(opening)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(seen).containsExactly("n1");
    }

    @Test
    void over_websocket_reading_stops_while_five_batches_wait_for_an_extension() {
        Slow slow = new Slow("/a", false);
        SessionHarness server = with(ConnectionType.WEBSOCKET, slow);
        server.open();
        server.subscribe("/a");
        for (int i = 0; i < 20; i++) {
            server.socket().deliverText("[" + event("/a", i) + "]");
        }
        assertThat(slow.asked).hasSize(1);
        assertThat(server.socket().undelivered()).isGreaterThanOrEqualTo(14);
        List<Integer> ids = new ArrayList<>();
        Consumer<Integer> take = count -> {
            for (int i = 0; i < count; i++) {
                ids.add((Integer) server.<Map<String, Object>>receive().get("id"));
            }
        };
        for (int i = 0; i < 20; i++) {
            slow.asked.get(i).complete(null);
            server.advance(Duration.ofSeconds(1));
        }
        take.accept(20);
        for (int i = 0; i < 20; i++) {
            assertThat(ids.get(i)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void data_that_is_with_an_extension_when_the_client_ends_is_reported_as_dropped(ConnectionType type) {
        Slow slow = new Slow("/a", false);
        SessionHarness server = with(type, slow);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                event("/a", 1), event("/a", 2), "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        server.client.close();
        server.advance(Duration.ofSeconds(5));
        assertThat(server.events(ClientEvent.Dropped.class))
                .containsExactly(new ClientEvent.Dropped("/a", 2, ClientEvent.DropReason.DISCARDED));
    }

    @ParameterizedTest
    @EnumSource
    void an_extension_that_looks_at_neither_direction_costs_no_hand_over(ConnectionType type) {
        List<Runnable> handed = new ArrayList<>();
        SessionHarness server = new SessionHarness(
                type, builder -> builder.transports(type).executor(handed::add).extension(new Extension() {}));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake");
        assertThat(opening).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void an_executor_that_refuses_fails_what_was_to_be_sent(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .executor(task -> {
                            throw new RejectedExecutionException("shut down");
                        })
                        .extension(outgoing(message -> true)));
        assertThat(server.time.failure(server.client.open()))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("refuses to run the extensions");
    }

    @Test
    void a_request_that_expires_is_no_matter_of_the_extensions() {
        SessionHarness server = with(ConnectionType.LONG_POLLING, incoming(message -> true));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
    }
}
