package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.SubscriptionState;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscribe that meets credentials which the server no longer accepts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscribeAuthTest {
    private final List<CompletableFuture<Void>> logins = new ArrayList<>();
    private final AuthExtension auth = new AuthExtension() {
        @Override
        public CompletionStage<Void> authenticate() {
            CompletableFuture<Void> login = new CompletableFuture<>();
            logins.add(login);
            return login;
        }
    };

    private static final String EXPIRED = "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
            + "\"error\":\"401::Authentication invalid\"}";

    private SessionHarness server(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).auth(auth));
        server.open();
        return server;
    }

    @ParameterizedTest
    @EnumSource
    void a_subscribe_with_expired_credentials_is_asked_once_more_with_new_ones(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(EXPIRED);
        assertThat(logins).hasSize(1);
        assertThat(subscribing).isNotDone();
        logins.get(0).complete(null);
        server.next("/meta/subscribe").confirm();
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void a_second_refusal_is_the_last(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(EXPIRED);
        logins.get(0).complete(null);
        server.next("/meta/subscribe").answer(EXPIRED);
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(logins).hasSize(1);
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void several_channels_share_one_renewal(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        server.next("/meta/subscribe").answer(EXPIRED);
        CompletableFuture<Subscription> other = server.client.subscribe("/c");
        server.next("/meta/subscribe").answer(EXPIRED);
        assertThat(logins).hasSize(1);
        logins.get(0).complete(null);
        while (!subscribing.isDone() || !other.isDone()) {
            server.next("/meta/subscribe").confirm();
        }
        assertThat(server.time.result(subscribing)).hasSize(2);
        assertThat(server.time.result(other).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void credentials_that_can_not_be_renewed_fail_the_subscribe_with_the_servers_words(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(EXPIRED);
        logins.get(0).completeExceptionally(new IllegalStateException("no password"));
        server.time.runPending();
        assertThat(server.time.failure(subscribing))
                .isInstanceOf(BayeuxRefusedException.class)
                .satisfies(refused -> assertThat(refused.getSuppressed())
                        .singleElement()
                        .satisfies(why -> assertThat(why).hasMessageContaining("no password")));
    }

    @ParameterizedTest
    @EnumSource
    void a_subscription_that_is_given_up_meanwhile_is_not_asked_for(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(EXPIRED);
        assertThat(subscribing.cancel(false)).isTrue();
        server.time.runPending();
        logins.get(0).complete(null);
        server.time.runPending();
        CompletableFuture<Subscription> next = server.client.subscribe("/b");
        SessionHarness.Sent sent = server.next("/meta/subscribe");
        assertThat(sent.only()).containsEntry("subscription", "/b");
        assertThat(next).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void P72_permission_is_no_matter_of_credentials(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(EXPIRED.replace("401::Authentication invalid", "403::subscribe_denied"));
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(logins).isEmpty();
    }

    @Test
    void over_long_polling_an_http_refusal_is_one_of_credentials_too() {
        SessionHarness server = server(ConnectionType.LONG_POLLING);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").exchange().respond(401, "no");
        server.time.runPending();
        assertThat(logins).hasSize(1);
        server.advance(Duration.ofSeconds(5));
        logins.get(0).complete(null);
        server.next("/meta/subscribe").exchange().respond(401, "no");
        assertThat(server.time.failure(subscribing)).isInstanceOf(ConnectionException.class);
        assertThat(logins).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void P73_an_unknown_client_that_is_advised_to_retry_is_refused_and_not_forgotten(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).connectionTimeout(null));
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"retry\"}}");
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
    }

    @Test
    void a_subscribe_that_is_hopeless_by_its_nature_is_not_asked_for_again_and_again() {
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING).connectionTimeout(null));
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").exchange().respond(404, Headers.empty(), "not here");
        for (int i = 0; i < 10 && !subscribing.isDone(); i++) {
            server.advance(Duration.ofSeconds(60));
        }
        assertThat(subscribing).isCompletedExceptionally();
    }
}
