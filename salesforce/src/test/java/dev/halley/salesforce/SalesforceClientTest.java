package dev.halley.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.SubscriptionRequest;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server of Salesforce's dialect, in virtual time. */
class SalesforceClientTest {
    private static final String TOPIC = "/event/Order__e";

    private final VirtualTime time = new VirtualTime();
    private final List<Object> received = new ArrayList<>();
    private final List<ClientEvent> events = new ArrayList<>();
    private BayeuxTestServer server;
    private String token = "t0ken-1";
    private boolean refused;
    private int logins;
    private AsyncBayeuxClient client;

    @BeforeEach
    void start() {
        server = BayeuxTestServer.builder()
                .dialect(Dialect.SALESFORCE)
                .path("/cometd/64.0")
                .inVirtualTime(time);
        server.acceptToken(token);
    }

    @AfterEach
    void end() {
        if (client != null) {
            CompletableFuture<?> closing = client.closeAsync();
            time.advance(Duration.ofSeconds(6));
            assertThat(closing).isDone();
        }
        server.close();
    }

    private CompletionStage<String> login() {
        logins++;
        return refused
                ? CompletableFuture.failedFuture(new LoginRefusedException(400, "invalid_grant", "", null))
                : CompletableFuture.completedFuture(token);
    }

    private void open(UnaryOperator<SalesforceClientBuilder> options) {
        String instance = server.url().replaceFirst("/cometd.*", "");
        SalesforceLogin login = SalesforceLogin.tokens(instance, this::login).on(server.wire(), time.kernel());
        SalesforceClientBuilder builder =
                options.apply(SalesforceClient.builder(login).configure(bayeux -> bayeux.wire(server.wire())));
        SalesforceClient opened = time.result(builder.openAsync());
        client = opened.bayeux().async();
        client.onEvent(events::add);
    }

    private void open() {
        open(builder -> builder);
    }

    private Subscription subscribe(long from) {
        return time.result(
                client.subscribe(SubscriptionRequest.to(TOPIC).replayFrom(from).handler(Map.class, this::receive)));
    }

    private void receive(Map<?, ?> event) {
        received.add(((Map<?, ?>) Objects.requireNonNull(event.get("payload"))).get("n"));
    }

    private void publish(int n) {
        server.publish(TOPIC, "{\"schema\":\"s\",\"payload\":{\"n\":" + n + "},\"event\":{}}");
    }

    private int handshakes() {
        return server.received("/meta/handshake").size();
    }

    private void advance(Duration whole, Duration step) {
        for (Duration done = Duration.ZERO; done.compareTo(whole) < 0; done = done.plus(step)) {
            time.advance(step);
        }
    }

    @Test
    void holds_of_110_seconds_go_on_for_hours_in_one_session_with_one_login() {
        open();
        subscribe(SalesforceClient.TIP);
        advance(Duration.ofHours(3), Duration.ofSeconds(30));
        publish(1);
        time.runPending();
        assertThat(received).hasToString("[1]");
        assertThat(handshakes()).isEqualTo(1);
        assertThat(logins).isEqualTo(1);
        assertThat(server.received("/meta/connect"))
                .allMatch(connect -> connect.headers().first("Authorization").equals(Optional.of("Bearer t0ken-1")));
    }

