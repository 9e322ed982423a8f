package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.delivery.Pressure;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.parser.PacketData;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconnectTest {
    private final ClientHarness client = new ClientHarness();

    @Test
    void disconnect_is_told_once_for_each_namespace_and_before_the_next_attempt_is_scheduled() {
        FakeEngine engine = client.connected("/", "/chat");
        client.hearsStates = true;
        client.heard.clear();
        client.lose(engine);
        assertThat(client.heard)
                .hasSize(3)
                .startsWith("state RECONNECTING")
                .contains(
                        "disconnected / transport close, engine too", "disconnected /chat transport close, engine too");
        assertThat(client.events(ClientEvent.Retrying.class)).hasSize(1);
        client.time.advance(Duration.ofSeconds(10));
        client.engine().end(EngineClose.Reason.TRANSPORT_ERROR);
        client.time.runPending();
        assertThat(client.heard("disconnected")).hasSize(2);
        assertThat(client.heard("connect_error")).hasSize(2).allMatch(line -> line.endsWith("active"));
    }

    @Test
    void delays_grow_from_one_to_five_seconds_with_half_of_them_by_chance_after_the_cap() {
        FakeEngine engine = client.connected("/");
        client.lose(engine);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            delays.add(client.time.advanceToNextTimer().toMillis());
            client.time.fixRandom(i < 3 ? 0.5 : 0.999);
            client.engine().end(EngineClose.Reason.TRANSPORT_ERROR);
            client.time.runPending();
        }
        assertThat(delays).startsWith(1000L, 2000L, 4000L, 5000L);
        assertThat(delays.get(4)).isBetween(7400L, 7500L);
    }

    @Test
    void attempts_are_counted_until_a_namespace_is_joined() {
        FakeEngine engine = client.connected("/");
        client.lose(engine);
        for (int i = 0; i < 3; i++) {
            client.time.advance(Duration.ofSeconds(10));
            client.lose(client.opened());
        }
        assertThat(client.events(ClientEvent.Retrying.class))
                .extracting(ClientEvent.Retrying::attempt)
                .containsExactly(1, 2, 3, 4);
        client.time.advance(Duration.ofSeconds(10));
        client.accept(client.opened(), "/", null);
        client.lose(client.engine());
        assertThat(client.events(ClientEvent.Retrying.class))
                .last()
                .extracting(ClientEvent.Retrying::attempt)
                .isEqualTo(1);
    }

    @Test
    void gives_up_when_the_policy_does() {
        ClientHarness never = new ClientHarness(settings -> settings.withReconnect(ReconnectPolicy.never()));
        FakeEngine engine = never.connected("/");
        CompletableFuture<Void> end = never.session.end();
        never.lose(engine);
        assertThat(never.time.failure(end)).isInstanceOf(ClosedException.class);
        assertThat(never.heard).endsWith("closed reconnect policy: never");
        assertThat(never.heard("disconnected")).hasSize(1);
        assertThat(never.leases).isZero();
    }

    @Test
    void the_policy_can_be_changed_while_it_runs() {
        FakeEngine engine = client.connected("/");
        engine = client.reconnected(engine);
        client.accept(engine, "/", null);
        client.session.settings(settings -> settings.withReconnect(ReconnectPolicy.never()));
        client.lose(engine);
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void a_policy_that_is_changed_in_an_outage_decides_after_the_next_attempt() {
        client.lose(client.connected("/"));
        client.session.settings(settings -> settings.withReconnect(ReconnectPolicy.never()));
        assertThat(client.session.state()).isEqualTo(ConnectionState.RECONNECTING);
        client.time.advance(Duration.ofSeconds(10));
        client.lose(client.engine());
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
    }

    private static ConnectRequest two(ConnectRequest one) {
        return new ConnectRequest(
                List.of(ClientHarness.url("http://a:1"), ClientHarness.url("http://b:2")),
                one.headers(),
                one.auth(),
                one.refreshes(),
                one.namespaces(),
                one.exactly(),
                one.waits(),
                one.namespaceTimeout(),
                one.retry());
    }

    @Test
    void the_first_connection_tries_each_server_once_and_at_once() {
        CompletableFuture<Void> connect = client.session.connect(two(ClientHarness.request("/")));
        client.time.runPending();
        client.lose(client.engine());
        FakeEngine second = client.opened();
        client.accept(second, "/", null);
        client.time.result(connect);
        assertThat(second.url).hasHost("b");
        assertThat(client.heard("connect_error")).singleElement().asString().endsWith(", active");
    }

    @Test
    void the_first_connection_fails_when_no_server_answers_and_tells_of_each() {
        CompletableFuture<Void> connect = client.session.connect(two(ClientHarness.request("/")));
        client.time.runPending();
        client.lose(client.engine());
        client.lose(client.engine());
        assertThat(client.engines).hasSize(2);
        assertThat(client.time.failure(connect))
                .isInstanceOf(ConnectionException.class)
                .hasMessage(
                        "none of 2 servers could be used: the connection ended: transport close; then: the connection"
                                + " ended: transport close")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void s5_15_a_server_that_leaves_the_last_namespace_ends_the_client() {
        FakeEngine engine = client.connected("/", "/chat");
        CompletableFuture<Void> end = client.session.end();
        client.receive(engine, "1/chat,");
        assertThat(engine.closing).isFalse();
        assertThat(client.heard("disconnected")).containsExactly("disconnected /chat io server disconnect");
        client.receive(engine, "1");
        assertThat(engine.closing).isTrue();
        assertThat(((DisconnectedException) client.time.failure(end)).reason()).isEqualTo(DisconnectReason.SERVER);
        assertThat(client.heard("disconnected")).hasSize(2);
        client.time.advance(Duration.ofMinutes(1));
        assertThat(client.engines).hasSize(1);
    }

    @Test
    void disconnect_stops_the_attempts() {
        client.lose(client.connected("/"));
        client.time.result(client.session.disconnect());
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.time.timers()).isZero();
        assertThat(client.heard("disconnected")).hasSize(1);
    }

    @Test
    void disconnect_says_goodbye_in_each_namespace() {
        FakeEngine engine = client.connected("/", "/chat");
        client.time.result(client.session.disconnect());
        assertThat(engine.sent).contains("1", "1/chat,");
        assertThat(client.heard("disconnected"))
                .containsExactlyInAnyOrder(
                        "disconnected / io client disconnect", "disconnected /chat io client disconnect");
        assertThat(client.events(ClientEvent.Retrying.class)).isEmpty();
    }

    @Test
    void abort_ends_at_once() {
        FakeEngine engine = client.connected("/");
        client.time.result(client.session.abort());
        assertThat(engine.aborted).isTrue();
        assertThat(client.heard("disconnected")).containsExactly("disconnected / io client disconnect");
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void reconnects_now_when_asked_to() {
        client.lose(client.connected("/"));
        client.session.reconnectNow();
        client.time.runPending();
        assertThat(client.engines).hasSize(2);
        client.time.advance(Duration.ofSeconds(10));
        assertThat(client.engines).hasSize(2);
    }

    @Test
    void a_network_known_to_be_lost_is_given_up() {
        FakeEngine engine = client.connected("/");
        client.session.networkLost();
        client.time.runPending();
        assertThat(engine.aborted).isTrue();
        assertThat(client.session.state()).isEqualTo(ConnectionState.RECONNECTING);
        client.time.advance(Duration.ofSeconds(10));
        assertThat(client.engines).hasSize(2);
    }

    @Test
    void url_and_headers_are_asked_for_at_each_connection() {
        AtomicInteger asked = new AtomicInteger();
        ConnectRequest request = ClientHarness.request("/");
        client.session
                .connect(new ConnectRequest(
                        List.of(() ->
                                CompletableFuture.completedFuture(URI.create("http://a" + asked.incrementAndGet()))),
                        () -> CompletableFuture.completedFuture(Map.of("X", "" + asked.get())),
                        null,
                        false,
                        request.namespaces(),
                        true,
                        true,
                        Duration.ofSeconds(5),
                        false))
                .isDone();
        FakeEngine engine = client.opened();
        client.accept(engine, "/", null);
        FakeEngine next = client.reconnected(engine);
        assertThat(engine.url).isEqualTo(URI.create("http://a1"));
        assertThat(engine.headers).isEqualTo(Map.of("X", "1"));
        assertThat(next.url).isEqualTo(URI.create("http://a2"));
        assertThat(next.headers).isEqualTo(Map.of("X", "2"));
    }

    @Test
    void a_url_provider_that_fails_fails_the_attempt() {
        ConnectRequest request = ClientHarness.request("/");
        CompletableFuture<Void> connect = client.session.connect(new ConnectRequest(
                List.of(() -> CompletableFuture.failedFuture(new IllegalStateException("no url"))),
                null,
                null,
                false,
                request.namespaces(),
                true,
                true,
                Duration.ofSeconds(5),
                false));
        assertThat(client.time.failure(connect))
                .hasMessageContaining("URL provider")
                .hasRootCauseMessage("no url");
        assertThat(client.heard("connect_error")).hasSize(1);
    }

    @Test
    void each_failed_attempt_takes_the_next_server_and_a_lost_connection_the_same() {
        ConnectRequest request = ClientHarness.retrying(ClientHarness.request("/"));
        client.session
                .connect(new ConnectRequest(
                        List.of(ClientHarness.url("http://a:1"), ClientHarness.url("http://b:1")),
                        null,
                        null,
                        false,
                        request.namespaces(),
                        true,
                        true,
                        Duration.ofSeconds(5),
                        true))
                .isDone();
        client.time.runPending();
        client.engine().end(EngineClose.Reason.TRANSPORT_ERROR);
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine second = client.opened();
        client.accept(second, "/", null);
        FakeEngine third = client.reconnected(second);
        assertThat(client.engines).extracting(engine -> engine.url.getHost()).containsExactly("a", "b", "b");
        client.accept(third, "/", null);
        assertThat(client.events(ClientEvent.EndpointChanged.class)).hasSize(1);
    }

    @Test
    void a_client_that_was_in_goes_on_asking_for_credentials_that_are_not_there() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.with(
                ClientHarness.request("/"),
                request -> {
                    int number = asked.incrementAndGet();
                    return number == 1 || number > 8
                            ? CompletableFuture.completedFuture(null)
                            : CompletableFuture.failedFuture(new IllegalStateException("token server is away"));
                },
                false));
        FakeEngine engine = client.opened();
        client.accept(engine, "/", null);
        client.time.result(connect);
        FakeEngine next = client.reconnected(engine);
        client.time.advance(Duration.ofSeconds(60));
        assertThat(asked).hasValue(9);
        client.accept(next, "/", null);
        assertThat(client.session.isConnected("/")).isTrue();
    }

    @Test
    void pressure_outlives_a_connection() {
        FakeEngine engine = client.connected("/");
        client.context.execute(() -> client.session.pressure(Pressure.SOFT));
        client.time.runPending();
        assertThat(engine.pressure).isEqualTo(Pressure.SOFT);
        assertThat(client.reconnected(engine).pressure).isEqualTo(Pressure.SOFT);
    }

    @Test
    void s5_22_a_broken_packet_ends_the_connection_and_the_next_decoder_is_fresh() {
        FakeEngine engine = client.connected("/");
        client.receive(engine, "51-[\"e\",{\"_placeholder\":true,\"num\":0}]", "2[\"text\"]");
        assertThat(client.heard("disconnected")).containsExactly("disconnected / parse error, engine too");
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.opened();
        client.accept(next, "/", null);
        client.receive(next, "2[\"e\"]");
        assertThat(client.heard).endsWith("event / e []");
    }

    @Test
    void sec_01_attachments_that_never_come_end_the_connection() {
        FakeEngine engine = client.connected("/");
        client.receive(engine, "51-[\"e\",{\"_placeholder\":true,\"num\":0}]");
        client.time.advance(PacketStream.ATTACHMENTS_DEADLINE);
        assertThat(engine.aborted).isTrue();
        assertThat(client.heard("disconnected")).hasSize(1);
    }

    @Test
    void packets_for_namespaces_that_nobody_asked_for_are_reported() {
        FakeEngine engine = client.connected("/");
        client.receive(engine, "0/x,{\"sid\":\"a\"}", "2/x,[\"e\"]", "1/x,", "4/x,\"no\"", "3/x,1[]");
        assertThat(client.events(ClientEvent.ProtocolViolated.class)).hasSize(5);
        client.receive(engine, "4\"late\"", "0{\"sid\":\"again\"}");
        assertThat(client.session.isConnected("/")).isTrue();
    }

    @Test
    void events_for_a_namespace_that_was_left_are_reported() {
        FakeEngine engine = client.connected("/", "/chat");
        client.time.result(client.session.disconnect("/chat"));
        client.receive(engine, "2/chat,[\"e\"]");
        assertThat(client.events(ClientEvent.Dropped.class)).hasSize(1);
    }

    @Test
    void an_older_server_found_on_reconnect_is_spoken_to_in_its_version() {
        FakeEngine engine = client.connected("/");
        client.lose(engine);
        client.time.advance(Duration.ofSeconds(10));
        client.engine().open(EngineVersion.V3);
        client.receive(client.engine(), "0");
        assertThat(client.session.isConnected("/")).isTrue();
    }

    @Test
    void calls_fail_and_it_is_told_while_nothing_is_read() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> sent = client.session.call(Emission.of("/", "sent", List.of()));
        client.time.runPending();
        client.context.execute(() -> client.session.pressure(Pressure.HARD));
        assertThat(client.time.failure(sent)).isInstanceOf(OverflowException.class);
        assertThat(client.time.failure(client.session.call(Emission.of("/", "later", List.of()))))
                .isInstanceOf(OverflowException.class);
        client.time.result(client.emit("without"));
        client.context.execute(() -> client.session.pressure(Pressure.SOFT));
        client.time.runPending();
        assertThat(client.events(ClientEvent.Paused.class))
                .containsExactly(new ClientEvent.Paused(Duration.ofSeconds(45)));
        assertThat(client.events(ClientEvent.Resumed.class)).hasSize(1);
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        assertThat(engine.sent).containsExactly("0", "20[\"sent\"]", "2[\"without\"]");
    }

    @Test
    void s5_02_on_a_reconnection_an_answer_that_is_late_counts_and_the_server_is_not_asked_twice() {
        FakeEngine dead = client.connected("/", "/chat");
        FakeEngine engine = client.reconnected(dead);
        client.accept(engine, "/", null);
        CompletableFuture<Void> emit = client.session.emit(Emission.of("/chat", "e", List.of()));
        client.time.advance(Duration.ofMinutes(10));
        assertThat(client.heard("connect_error"))
                .containsExactly("connect_error /chat the server did not answer for /chat within 5000 ms, active");
        assertThat(engine.sent).as("a second CONNECT ends the connection").containsExactly("0", "0/chat,");
        assertThat(client.session.isActive("/chat")).isTrue();
        client.accept(engine, "/chat", null);
        client.time.result(emit);
        assertThat(client.session.isConnected("/chat")).isTrue();
        assertThat(client.heard).endsWith("connected /chat s/chat in CONNECTED");
        assertThat(engine.sent).endsWith("2/chat,[\"e\"]");
        assertThat(client.events(ClientEvent.ProtocolViolated.class)).isEmpty();
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void a_refusal_that_is_late_counts_too() {
        FakeEngine engine = client.reconnected(client.connected("/", "/chat"));
        client.accept(engine, "/", null);
        client.time.advance(Duration.ofMinutes(1));
        client.receive(engine, "4/chat,{\"message\":\"no\"}");
        assertThat(client.session.isActive("/chat")).isFalse();
        assertThat(client.heard("connect_error"))
                .hasSize(2)
                .last()
                .isEqualTo("connect_error /chat the server refused /chat: no");
    }

    @Test
    void a_join_that_waited_in_vain_may_be_repeated_and_gets_the_late_answer() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.advance(Duration.ofSeconds(5));
        assertThat(client.time.failure(join)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<Void> again = client.session.join("/chat");
        client.time.runPending();
        assertThat(engine.sent).as("s5_02").containsExactly("0", "0/chat,");
        client.accept(engine, "/chat", null);
        client.time.result(again);
        CompletableFuture<Void> third = client.session.join("/slow");
        client.time.advance(Duration.ofSeconds(5));
        assertThat(client.time.failure(third)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<Void> fourth = client.session.join("/slow");
        client.time.advance(Duration.ofSeconds(5));
        assertThat(client.time.failure(fourth))
                .as("it ends in time as well")
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void a_namespace_that_the_server_never_answers_is_asked_for_again_with_the_next_connection() {
        FakeEngine engine = client.reconnected(client.connected("/", "/chat"));
        client.accept(engine, "/", null);
        client.time.advance(Duration.ofMinutes(1));
        FakeEngine next = client.reconnected(engine);
        assertThat(next.sent).containsExactly("0", "0/chat,");
        client.accept(next, "/chat", null);
        assertThat(client.session.isConnected("/chat")).isTrue();
    }
}
