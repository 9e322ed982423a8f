package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ServerDisconnect;
import dev.halley.bayeux.Subscription;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** P69–P74: the end of clients and of sessions. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DisconnectRulesTest {
    @ParameterizedTest
    @EnumSource
    void p58_the_wire_tap_does_not_show_the_id_of_the_session_that_ends_with_what_it_tells(ConnectionType type) {
        List<String> told = new ArrayList<>();
        RulesHarness rules = new RulesHarness(
                        builder -> builder.transports(type).wireTap(traffic -> told.add(traffic.text())))
                .open();
        String clientId = rules.server.session().clientId();
        rules.server.disconnectClients("403:" + clientId + ":go away");
        rules.advance(Duration.ofSeconds(1));
        assertThat(told).anyMatch(text -> text.contains("go away")).noneMatch(text -> text.contains(clientId));
    }

    @ParameterizedTest
    @EnumSource
    void p69_close_says_goodbye_once_and_frees_everything(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String clientId = rules.server.session().clientId();
        int told = rules.events.size();
        CompletableFuture<Void> closing = rules.client.closeAsync();
        rules.client.close();
        CompletableFuture<Void> again = rules.client.closeAsync();
        rules.time.result(closing);
        rules.time.result(again);
        rules.time.result(rules.client.closeAsync());

        assertThat(rules.sent("/meta/disconnect"))
                .hasSize(1)
                .allMatch(disconnect -> disconnect.clientId().orElse("").equals(clientId));
        assertThat(rules.server.sessions()).isEmpty();
        int count = rules.count();
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.channelsSince(count)).isEmpty();
        // the connect that was held, and its end, are nobody's business
        assertThat(rules.events.subList(told, rules.events.size()))
                .allMatch(event -> event instanceof ClientEvent.StateChanged);
        assertThat(rules.time.result(rules.client.awaitEnd())).isNull();
        rules.server.close();
        assertThat(rules.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void p69_close_waits_for_the_servers_goodbye_and_not_for_ever(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/disconnect", Answer.none());
        CompletableFuture<Void> closing = rules.client.closeAsync();
        rules.settle();
        assertThat(closing).isNotDone();
        rules.advance(Duration.ofSeconds(5));
        rules.time.result(closing);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(rules.sent("/meta/disconnect")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p69_close_works_while_the_server_is_down(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.advance(Duration.ofSeconds(20));
        rules.time.result(rules.client.closeAsync());
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        rules.server.listen();
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.sent("/meta/disconnect")).isEmpty();
        assertThat(rules.sent("/meta/connect")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void p69_close_works_when_the_connection_breaks_under_the_goodbye(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/disconnect", Answer.none());
        CompletableFuture<Void> closing = rules.client.closeAsync();
        rules.settle();
        rules.server.dropConnections();
        rules.settle();
        rules.time.result(closing);
        assertThat(rules.time.result(rules.client.awaitEnd())).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void p70_without_a_client_id_no_disconnect_is_sent(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(5)));
        CompletableFuture<?> opening = rules.client.open();
        CompletableFuture<?> subscribing = rules.client.subscribe("/a");
        rules.settle();
        rules.time.result(rules.client.closeAsync());
        rules.failure(opening, ClosedException.class);
        rules.failure(subscribing, ClosedException.class);
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.channels()).containsExactly("/meta/handshake");
    }

    @ParameterizedTest
    @EnumSource
    void p70_whatever_waits_at_close_fails_and_nothing_hangs(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.none());
        rules.server.on("/service/x", Answer.usual());
        rules.server.on("/meta/subscribe", Answer.none());
        CompletableFuture<?> calling = rules.client.call("/service/x", 1);
        rules.settle();
        CompletableFuture<?> publishing = rules.client.publish("/x", 1);
        CompletableFuture<?> queued = rules.client.publish("/x", 2);
        CompletableFuture<?> subscribing = rules.client.subscribe("/a");
        CompletableFuture<?> receiving = rules.client.receive();
        rules.settle();
        CompletableFuture<Void> closing = rules.client.closeAsync();
        rules.advance(Duration.ofSeconds(1));
        assertThat(rules.time.result(closing)).isNull();
        for (CompletableFuture<?> waiting : List.of(calling, publishing, queued, subscribing, receiving)) {
            rules.failure(waiting, ClosedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,", "LONG_POLLING,403::Unknown client", "WEBSOCKET,", "WEBSOCKET,403::Unknown client"})
    void p71_a_disconnect_that_nobody_asked_for_ends_the_client_and_says_so(ConnectionType type, String connectError) {
        RulesHarness rules = new RulesHarness(type).open();
        CompletableFuture<BayeuxMessage> receiving = rules.client.receive();
        disconnect(rules, connectError);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(rules.failure(receiving, ClosedException.class))
                .hasMessageContaining("the server disconnected the client");
        assertThat(rules.failure(rules.client.awaitEnd(), ClosedException.class))
                .hasMessageContaining("the server disconnected the client");
        int count = rules.count();
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,", "LONG_POLLING,403::Unknown client", "WEBSOCKET,", "WEBSOCKET,403::Unknown client"})
    void p71_by_option_it_leads_to_a_new_handshake(ConnectionType type, String connectError) {
        RulesHarness rules = new RulesHarness(
                        builder -> builder.transports(type).onServerDisconnect(ServerDisconnect.REHANDSHAKE))
                .open();
        List<String> seen = rules.subscribe("/a");
        disconnect(rules, connectError);
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(10));
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        rules.server.publish("/a", "1");
        assertThat(seen).containsExactly("1");
    }

    private static void disconnect(RulesHarness rules, String connectError) {
        if (connectError == null) {
            rules.server.disconnectClients();
        } else {
            rules.server.disconnectClients(connectError);
        }
        rules.settle();
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING,402::session_unknown",
        "LONG_POLLING,403::Unknown client",
        "LONG_POLLING,401:xyz:Unknown client",
        "WEBSOCKET,402::session_unknown",
        "WEBSOCKET,403::Unknown client",
        "WEBSOCKET,401:xyz:Unknown client"
    })
    void p72_a_publish_that_learns_of_a_lost_session_leads_to_one_handshake(ConnectionType type, String error) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.subscribe("/a");
        String old = rules.server.session().clientId();
        rules.server.on("/x", Answer.refuse(error).times(1));
        CompletableFuture<?> publishing = rules.client.publish("/x", 1);
        rules.settle();
        // before anything else tells the client
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        rules.forget(old);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        rules.advance(Duration.ofMinutes(2));
        // it was not processed, so it is sent once more
        rules.time.result(publishing);
        assertThat(rules.sent("/x")).hasSize(2);
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        assertThat(rules.sent("/meta/subscribe")).hasSize(2);
        rules.publish("/x", 2);
        String fresh = RulesHarness.last(rules.sent("/meta/connect")).clientId().orElseThrow();
        assertThat(RulesHarness.last(rules.sent("/x")).clientId()).contains(fresh);
    }

    @ParameterizedTest
    @EnumSource
    void p72_a_publish_that_is_refused_for_a_lost_session_again_fails(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String old = rules.server.session().clientId();
        rules.server.on("/x", Answer.refuse("402::session_unknown"));
        CompletableFuture<?> publishing = rules.client.publish("/x", 1);
        rules.settle();
        rules.forget(old);
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.failure(publishing, BayeuxRefusedException.class).errorCode())
                .isEqualTo(402);
        assertThat(rules.sent("/x")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING,402::session_unknown",
        "LONG_POLLING,403::Unknown client",
        "WEBSOCKET,402::session_unknown",
        "WEBSOCKET,403::Unknown client"
    })
    void p72_a_subscribe_that_learns_of_a_lost_session_leads_to_one_handshake_and_is_asked_again(
            ConnectionType type, String error) {
        RulesHarness rules = new RulesHarness(type).open();
        String old = rules.server.session().clientId();
        rules.server.on("/meta/subscribe", Answer.refuse(error).times(1));
        CompletableFuture<Subscription> subscribing = rules.client.subscribe("/a");
        rules.settle();
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        rules.forget(old);
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(10));
        assertThat(rules.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        assertThat(rules.sent("/meta/subscribe")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING,COMETD",
        "LONG_POLLING,FAYE",
        "LONG_POLLING,SALESFORCE",
        "WEBSOCKET,COMETD",
        "WEBSOCKET,FAYE"
    })
    void p73_each_dialect_of_an_unknown_client_leads_to_a_handshake(ConnectionType type, Dialect dialect) {
        RulesHarness rules = new RulesHarness(
                builder -> builder.transports(type).header("Authorization", "Bearer good"),
                settings -> settings.dialect(dialect));
        rules.server.acceptToken("good");
        rules.open();
        rules.subscribe("/a");
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(10));
        rules.advance(Duration.ofMinutes(10));
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({"402::session_unknown", "403::Unknown client", "401:3m1ixzcd0iwxb0000000007aaaaaaaa:Unknown client"})
    void p73_the_code_is_a_hint_and_the_advice_decides(String error) {
        // no advice: the code tells
        RulesHarness hint = new RulesHarness(WEBSOCKET).open();
        hint.answerNextConnect(Answer.refuse(error), false);
        hint.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(hint.sent("/meta/handshake")).hasSize(2);
        // advice to retry: it is obeyed
        RulesHarness retry = new RulesHarness(WEBSOCKET).open();
        retry.answerNextConnect(Answer.refuse(error).advice("{\"reconnect\":\"retry\"}"), false);
        retry.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(retry.sent("/meta/handshake")).hasSize(1);
        // advice not to: it is obeyed
        RulesHarness none = new RulesHarness(LONG_POLLING).open();
        none.answerNextConnect(Answer.refuse(error).advice("{\"reconnect\":\"none\"}"), false);
        none.advance(Duration.ofMinutes(1));
        assertThat(none.sent("/meta/handshake")).hasSize(1);
        assertThat(none.client.state()).isEqualTo(ConnectionState.CLOSED);
        // another error with advice to shake hands: it is obeyed
        RulesHarness handshake = new RulesHarness(LONG_POLLING).open();
        handshake.answerNextConnect(Answer.refuse("500::whatever").advice("{\"reconnect\":\"handshake\"}"), false);
        handshake.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(handshake.sent("/meta/handshake")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void p74_after_a_long_sleep_there_is_one_handshake_and_one_subscribe_per_channel(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> a = rules.subscribe("/a");
        List<String> b = rules.subscribe("/b");
        rules.subscribe("/b");
        int count = rules.count();
        // nobody at either end noticed when the connections died; the server gave the session up meanwhile
        rules.server.nodeSwitch();
        rules.time.shiftWallClock(Duration.ofHours(8));
        rules.server.awaitSubscribed("/b", Duration.ofSeconds(10));
        rules.advance(Duration.ofMinutes(2));

        List<Received> since = rules.server.received().subList(count, rules.count());
        assertThat(since)
                .extracting(Received::channel)
                .startsWith("/meta/connect")
                .containsOnlyOnce("/meta/handshake");
        assertThat(since)
                .filteredOn(message -> message.channel().equals("/meta/subscribe"))
                .flatExtracting(Received::subscriptions)
                .containsExactlyInAnyOrder("/a", "/b");
        rules.server.publish("/a", "1");
        rules.server.publish("/b", "2");
        assertThat(a).containsExactly("1");
        assertThat(b).containsExactly("2");
    }
}