    @Test
    void p73_an_expired_token_costs_one_login_and_no_event() {
        open();
        subscribe(SalesforceClient.TIP);
        publish(1);
        time.runPending();
        token = "t0ken-2";
        server.revokeTokens();
        server.acceptToken(token);
        publish(2);
        advance(Duration.ofMinutes(4), Duration.ofSeconds(10));
        publish(3);
        time.runPending();
        assertThat(received).hasToString("[1, 2, 3]");
        assertThat(logins).isEqualTo(2);
        assertThat(handshakes()).isLessThanOrEqualTo(3);
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void p73_an_unknown_client_costs_a_handshake_and_no_login() {
        open();
        subscribe(SalesforceClient.TIP);
        publish(1);
        time.runPending();
        server.nodeSwitch();
        publish(2);
        advance(Duration.ofMinutes(1), Duration.ofSeconds(5));
        publish(3);
        time.runPending();
        assertThat(received).hasToString("[1, 2, 3]");
        assertThat(logins).isEqualTo(1);
        assertThat(handshakes()).isEqualTo(2);
        assertThat(events).noneMatch(ClientEvent.Gap.class::isInstance);
    }

    @Test
    void a_consumer_that_takes_a_minute_does_not_cost_the_session() {
        open();
        CompletableFuture<Void> work = new CompletableFuture<>();
        time.result(client.subscribe(SubscriptionRequest.to(TOPIC).asyncHandler(Map.class, event -> {
            receive(event);
            return work;
        })));
        publish(1);
        advance(Duration.ofSeconds(70), Duration.ofSeconds(5));
        work.complete(null);
        publish(2);
        advance(Duration.ofSeconds(10), Duration.ofSeconds(5));
        assertThat(received).hasToString("[1, 2]");
        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void a_position_that_is_no_longer_retained_follows_the_policy_when_it_is_resubscribed_too() {
        open(builder -> builder.replay(Replay.inMemory().whenRefused(Replay.WhenRefused.EARLIEST)));
        Subscription subscription = subscribe(SalesforceClient.TIP);
        publish(1);
        publish(2);
        time.runPending();
        server.expireEvents(TOPIC);
        server.nodeSwitch();
        publish(3);
        advance(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(received).hasToString("[1, 2, 3]");
        assertThat(subscription.state()).hasToString("ACTIVE");
        assertThat(events)
                .anyMatch(event -> event instanceof ClientEvent.Gap gap
                        && gap.scope().equals(TOPIC)
                        && gap.lastPosition() != null);
    }

    @Test
    void no_request_is_larger_than_salesforce_accepts() {
        open();
        List<CompletableFuture<Subscription>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            all.add(client.subscribe("/event/" + "x".repeat(150) + i + "__e", event -> {}));
        }
        time.advance(Duration.ofSeconds(5));
        assertThat(all).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
        server.nodeSwitch();
        advance(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(client.subscriptions())
                .hasSize(400)
                .allMatch(each -> each.state().toString().equals("ACTIVE"));
        assertThat(server.received("/meta/subscribe"))
                .extracting(Received::json)
                .allMatch(json -> json.getBytes(StandardCharsets.UTF_8).length < 32_768);
    }

    @Test
    void a_busy_server_is_asked_again_later() {
        open();
        subscribe(SalesforceClient.TIP);
        server.on(
                "/meta/handshake",
                Answer.refuse("403::Handshake denied")
                        .with("ext", "{\"sfdc\":{\"failureReason\":\"503::Server is too busy\"}}")
                        .advice("{\"reconnect\":\"none\"}")
                        .times(2));
        server.nodeSwitch();
        advance(Duration.ofMinutes(2), Duration.ofSeconds(5));
        publish(1);
        time.runPending();
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(received).hasToString("[1]");
        assertThat(handshakes()).isEqualTo(4);
    }

    @Test
    void refused_logins_end_after_three_in_a_row_and_are_never_a_hot_loop() {
        open();
        subscribe(SalesforceClient.TIP);
        server.revokeTokens();
        server.acceptToken("somebody else's");
        advance(Duration.ofMinutes(30), Duration.ofSeconds(10));
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(logins).isLessThanOrEqualTo(4);
        assertThat(handshakes()).isLessThan(12);
        client = null;
    }

    @Test
    void a_refused_password_is_not_tried_at_every_message() {
        open();
        subscribe(SalesforceClient.TIP);
        refused = true;
        server.revokeTokens();
        server.acceptToken("another");
        advance(Duration.ofMinutes(30), Duration.ofSeconds(5));
        // at once, and after 1, 2, 4, 8 and 16 minutes more
        assertThat(logins).isBetween(3, 7);
        refused = false;
        token = "another";
        advance(Duration.ofMinutes(40), Duration.ofSeconds(5));
        publish(1);
        time.runPending();
        assertThat(received).hasToString("[1]");
    }

    @Test
    void a_server_that_disconnects_and_forgets_the_client_is_met_again() {
        open();
        subscribe(SalesforceClient.TIP);
        publish(1);
        time.runPending();
        server.disconnectClients("403::Unknown client");
        advance(Duration.ofMinutes(1), Duration.ofSeconds(5));
        publish(2);
        time.runPending();
        assertThat(received).hasToString("[1, 2]");
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
    }
}
