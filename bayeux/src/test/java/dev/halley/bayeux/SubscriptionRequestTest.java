package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ListenerHandle;
import dev.halley.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The forms of handlers, templates and the watchdog. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscriptionRequestTest {
    record Note(int id) {}

    private static String event(String channel, int id) {
        return "{\"channel\":\"" + channel + "\",\"data\":{\"id\":" + id + "}}";
    }

    private static SessionHarness.Sent push(SessionHarness server, SessionHarness.Sent held, String... events) {
        List<String> all = new ArrayList<>(List.of(events));
        all.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        held.answer(all.toArray(String[]::new));
        return server.next("/meta/connect");
    }

    private static Subscription subscribe(SessionHarness server, SubscriptionRequest request) {
        CompletableFuture<Subscription> subscribing = server.client.subscribe(request);
        server.next("/meta/subscribe").confirm();
        return server.time.result(subscribing);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_ends_later_gets_the_next_message_then(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<Integer> seen = new ArrayList<>();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        subscribe(server, SubscriptionRequest.to("/a").asyncHandler(Note.class, note -> {
            seen.add(note.id());
            CompletableFuture<Void> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage;
        }));
        push(server, held, event("/a", 1), event("/a", 2), event("/a", 3));
        assertThat(seen).containsExactly(1);
        stages.get(0).complete(null);
        server.time.runPending();
        assertThat(seen).containsExactly(1, 2);
        stages.get(1).completeExceptionally(new IllegalStateException("late"));
        server.time.runPending();
        assertThat(seen).containsExactly(1, 2, 3);
        assertThat(server.events(ClientEvent.HandlerFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.cause()).hasMessage("late"));
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_handler_gets_what_waits_in_one_call_and_misfits_are_reported_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<List<Note>> seen = new ArrayList<>();
        List<Integer> messages = new ArrayList<>();
        subscribe(server, SubscriptionRequest.to("/a").batchHandler(Note.class, seen::add));
        server.time.result(server.client.subscribe(
                SubscriptionRequest.to("/a").batchHandler((List<BayeuxMessage> all) -> messages.add(all.size()))));
        push(
                server,
                held,
                event("/a", 1),
                "{\"channel\":\"/a\",\"data\":{\"id\":\"no\"}}",
                "{\"channel\":\"/a\",\"data\":{\"id\":\"neither\"}}",
                event("/a", 2));
        assertThat(seen).containsExactly(List.of(new Note(1), new Note(2)));
        assertThat(messages).containsExactly(4);
        assertThat(server.events(ClientEvent.HandlerFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.cause().getSuppressed()).hasSize(1));
    }

    @ParameterizedTest
    @EnumSource
    void a_template_subscribes_its_pattern_and_binds_its_parameters(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        Subscription subscription = subscribe(
                server,
                SubscriptionRequest.to("/room/{room}/user/{user}")
                        .handler(Note.class, (parameters, note) -> seen.add(parameters + " " + note.id())));
        assertThat(subscription.channel()).isEqualTo("/room/**");
        assertThat(subscription.template()).contains(ChannelTemplate.of("/room/{room}/user/{user}"));
        CompletableFuture<BayeuxMessage> stream = server.client.receive();
        push(server, held, event("/room/1/user/bob", 7), event("/room/1/bot/x", 8));
        assertThat(seen).containsExactly("{room=1, user=bob} 7");
        // what the pattern brings beside the template is not lost
        assertThat(server.time.result(stream).channel()).isEqualTo("/room/1/bot/x");
        server.client.unsubscribe("/room/{room}/user/{user}");
        assertThat(server.next("/meta/unsubscribe").only()).containsEntry("subscription", "/room/**");
    }

    @ParameterizedTest
    @EnumSource
    void P44_the_same_handler_object_gets_a_message_once_whatever_its_form(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        Consumer<BayeuxMessage> handler = message -> seen.add(message.channel());
        subscribe(server, SubscriptionRequest.to("/a/{x}").handler(handler));
        subscribe(server, SubscriptionRequest.to("/a/b").handler(handler));
        ListenerHandle listening = server.client.addListener("/a/**", handler);
        push(server, held, event("/a/b", 1));
        assertThat(seen).containsExactly("/a/b");
        listening.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_silent_subscription_is_told_of_once_per_silence(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription =
                subscribe(server, SubscriptionRequest.to("/a").idleAfter(Duration.ofSeconds(10)));
        java.time.Instant confirmed = server.time.now();
        server.advance(Duration.ofSeconds(9));
        assertThat(server.events(ClientEvent.Idle.class)).isEmpty();
        server.advance(Duration.ofSeconds(1));
        assertThat(server.events(ClientEvent.Idle.class)).containsExactly(new ClientEvent.Idle("/a", confirmed));
        server.advance(Duration.ofSeconds(15));
        assertThat(server.events(ClientEvent.Idle.class)).hasSize(1);
        push(server, held, event("/a", 1));
        server.advance(Duration.ofSeconds(9));
        assertThat(server.events(ClientEvent.Idle.class)).hasSize(1);
        server.advance(Duration.ofSeconds(1));
        assertThat(server.events(ClientEvent.Idle.class)).hasSize(2);
        server.client.unsubscribe(subscription);
        server.next("/meta/unsubscribe").confirm();
        server.advance(Duration.ofSeconds(10));
        assertThat(server.events(ClientEvent.Idle.class)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_before_the_time_is_up_moves_the_silence(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        subscribe(
                server, SubscriptionRequest.to("/a/{x}").handler(message -> {}).idleAfter(Duration.ofSeconds(10)));
        server.advance(Duration.ofSeconds(6));
        push(server, held, event("/a/b", 1));
        server.advance(Duration.ofSeconds(9));
        assertThat(server.events(ClientEvent.Idle.class)).isEmpty();
        server.advance(Duration.ofSeconds(1));
        assertThat(server.events(ClientEvent.Idle.class))
                .extracting(ClientEvent.Idle::scope)
                .containsExactly("/a/{x}");
    }

    @Test
    void a_request_is_a_value() {
        Consumer<BayeuxMessage> handler = message -> {};
        SubscriptionRequest request = SubscriptionRequest.to("/a/{x}/")
                .handler(handler)
                .replayFrom(-2)
                .idleAfter(Duration.ofSeconds(1))
                .ext(Map.of("token", "secret"));
        assertThat(request.channel()).isEqualTo("/a/*");
        assertThat(request.template()).contains(ChannelTemplate.of("/a/{x}"));
        assertThat(request.replayFrom()).hasValue(-2);
        assertThat(request.idleAfter()).contains(Duration.ofSeconds(1));
        assertThat(request.ext()).containsEntry("token", "secret");
        assertThat(request).hasToString("/a/{x}");
        SubscriptionRequest same = SubscriptionRequest.to("/a/{x}")
                .ext(Map.of("token", "secret"))
                .idleAfter(Duration.ofSeconds(1))
                .replayFrom(-2)
                .handler(handler);
        assertThat(request).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(request).isNotEqualTo(same.handler(message -> {}));
        assertThat(request).isNotEqualTo(same.replayFrom(1));
        assertThat(SubscriptionRequest.to("/a")).isEqualTo(SubscriptionRequest.to("/a"));
        assertThat(SubscriptionRequest.to("/a").handler(new TypeRef<List<Note>>() {}, notes -> {}))
                .isNotEqualTo(SubscriptionRequest.to("/a"));
        assertThatThrownBy(() -> request.idleAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idleAfter: PT0S (expected: more than zero)");
    }

    @Test
    void P42_P45_names_are_checked_before_anything_is_sent() {
        for (String bad : List.of("a", "", "/", "/a//b", "/a*", "/*/b", "/a b", "/meta/connect", "/meta/{x}")) {
            assertThatThrownBy(() -> SubscriptionRequest.to(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(expected: ");
        }
        // the filters of Salesforce are the server's matter
        assertThat(SubscriptionRequest.to("/topic/T?Name='a*//{b}'").channel()).isEqualTo("/topic/T?Name='a*//{b}'");
    }
}
