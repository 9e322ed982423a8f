package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a client ends, and waiting for a state, in virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LifeCycleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static String event(String channel, int data) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + "}";
    }

    private static void push(SessionHarness server, SessionHarness.Sent held, String... events) {
        List<String> all = new ArrayList<>(List.of(events));
        all.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        held.answer(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void waiting_for_a_state_ends_when_the_client_is_in_it(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        CompletableFuture<Boolean> connected = server.client.awaitState(ConnectionState.CONNECTED, SECOND);
        SessionHarness.Sent held = server.open();
        assertThat(server.time.result(connected)).isTrue();
        assertThat(server.time.result(server.client.awaitState(ConnectionState.CONNECTED, Duration.ZERO)))
                .isTrue();
        CompletableFuture<Boolean> lost = server.client.awaitState(ConnectionState.RECONNECTING, SECOND);
        server.breakLink(held);
        assertThat(server.time.result(lost)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void waiting_for_a_state_ends_with_false_when_the_time_is_up_or_the_client_closes(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Boolean> late = server.client.awaitState(ConnectionState.RECONNECTING, SECOND);
        server.advance(SECOND);
        assertThat(server.time.result(late)).isFalse();
        CompletableFuture<Boolean> vain = server.client.awaitState(ConnectionState.RECONNECTING, SECOND);
        CompletableFuture<Boolean> closed = server.client.awaitState(ConnectionState.CLOSED, SECOND);
        server.client.close();
        server.next("/meta/disconnect").confirm();
        assertThat(server.time.result(vain)).isFalse();
        assertThat(server.time.result(closed)).isTrue();
        assertThatThrownBy(() -> server.client.awaitState(ConnectionState.CLOSED, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout: PT-1S (expected: zero or more)");
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_for_a_state_that_is_cancelled_leaves_no_timer(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.time.runPending();
        int before = server.time.timers();
        CompletableFuture<Boolean> waiting = server.client.awaitState(ConnectionState.CONNECTED, SECOND);
        server.time.runPending();
        assertThat(server.time.timers()).isEqualTo(before + 1);
        waiting.cancel(false);
        server.time.runPending();
        assertThat(server.time.timers()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void closed_ends_whoever_closed_the_client(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        assertThat(server.time.result(server.client.closed())).isNull();
        SessionHarness.Sent held = server.open();
        CompletableFuture<Void> closed = server.client.closed();
        server.time.runPending();
        assertThat(closed).isNotDone();
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,\"error\":\"403::out\","
                + "\"advice\":{\"reconnect\":\"none\"}}");
        server.advance(SECOND);
        assertThat(server.time.result(closed)).isNull();
        assertThat(server.client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_close_with_a_deadline_lets_handlers_and_requests_finish(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<Object> handled = new ArrayList<>();
        List<CompletableFuture<BayeuxMessage>> results = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/work", message -> {
            handled.add(message.data());
            results.add(server.client.publish("/result", message.data()));
        });
        server.next("/meta/subscribe").confirm();
        server.time.result(subscribing);
        push(server, held, event("/work", 1));
        SessionHarness.Sent again = null;
        SessionHarness.Sent result = null;
        for (SessionHarness.Sent sent : List.of(server.next(), server.next())) {
            if (sent.channel().equals("/result")) {
                result = sent;
            } else {
                again = sent;
            }
        }
        CompletableFuture<Boolean> closing = server.client.closeAsync(Duration.ofSeconds(30));
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.time.failure(server.client.subscribe("/other")))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("the client finishes its work to be closed");
        // what comes now is for nobody, and said so
        push(server, again, event("/work", 2));
        assertThat(handled).containsExactly(1);
        assertThat(server.events(ClientEvent.Dropped.class))
                .containsExactly(new ClientEvent.Dropped("/work", 1, ClientEvent.DropReason.DISCARDED));
        server.next("/meta/connect");
        result.confirm();
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(server.time.result(closing)).isTrue();
        assertThat(server.time.result(results.get(0)).isSuccessful()).isTrue();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void P70_at_the_deadline_of_a_close_what_has_not_finished_is_ended_and_said(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a");
        CompletableFuture<Boolean> closing = server.client.closeAsync(Duration.ofSeconds(2));
        server.advance(Duration.ofSeconds(2));
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(server.time.result(closing)).isFalse();
        assertThat(server.time.failure(publishing)).isInstanceOf(ClosedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        assertThat(server.time.result(server.client.closeAsync(Duration.ZERO))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void messages_of_the_stream_stay_readable_after_a_close_with_a_deadline(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, event("/a", 1));
        server.next("/meta/connect");
        CompletableFuture<Boolean> closing = server.client.closeAsync(SECOND);
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(server.time.result(closing)).isTrue();
        assertThat(server.<Integer>receive()).isEqualTo(1);
        assertThat(server.time.failure(server.client.receive())).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void an_abort_tells_the_server_nothing_and_reports_what_it_drops(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        push(server, held, event("/a", 1), event("/a", 2));
        SessionHarness.Sent again = server.next("/meta/connect");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", Map.of());
        server.next("/b");
        CompletableFuture<Void> aborting = server.client.abort();
        assertThat(server.time.result(aborting)).isNull();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ENDED);
        assertThat(server.time.failure(publishing)).isInstanceOf(ClosedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        assertThat(server.events(ClientEvent.Dropped.class))
                .containsExactly(new ClientEvent.Dropped("*", 2, ClientEvent.DropReason.DISCARDED));
        assertThat(server.time.failure(server.client.receive())).isInstanceOf(ClosedException.class);
        assertThat(server.time.result(server.client.awaitEnd(Duration.ZERO))).isTrue();
        if (type == ConnectionType.WEBSOCKET) {
            assertThat(server.socket().isOpen()).isFalse();
        } else {
            assertThat(again.exchange().isAborted()).isTrue();
            assertThat(server.wire.open()).isZero();
        }
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void an_abort_while_the_client_is_opened_fails_the_open_and_it_can_be_opened_again(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake");
        assertThat(server.time.result(server.client.abort())).isNull();
        assertThat(server.time.failure(opening)).isInstanceOf(ClosedException.class);
        server.open();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        SessionHarness never = new SessionHarness(type);
        assertThat(never.time.result(never.client.abort())).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void a_remote_call_is_a_call_of_the_service_of_that_name(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        for (String target : List.of("echo/up", "/echo/up")) {
            CompletableFuture<BayeuxMessage> calling = server.client.remoteCall(target, "hi", SECOND);
            SessionHarness.Sent sent = server.next("/service/echo/up");
            assertThat(sent.only()).containsEntry("data", "hi");
            sent.answer("{\"channel\":\"/service/echo/up\",\"id\":\"$id\",\"successful\":true,\"data\":\"HI\"}");
            assertThat(server.time.result(calling).data()).isEqualTo("HI");
        }
        assertThatThrownBy(() -> server.client.remoteCall("", "hi")).isInstanceOf(IllegalArgumentException.class);
    }
}
