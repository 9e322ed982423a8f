package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Credentials that a handshake, a connect or a subscribe finds refused. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RenewalTest {
    private static final String DENIED =
            "{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":false,\"error\":\"403::Handshake"
                    + " denied\",\"ext\":{\"sfdc\":{\"failureReason\":\"401::Authentication invalid\"}},"
                    + "\"advice\":{\"reconnect\":\"none\"}}";
    private static final String CONNECT_401 = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
            + "\"error\":\"401::Authentication invalid\"";

    private final Login login = new Login();

    private static final class Login implements AuthExtension {
        private final List<CompletableFuture<Void>> asked = new ArrayList<>();
        private boolean answers = true;

        @Override
        public CompletionStage<Void> authenticate() {
            CompletableFuture<Void> renewal = new CompletableFuture<>();
            asked.add(renewal);
            if (answers) {
                renewal.complete(null);
            }
            return renewal;
        }
    }

    private SessionHarness server(ConnectionType type) {
        return new SessionHarness(type, builder -> builder.transports(type).auth(login));
    }

    @ParameterizedTest
    @EnumSource
    void P73_a_handshake_denied_for_its_credentials_is_tried_again_with_new_ones(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake").answer(DENIED);
        assertThat(login.asked).hasSize(1);
        server.handshake("client-1");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
    }

    @Test
    void a_websocket_whose_upgrade_carried_the_old_credentials_gives_way_to_a_new_one() {
        SessionHarness server = withTokenInHeaders();
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        SessionHarness.Sent handshake = server.next("/meta/handshake");
        PendingSocket first = server.socket();
        assertThat(first.request().headers().first("Authorization")).contains("Bearer t1");
        handshake.answer(DENIED);
        server.time.runPending();
        first.deliverClose(1000, "");
        server.handshake("client-1");
        assertThat(server.socket()).isNotSameAs(first);
        assertThat(server.socket().request().headers().first("Authorization")).contains("Bearer t2");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
    }

    private static SessionHarness withTokenInHeaders() {
        return withTokenInHeaders(false);
    }

    private static SessionHarness withTokenInHeaders(boolean ack) {
        AtomicInteger token = new AtomicInteger(1);
        return new SessionHarness(
                ConnectionType.WEBSOCKET,
                builder -> builder.transports(ConnectionType.WEBSOCKET).ack(ack).auth(new AuthExtension() {
                    @Override
                    public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                        payload.headers().put("Authorization", "Bearer t" + token);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletionStage<Void> authenticate() {
                        token.incrementAndGet();
                        return CompletableFuture.completedFuture(null);
                    }
                }));
    }

    @Test
    void what_is_published_over_a_socket_that_was_left_is_answered_under_acknowledgements_too() {
        SessionHarness server = withTokenInHeaders(true);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake")
                .answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                        + "\"clientId\":\"c\",\"supportedConnectionTypes\":[\"websocket\"],\"ext\":{\"ack\":true}}");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
        SessionHarness.Sent held = server.next("/meta/connect");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        SessionHarness.Sent publish = server.next("/p");
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"retry\"}}");
        publish.answer("{\"channel\":\"/p\",\"id\":\"$id\",\"successful\":true}");
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @Test
    void what_the_server_sends_into_a_socket_that_was_left_for_new_credentials_is_a_gap() {
        SessionHarness server = withTokenInHeaders();
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        PendingSocket first = server.socket();
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"retry\"}}");
        server.time.runPending();
        first.deliverClose(1000, "");
        SessionHarness.Sent again = server.next("/meta/connect");
        assertThat(server.socket()).isNotSameAs(first);
        assertThat(again.only()).containsEntry("clientId", "client-1");
        again.confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.scope()).isEqualTo("/a"));
    }

    @ParameterizedTest
    @EnumSource
    void three_renewals_in_vain_end_the_open_with_the_last_refusal(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        for (int handshake = 0; handshake < 4; handshake++) {
            assertThat(opening).isNotDone();
            server.next("/meta/handshake").answer(DENIED);
        }
        assertThat(server.time.failure(opening)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(login.asked).hasSize(3);
        server.advance(Duration.ofSeconds(2));
        assertThat(server.wire.open()).isZero();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void P25_a_connect_refused_with_401_and_none_leads_to_a_new_session(ConnectionType type) {
        SessionHarness server = server(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"none\"}}");
        assertThat(login.asked).hasSize(1);
        server.handshake("client-2");
        for (SessionHarness.Sent sent : List.of(server.next(), server.next())) {
            sent.confirm();
        }
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_connect_refused_with_401_and_retry_goes_on_with_the_same_session(ConnectionType type) {
        SessionHarness server = server(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"retry\"}}");
        SessionHarness.Sent again = server.next("/meta/connect");
        assertThat(again.only()).containsEntry("clientId", "client-1");
        again.confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_failing_login_is_a_failed_attempt_that_the_policy_retries(ConnectionType type) {
        SessionHarness server = server(type);
        SessionHarness.Sent held = server.open();
        login.answers = false;
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"none\"}}");
        login.asked.get(0).completeExceptionally(new IllegalStateException("login down"));
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(server.events(ClientEvent.Retrying.class))
                .singleElement()
                .satisfies(retrying -> assertThat(retrying.cause()).hasMessageContaining("login down"));
        login.answers = true;
        server.advance(Duration.ofSeconds(2));
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void a_first_open_whose_login_fails_fails_with_its_words(ConnectionType type) {
        SessionHarness server = server(type);
        login.answers = false;
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake").answer(DENIED);
        login.asked.get(0).completeExceptionally(new IllegalStateException("login down"));
        assertThat(server.time.failure(opening))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("login down");
        server.advance(Duration.ofSeconds(2));
        assertThat(server.wire.open()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void closing_while_a_login_is_on_its_way_leaves_nothing(ConnectionType type) {
        SessionHarness server = server(type);
        SessionHarness.Sent held = server.open();
        login.answers = false;
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"handshake\"}}");
        CompletableFuture<Void> closing = server.client.closeAsync();
        server.advance(Duration.ofSeconds(2));
        server.time.result(closing);
        login.asked.get(0).complete(null);
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.time.timers()).isZero();
    }

    @Test
    void an_http_401_of_a_connect_renews_and_loses_nothing() {
        SessionHarness server = server(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.exchange().respond(401, "expired");
        server.time.runPending();
        assertThat(login.asked).hasSize(1);
        SessionHarness.Sent again = server.next("/meta/connect");
        assertThat(again.only()).containsEntry("clientId", "client-1");
        again.confirm();
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void without_auth_a_401_with_none_ends_the_client() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open().answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"none\"}}");
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_client_is_no_matter_of_credentials(ConnectionType type) {
        SessionHarness server = server(type);
        server.open()
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"403::Unknown client\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        assertThat(login.asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P71_a_disconnect_before_a_connect_refused_with_none_leads_to_a_new_session_with_auth(ConnectionType type) {
        SessionHarness server = server(type);
        server.open()
                .answer(
                        "{\"channel\":\"/meta/disconnect\",\"successful\":true}",
                        "{\"channel\":\"/meta/connect\",\"successful\":false,"
                                + "\"error\":\"403::Unknown client\",\"advice\":{\"reconnect\":\"none\"}}");
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void P71_a_disconnect_ends_the_client_unless_it_is_to_go_on(ConnectionType type) {
        SessionHarness ending = new SessionHarness(type);
        ending.open().answer("{\"channel\":\"/meta/disconnect\",\"successful\":true}");
        assertThat(ending.client.state()).isEqualTo(ConnectionState.CLOSED);
        SessionHarness lasting = new SessionHarness(
                type, builder -> builder.transports(type).onServerDisconnect(ServerDisconnect.REHANDSHAKE));
        lasting.open().answer("{\"channel\":\"/meta/disconnect\",\"successful\":true}");
        lasting.handshake("client-2");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_is_too_busy_is_asked_again_though_it_says_none(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).retryFirstOpen(true));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake").answer(DENIED.replace("401::Authentication invalid", "503::Server is too busy"));
        server.advance(Duration.ofSeconds(2));
        server.handshake("client-1");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
    }

    @ParameterizedTest
    @EnumSource
    void a_limit_that_is_exceeded_is_not_hammered(ConnectionType type) {
        SessionHarness server = server(type);
        server.open()
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"403::Organization total events daily limit exceeded\","
                        + "\"advice\":{\"reconnect\":\"retry\"}}");
        assertThat(login.asked).isEmpty();
        assertThat(server.events(ClientEvent.Retrying.class))
                .singleElement()
                .satisfies(retrying -> assertThat(retrying.delay()).isGreaterThanOrEqualTo(Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @EnumSource
    void requests_that_no_renewal_mends_ask_for_three_of_them_and_no_more(ConnectionType type) {
        SessionHarness server = server(type);
        server.open();
        for (int i = 0; i < 6; i++) {
            CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", i);
            refuse(server.next("/a"));
            if (i < 3) {
                refuse(server.next("/a"));
            }
            assertThat(server.time.failure(publishing)).isInstanceOf(BayeuxRefusedException.class);
        }
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/b");
        refuse(server.next("/meta/subscribe"));
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(login.asked).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void a_renewal_that_mended_a_request_is_none_in_vain(ConnectionType type) {
        SessionHarness server = server(type);
        server.open();
        for (int i = 0; i < 6; i++) {
            CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", i);
            refuse(server.next("/a"));
            server.next("/a").confirm();
            server.time.result(publishing);
        }
        assertThat(login.asked).hasSize(6);
        for (int i = 0; i < 6; i++) {
            CompletableFuture<Subscription> subscribing = server.client.subscribe("/b" + i);
            refuse(server.next("/meta/subscribe"));
            server.next("/meta/subscribe").confirm();
            server.time.result(subscribing);
        }
        assertThat(login.asked).hasSize(12);
    }

    private static void refuse(SessionHarness.Sent sent) {
        sent.answer("{\"channel\":\"" + sent.channel()
                + "\",\"id\":\"$id\",\"successful\":false,\"error\":\"401::Authentication invalid\"}");
    }

    @Test
    void what_a_socket_takes_with_it_while_credentials_are_renewed_is_a_gap() {
        SessionHarness server = server(ConnectionType.WEBSOCKET);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        login.answers = false;
        held.answer(CONNECT_401 + ",\"advice\":{\"reconnect\":\"retry\"}}");
        server.socket().breakConnection();
        server.time.runPending();
        login.asked.get(0).complete(null);
        SessionHarness.Sent again = server.next("/meta/connect");
        assertThat(again.only()).containsEntry("clientId", "client-1");
        again.confirm();
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @Test
    void what_a_socket_takes_with_it_while_a_connect_is_waited_for_is_a_gap() {
        SessionHarness server = server(ConnectionType.WEBSOCKET);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,\"error\":\"500::busy\","
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":2000}}");
        server.socket().breakConnection();
        server.advance(Duration.ofSeconds(6));
        server.next("/meta/connect").confirm();
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @Test
    void a_publish_that_waits_for_no_connection_does_not_wait_for_one_after_a_renewal_either() {
        SessionHarness server = server(ConnectionType.WEBSOCKET);
        login.answers = false;
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        refuse(server.next("/a"));
        server.breakLink(held);
        login.asked.get(0).complete(null);
        for (int i = 0; i < 10 && !publishing.isDone(); i++) {
            server.advance(Duration.ofSeconds(6));
            server.wire.takeSocket().fail(WireException.Kind.REFUSED);
            server.time.runPending();
        }
        assertThat(server.time.failure(publishing)).isInstanceOf(BayeuxRefusedException.class);
    }

    @Test
    void what_a_lost_reply_takes_with_it_while_a_connect_is_waited_for_is_a_gap() {
        SessionHarness server = server(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        SessionHarness.Sent publish = server.next("/b");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,\"error\":\"500::busy\","
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":2000}}");
        publish.exchange().fail(WireException.Kind.BROKEN);
        assertThat(server.time.failure(publishing)).isNotNull();
        server.advance(Duration.ofSeconds(6));
        server.next("/meta/connect").confirm();
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }
}
