package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.bayeux.annotation.Listener;
import dev.halley.bayeux.annotation.Param;
import dev.halley.bayeux.annotation.Session;
import dev.halley.bayeux.annotation.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Annotated objects. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegisterTest {
    record Note(int id) {}

    static class Base {
        final List<String> seen = new ArrayList<>();

        @Session
        private AsyncBayeuxClient async;

        @Listener("/meta/connect")
        private void connected(BayeuxMessage reply) {
            seen.add("connect " + reply.isSuccessful());
        }

        @Subscription("/overridden")
        void overridden() {
            seen.add("never");
        }
    }

    static final class Rooms extends Base {
        final CompletableFuture<Void> stage = new CompletableFuture<>();

        @Session
        BayeuxClient blocking;

        @Subscription({"/room/{id}", "/lobby/{id}"})
        private void note(@Param("id") String id, Note note, @Session AsyncBayeuxClient client) {
            seen.add("note " + id + " " + note.id() + " " + (client == ((Base) this).async));
        }

        @Subscription("/all/**")
        CompletionStage<?> all(List<Map<String, Note>> payload) {
            seen.add("all " + payload);
            return stage;
        }

        @Override
        void overridden() {}
    }

    private static String event(String channel, String data) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + "}";
    }

    private static final String CONNECTED = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}";

    @ParameterizedTest
    @EnumSource
    void an_object_hears_what_its_annotations_ask_for_until_it_is_taken_off(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Rooms rooms = new Rooms();
        CompletableFuture<Registration> registering = server.client.register(rooms);
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribe.only().get("subscription"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("/room/*", "/lobby/*", "/all/**");
        subscribe.confirm();
        Registration registration = server.time.result(registering);
        assertThat(registration.subscriptions()).hasSize(3);
        assertThat(rooms.blocking.async()).isSameAs(server.client);
        held.answer(
                event("/room/7", "{\"id\":1}"),
                event("/lobby/x", "{\"id\":2}"),
                event("/all/a/b", "[{\"n\":{\"id\":3}}]"),
                event("/all/a/b", "[]"),
                CONNECTED);
        held = server.next("/meta/connect");
        assertThat(rooms.seen)
                .containsExactlyInAnyOrder("note 7 1 true", "note x 2 true", "all [{n=Note[id=3]}]", "connect true");
        rooms.stage.complete(null);
        server.time.runPending();
        assertThat(rooms.seen).contains("all []");
        registration.close();
        registration.close();
        List<Object> given = new ArrayList<>();
        while (given.size() < 3) {
            SessionHarness.Sent unsubscribe = server.next("/meta/unsubscribe");
            unsubscribe.messages.forEach(message -> given.add(message.get("subscription")));
            unsubscribe.confirm();
        }
        assertThat(given).containsExactlyInAnyOrder("/room/*", "/lobby/*", "/all/**");
        rooms.seen.clear();
        held.answer(event("/room/7", "{\"id\":1}"), CONNECTED);
        server.time.runPending();
        assertThat(rooms.seen).isEmpty();
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P51_an_objects_subscriptions_are_restored_like_any_other(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Rooms rooms = new Rooms();
        CompletableFuture<Registration> registering = server.client.register(rooms);
        server.next("/meta/subscribe").confirm();
        server.time.result(registering);
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        List<Map<String, Object>> sent = new ArrayList<>();
        // the three subscribes, and the connect
        while (sent.size() < 4) {
            SessionHarness.Sent next = server.next();
            sent.addAll(next.messages);
            next.confirm();
        }
        assertThat(sent)
                .extracting(each -> each.get("channel"))
                .containsExactlyInAnyOrder("/meta/subscribe", "/meta/subscribe", "/meta/subscribe", "/meta/connect");
        assertThat(rooms.seen).contains("connect false", "connect true");
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_subscription_leaves_nothing_of_the_object(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Rooms rooms = new Rooms();
        CompletableFuture<Registration> registering = server.client.register(rooms);
        while (!registering.isDone()) {
            SessionHarness.Sent sent = server.next("/meta/subscribe");
            List<String> replies = new ArrayList<>();
            for (Map<String, Object> message : sent.messages) {
                replies.add("{\"channel\":\"/meta/subscribe\",\"id\":\"" + message.get("id")
                        + "\",\"successful\":false,\"error\":\"403::subscribe_denied\"}");
            }
            sent.answer(replies.toArray(String[]::new));
        }
        assertThat(server.time.failure(registering))
                .isInstanceOfSatisfying(
                        BayeuxRefusedException.class,
                        refused -> assertThat(refused.getSuppressed()).hasSize(2));
        held.answer(CONNECTED);
        server.next("/meta/connect");
        assertThat(rooms.seen).isEmpty();
        assertThat(server.client.subscriptions()).isEmpty();
    }

    static final class OnlyListening {
        final List<Object> seen = new ArrayList<>();

        @Listener("/service/{name}")
        void answer(@Param("name") String name, int payload) throws IOException {
            seen.add(name + payload);
            if (payload == 2) {
                throw new IOException("two");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_object_that_only_listens_needs_no_open_client_and_what_it_throws_is_reported(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        OnlyListening object = new OnlyListening();
        Registration registration = server.time.result(server.client.register(object));
        assertThat(registration.subscriptions()).isEmpty();
        server.open()
                .answer(
                        event("/service/a", "1"),
                        event("/service/b", "2"),
                        event("/service/c", "null"),
                        event("/service/d", "4"),
                        CONNECTED);
        server.next("/meta/connect");
        assertThat(object.seen).containsExactly("a1", "b2", "d4");
        assertThat(server.events(ClientEvent.HandlerFailed.class))
                .extracting(failed -> failed.cause().toString())
                .containsExactly(
                        "java.io.IOException: two",
                        "java.lang.NullPointerException: the payload is null (expected: java.lang.Integer)");
    }

    @ParameterizedTest
    @EnumSource
    void an_object_with_subscriptions_needs_an_open_client(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        assertThat(server.time.failure(server.client.register(new Rooms()))).isInstanceOf(ClosedException.class);
    }

    static Stream<Object[]> misuses() {
        return Stream.of(
                new Object[] {
                    new Object(), "object: java.lang.Object (expected: a method with @Subscription or @Listener)"
                },
                new Object[] {
                    new Object() {
                        @Subscription("/a")
                        int a() {
                            return 1;
                        }
                    },
                    ".a: returns int (expected: void or a CompletionStage)"
                },
                new Object[] {
                    new Object() {
                        @Subscription("/a")
                        void a(String one, String two) {}
                    },
                    ".a: parameter 2 of 2 has no annotation (expected: at most one payload; the others with @Param or"
                            + " @Session)"
                },
                new Object[] {
                    new Object() {
                        @Subscription("/a/{x}")
                        void a(@Param("x") int x) {}
                    },
                    ".a: parameter 1 of 1 is a int (expected: @Param(\"x\") with a String)"
                },
                new Object[] {
                    new Object() {
                        @Subscription({"/a/{x}", "/b"})
                        void a(@Param("x") String x) {}
                    },
                    ".a: @Param(\"x\") is not in '/b' (expected: a template with {x})"
                },
                new Object[] {
                    new Object() {
                        @Subscription("/a")
                        void a(@Session String client) {}
                    },
                    ".a: parameter 1 of 1 is no client (expected: @Session with a BayeuxClient or AsyncBayeuxClient)"
                },
                new Object[] {
                    new Object() {
                        @Subscription("/meta/connect")
                        void a() {}
                    },
                    ".a: channel: '/meta/connect' (expected: a broadcast or service channel; the client uses the meta"
                            + " channels itself)"
                },
                new Object[] {
                    new Object() {
                        @Listener({})
                        void a() {}
                    },
                    ".a: no channel (expected: one or more)"
                },
                new Object[] {
                    new Object() {
                        @Session
                        String client;

                        @Listener("/a")
                        void a() {}
                    },
                    ".client: is a java.lang.String (expected: @Session with a BayeuxClient or AsyncBayeuxClient)"
                },
                new Object[] {
                    new WithFinal(), ".client: static or final (expected: a field of the object that can be set)"
                },
                new Object[] {new WithStatic(), ".a: static (expected: a method of the object)"});
    }

    static final class WithFinal {
        @Session
        final BayeuxClient client = null;
    }

    static final class WithStatic {
        @Listener("/a")
        static void a() {}
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void what_can_not_be_obeyed_is_said_at_once(Object object, String words) {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        assertThatThrownBy(() -> server.client.register(object))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(words);
    }
}
