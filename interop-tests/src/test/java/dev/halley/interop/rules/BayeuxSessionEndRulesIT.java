package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ServerDisconnect;
import dev.halley.bayeux.Subscription;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** P69–P74: the end of clients and of sessions. */
@Timeout(60)
@BothWires
class BayeuxSessionEndRulesIT {
    @ParameterizedTest
    @EnumSource
    void p69_closing_says_goodbye_once_and_swallows_the_end_of_the_held_connect(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            String clientId = rules.server.session().clientId();
            rules.awaitEvents(ClientEvent.StateChanged.class, 2);
            int told = rules.events.size();
            CompletableFuture<Void> closing = rules.client.closeAsync();
            rules.client.close();
            BayeuxRules.result(closing);
            BayeuxRules.result(rules.client.closeAsync());
            assertThat(rules.sent("/meta/disconnect"))
                    .hasSize(1)
                    .allMatch(disconnect -> disconnect.clientId().orElse("").equals(clientId));
            assertThat(rules.server.sessions()).isEmpty();
            BayeuxRules.result(rules.client.awaitEnd());
            rules.nothingIsSentAfter(rules.count());
            assertThat(rules.events.subList(told, rules.events.size()))
                    .allMatch(event -> event instanceof ClientEvent.StateChanged);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p69_closing_waits_for_the_reply_for_a_limited_time_and_works_without_a_server(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.server.on("/meta/disconnect", Answer.none());
            CompletableFuture<?> closing = rules.client.closeAsync();
            rules.awaitSent("/meta/disconnect", 1);
            assertThat(closing).isNotDone();
            rules.server.dropConnections();
            BayeuxRules.result(closing);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        }
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.away();
            BayeuxRules.result(rules.client.closeAsync());
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
            rules.server.listen();
            rules.nothingIsSentAfter(rules.count());
            assertThat(rules.sent("/meta/disconnect")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void p70_without_a_client_id_no_goodbye_is_sent_and_what_waits_fails(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type)) {
            rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofMillis(150)));
            CompletableFuture<?> opening = rules.client.open();
            CompletableFuture<?> subscribing = rules.client.subscribe("/a");
            rules.awaitSent("/meta/handshake", 1);
            BayeuxRules.result(rules.client.closeAsync());
            BayeuxRules.failure(opening, ClosedException.class);
            BayeuxRules.failure(subscribing, ClosedException.class);
            rules.nothingIsSentAfter(1);
        }
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.server.on("/x", Answer.none());
            rules.server.on("/meta/subscribe", Answer.none());
            List<CompletableFuture<?>> waiting = List.of(
                    rules.client.publish("/x", 1),
                    rules.client.publish("/x", 2),
                    rules.client.subscribe("/a"),
                    rules.client.receive());
            rules.awaitSent("/x", 1);
            BayeuxRules.result(rules.client.closeAsync());
            waiting.forEach(each -> BayeuxRules.failure(each, ClosedException.class));
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,", "LONG_POLLING,403::Unknown client", "WEBSOCKET,", "WEBSOCKET,403::Unknown client"})
    void p71_a_disconnect_that_nobody_asked_for_ends_the_client_or_leads_to_a_handshake(
            ConnectionType type, String connectError) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            disconnect(rules, connectError);
            assertThat(BayeuxRules.failure(rules.client.awaitEnd(), ClosedException.class))
                    .hasMessageContaining("the server disconnected the client");
            rules.nothingIsSentAfter(rules.count());
        }
        try (BayeuxRules rules = new BayeuxRules(
                        builder -> builder.transports(type).onServerDisconnect(ServerDisconnect.REHANDSHAKE))
                .open()) {
            List<String> seen = rules.subscribe("/a");
            rules.rehandshakesAfter(() -> disconnect(rules, connectError));
            rules.server.awaitSubscribed("/a", Await.SOON);
            rules.server.publish("/a", "1");
            rules.heard(seen, "1");
        }
    }

    private static void disconnect(BayeuxRules rules, String connectError) {
        if (connectError == null) {
            rules.server.disconnectClients();
        } else {
            rules.server.disconnectClients(connectError);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING,402::session_unknown",
        "LONG_POLLING,401:xyz:Unknown client",
        "WEBSOCKET,403::Unknown client",
        "WEBSOCKET,401:xyz:Unknown client"
    })
    void p72_p73_a_publish_or_subscribe_that_learns_of_a_lost_session_is_sent_again_after_one_handshake(
            ConnectionType type, String error) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.subscribe("/a");
            String old = rules.server.session().clientId();
            rules.server.on("/x", Answer.refuse(error).times(1));
            CompletableFuture<?> publishing = rules.client.publish("/x", 1);
            rules.awaitSent("/meta/handshake", 2);
            rules.forget(old);
            BayeuxRules.result(publishing);
            rules.held();
            assertThat(rules.sent("/x")).hasSize(2);

            String second = rules.server.session().clientId();
            rules.server.on("/meta/subscribe", Answer.refuse(error).times(1));
            CompletableFuture<Subscription> subscribing = rules.client.subscribe("/b");
            rules.awaitSent("/meta/handshake", 3);
            rules.forget(second);
            assertThat(BayeuxRules.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
            rules.held();
            assertThat(rules.sent("/meta/handshake")).hasSize(3);
            rules.publish("/x", 2);
            assertThat(BayeuxRules.last(rules.sent("/x")).clientId())
                    .contains(rules.server.session().clientId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void p72_a_publish_that_is_refused_for_a_lost_session_once_more_fails(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            String old = rules.server.session().clientId();
            rules.server.on("/x", Answer.refuse("402::session_unknown"));
            CompletableFuture<?> publishing = rules.client.publish("/x", 1);
            rules.awaitSent("/meta/handshake", 2);
            rules.forget(old);
            assertThat(BayeuxRules.failure(publishing, BayeuxRefusedException.class)
                            .errorCode())
                    .isEqualTo(402);
            assertThat(rules.sent("/x")).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING,COMETD",
        "LONG_POLLING,FAYE",
        "LONG_POLLING,SALESFORCE",
        "WEBSOCKET,COMETD",
        "WEBSOCKET,FAYE"
    })
    void p73_p74_in_the_words_of_each_server_a_lost_session_is_one_handshake_and_one_subscribe_per_channel(
            ConnectionType type, Dialect dialect) {
        try (BayeuxRules rules = new BayeuxRules(
                builder -> builder.transports(type).header("Authorization", "Bearer good"),
                settings -> settings.dialect(dialect).timeout(BayeuxRules.HOLD))) {
            rules.server.acceptToken("good");
            rules.open();
            List<String> a = rules.subscribe("/a");
            List<String> b = rules.subscribe("/b");
            rules.subscribe("/b");
            int count = rules.count();
            rules.server.nodeSwitch();
            rules.server.awaitSubscribed("/b", Await.SOON);
            rules.awaitSent("/meta/connect", rules.sent("/meta/connect").size() + 2);
            List<Received> since = rules.server.received().subList(count, rules.count());
            assertThat(since).extracting(Received::channel).containsOnlyOnce("/meta/handshake");
            assertThat(since)
                    .filteredOn(message -> message.channel().equals("/meta/subscribe"))
                    .flatExtracting(Received::subscriptions)
                    .containsExactlyInAnyOrder("/a", "/b");
            rules.server.publish("/a", "1");
            rules.server.publish("/b", "2");
            rules.heard(a, "1");
            rules.heard(b, "2");
        }
    }

    @ParameterizedTest
    @CsvSource({"retry,1", "none,1", "handshake,2"})
    void p73_the_advice_decides_whatever_the_code_hints_at(String reconnect, int handshakes) {
        for (String error : List.of("402::session_unknown", "500::whatever")) {
            try (BayeuxRules rules = new BayeuxRules(ConnectionType.LONG_POLLING, BayeuxRules.LOOPING).open()) {
                rules.server.on(
                        "/meta/connect",
                        Answer.refuse(error)
                                .advice("{\"reconnect\":\"" + reconnect + "\",\"interval\":0}")
                                .times(1));
                if (reconnect.equals("none")) {
                    BayeuxRules.failure(rules.client.awaitEnd(), BayeuxRefusedException.class);
                } else {
                    // connecting, connected, lost, connected
                    rules.awaitEvents(ClientEvent.StateChanged.class, 4);
                    assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
                }
                assertThat(rules.sent("/meta/handshake")).hasSize(handshakes);
            }
        }
    }
}
