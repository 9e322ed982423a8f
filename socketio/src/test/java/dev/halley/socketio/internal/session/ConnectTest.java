package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineVersion;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.NamespaceRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectTest {
    private final ClientHarness client = new ClientHarness();

    @Test
    void s5_02_joins_each_namespace_by_its_own_connect() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = client.opened();
        assertThat(engine.sent).containsExactlyInAnyOrder("0", "0/chat,");
        client.accept(engine, "/", null);
        assertThat(connect).isNotDone();
        client.accept(engine, "/chat", null);
        client.time.result(connect);
        assertThat(client.session.sid("/chat")).contains("s/chat");
        assertThat(client.session.connectedNamespaces()).containsExactlyInAnyOrder("/", "/chat");
        assertThat(client.session.engineSid()).contains("engine");
    }

    @Test
    void joins_the_namespaces_with_handlers_when_none_are_named() {
        client.handled.addAll(List.of("/a", "/b"));
        client.session.connect(ClientHarness.request()).isDone();
        assertThat(client.opened().sent).containsExactlyInAnyOrder("0/a,", "0/b,");
    }

    @Test
    void is_connected_already_inside_of_the_connect_handlers() {
        client.connected("/");
        assertThat(client.heard).containsExactly("opened", "connected / s/ in CONNECTED");
    }

    @Test
    void s5_04_asks_for_credentials_each_time_and_sends_them() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.with(
                ClientHarness.request("/"),
                request -> CompletableFuture.completedFuture(Map.of("token", asked.incrementAndGet())),
                true));
        FakeEngine engine = client.opened();
        assertThat(engine.sent).containsExactly("0{\"token\":1}");
        client.accept(engine, "/", null);
        client.time.result(connect);
        assertThat(client.reconnected(engine).sent).containsExactly("0{\"token\":2}");
    }

    @Test
    void s5_04_a_provider_that_fails_is_a_connect_error() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.with(
                ClientHarness.request("/"),
                request -> CompletableFuture.failedFuture(new IllegalStateException("no token")),
                true));
        client.opened();
        assertThat(client.time.failure(connect))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("auth provider")
                .hasRootCauseMessage("no token");
        assertThat(client.heard("connect_error")).hasSize(1);
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void a_provider_that_never_answers_fails_after_its_deadline() {
        CompletableFuture<Void> connect = client.session.connect(
                ClientHarness.with(ClientHarness.request("/"), request -> new CompletableFuture<>(), true));
        client.opened();
        client.time.advance(Asking.DEADLINE);
        assertThat(client.time.failure(connect)).hasMessageContaining("did not answer within 10 s");
    }

    @Test
    void s5_05_a_refusal_ends_connect_with_the_servers_words() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = client.opened();
        client.accept(engine, "/", null);
        client.receive(engine, "4/chat,{\"message\":\"no\",\"data\":{\"code\":7}}");
        NamespaceRefusedException refused = (NamespaceRefusedException) client.time.failure(connect);
        assertThat(refused.errorText()).isEqualTo("no");
        assertThat(refused.data()).isEqualTo(Map.of("code", 7));
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(engine.sent).contains("1");
        assertThat(client.leases).isZero();
        assertThat(client.heard("disconnected")).containsExactly("disconnected / io client disconnect");
    }

    @Test
    void a_refusal_that_repeats_a_token_is_not_shown_with_it() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        client.receive(client.opened(), "4{\"message\":\"Bearer secret has expired\"}");
        NamespaceRefusedException refused = (NamespaceRefusedException) client.time.failure(connect);
        assertThat(refused).hasMessage("the server refused /: Bearer *** has expired");
        assertThat(refused.errorText()).isEqualTo("Bearer secret has expired");
    }

    @Test
    void s5_05_reads_whatever_a_server_sends_as_refusal() {
        String[] payloads = {"4\"words\"", "4[1]", "4", "4{}", "4{\"message\":3}"};
        for (String payload : payloads) {
            ClientHarness each = new ClientHarness();
            CompletableFuture<Void> connect = each.session.connect(ClientHarness.request("/"));
            each.receive(each.opened(), payload);
            assertThat(each.time.failure(connect)).as(payload).isInstanceOf(NamespaceRefusedException.class);
        }
    }

    /** The application names /chat, and has nothing against the root. */
    private static ConnectRequest impliedRoot() {
        return new ConnectRequest(
                List.of(ClientHarness.url("http://a:1")),
                null,
                null,
                false,
                Set.of("/chat"),
                false,
                true,
                Duration.ofSeconds(5),
                false);
    }

    @Test
    void refusal_of_the_implied_root_is_reported_and_no_error() {
        CompletableFuture<Void> connect = client.session.connect(impliedRoot());
        FakeEngine engine = client.opened();
        client.receive(engine, "4{\"message\":\"no\"}");
        client.accept(engine, "/chat", null);
        client.time.result(connect);
        assertThat(client.heard("connect_error")).hasSize(1);
        assertThat(client.session.isActive("/")).isFalse();
    }

    @Test
    void a_server_that_does_not_answer_for_a_namespace_fails_connect_after_the_timeout() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        FakeEngine engine = client.opened();
        client.time.advance(Duration.ofSeconds(5));
        assertThat(client.time.failure(connect)).isInstanceOf(OperationTimeoutException.class);
        assertThat(engine.closing).isTrue();
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void without_waiting_connect_ends_when_the_engine_is_open() {
        ConnectRequest request = ClientHarness.request("/");
        CompletableFuture<Void> connect = client.session.connect(new ConnectRequest(
                request.servers(), null, null, false, request.namespaces(), true, false, Duration.ofSeconds(5), false));
        FakeEngine engine = client.opened();
        client.time.result(connect);
        client.time.advance(Duration.ofSeconds(6));
        assertThat(client.connectErrors).hasOnlyElementsOfType(OperationTimeoutException.class);
        client.accept(engine, "/", null);
        assertThat(client.session.isConnected("/")).as("a late answer counts").isTrue();
    }

    @Test
    void s5_03_an_answer_without_sid_names_the_older_protocol() {
        client.speaksOld = true;
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        client.receive(client.opened(), "0");
        assertThat(client.time.failure(connect))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Socket.IO 2");
    }

    @Test
    void an_unasked_connect_without_sid_makes_the_next_connection_in_the_older_version() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        FakeEngine first = client.opened();
        client.receive(first, "0");
        assertThat(first.aborted).isTrue();
        assertThat(client.engines).hasSize(2);
        client.engine().open(EngineVersion.V3);
        client.receive(client.engine(), "0");
        client.time.result(connect);
        assertThat(client.session.sid("/")).contains("engine");
        assertThat(client.heard("connect_error")).isEmpty();
    }

    @Test
    void a_first_attempt_that_fails_is_told_and_not_repeated() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        client.time.runPending();
        client.engine().end(EngineClose.Reason.TRANSPORT_ERROR);
        assertThat(client.time.failure(connect)).isInstanceOf(ConnectionException.class);
        assertThat(client.heard("connect_error")).hasSize(2).allMatch(line -> !line.endsWith("active"));
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        client.time.advance(Duration.ofMinutes(1));
        assertThat(client.engines).hasSize(1);
    }

    @Test
    void a_first_attempt_is_repeated_when_that_is_asked_for() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.retrying(ClientHarness.request("/")));
        for (int i = 0; i < 3; i++) {
            client.time.runPending();
            client.engine().end(EngineClose.Reason.TRANSPORT_ERROR);
            client.time.advance(Duration.ofSeconds(10));
        }
        assertThat(client.heard("connect_error")).hasSize(3).allMatch(line -> line.endsWith("active"));
        client.accept(client.opened(), "/", null);
        client.time.result(connect);
        assertThat(client.events(ClientEvent.Retrying.class))
                .extracting(ClientEvent.Retrying::attempt)
                .containsExactly(1, 2, 3);
    }

    @Test
    void connects_once_at_a_time() {
        client.connected("/");
        assertThat(client.time.failure(client.session.connect(ClientHarness.request("/"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void connects_again_after_the_end() {
        client.connected("/");
        client.time.result(client.session.disconnect());
        client.connected("/");
        assertThat(client.session.isConnected("/")).isTrue();
        assertThat(client.leases).isOne();
    }

    @Test
    void disconnect_while_connecting_ends_connect() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        client.time.runPending();
        client.time.result(client.session.disconnect());
        assertThat(client.time.failure(connect)).isInstanceOf(ClosedException.class);
        assertThat(client.session.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.time.timers()).isZero();
    }

    /** /chat is joined; connect() waits for the root, which the application did not name. */
    private CompletableFuture<Void> waitingForTheImpliedRoot() {
        CompletableFuture<Void> connect = client.session.connect(impliedRoot());
        FakeEngine engine = client.opened();
        client.accept(engine, "/chat", null);
        assertThat(connect).isNotDone();
        return connect;
    }

    @Test
    void disconnect_while_only_the_implied_root_is_awaited_ends_connect_as_well() {
        CompletableFuture<Void> connect = waitingForTheImpliedRoot();
        client.time.result(client.session.disconnect());
        assertThat(client.time.failure(connect))
                .isInstanceOf(ClosedException.class)
                .hasMessage("the client was disconnected while it was connecting");
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void shutdown_while_only_the_implied_root_is_awaited_ends_connect_as_well() {
        CompletableFuture<Void> connect = waitingForTheImpliedRoot();
        client.time.result(client.session.abort());
        assertThat(client.time.failure(connect)).isInstanceOf(ClosedException.class);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void the_end_of_the_client_while_only_the_implied_root_is_awaited_is_what_connect_fails_with() {
        CompletableFuture<Void> connect = waitingForTheImpliedRoot();
        OverflowException reason = new OverflowException("too much", null);
        client.context.execute(() -> client.session.fail(reason));
        assertThat(client.time.failure(connect)).isSameAs(reason);
    }

    @Test
    void disconnect_between_two_attempts_ends_connect() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.retrying(impliedRoot()));
        client.lose(client.opened());
        assertThat(client.events(ClientEvent.Retrying.class)).hasSize(1);
        client.time.result(client.session.disconnect());
        assertThat(client.time.failure(connect)).isInstanceOf(ClosedException.class);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void leaving_the_implied_root_alone_leaves_connect_with_what_was_named() {
        CompletableFuture<Void> connect = waitingForTheImpliedRoot();
        client.time.result(client.session.disconnect("/"));
        client.time.result(connect);
        assertThat(client.session.connectedNamespaces()).containsExactly("/chat");
    }

    @Test
    void joins_a_namespace_at_any_time_and_leaves_it() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.runPending();
        assertThat(engine.sent).containsExactly("0", "0/chat,");
        client.accept(engine, "/chat", null);
        client.time.result(join);
        client.time.result(client.session.disconnect("/chat"));
        assertThat(engine.sent).endsWith("1/chat,");
        assertThat(engine.closing).as("s5_16: the other one goes on").isFalse();
        assertThat(client.heard("disconnected")).containsExactly("disconnected /chat io client disconnect");
    }

    @Test
    void s5_16_leaving_the_last_namespace_ends_the_client() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> end = client.session.end();
        client.time.result(client.session.disconnect("/"));
        assertThat(engine.closing).isTrue();
        client.time.result(end);
        assertThat(client.heard).endsWith("closed");
    }

    @Test
    void s5_02_a_namespace_left_before_the_answer_is_left_after_it() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.result(client.session.disconnect("/chat"));
        assertThat(engine.sent).containsExactly("0", "0/chat,");
        assertThat(client.time.failure(join)).isInstanceOf(DisconnectedException.class);
        client.accept(engine, "/chat", null);
        assertThat(engine.sent).endsWith("1/chat,");
        assertThat(client.heard("connected /chat")).isEmpty();
    }

    @Test
    void s5_05_join_of_a_refused_namespace_asks_again() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.runPending();
        client.receive(engine, "4/chat,{\"message\":\"no\"}");
        assertThat(client.time.failure(join)).isInstanceOf(NamespaceRefusedException.class);
        CompletableFuture<Void> again = client.session.join("/chat");
        client.time.runPending();
        client.accept(engine, "/chat", null);
        client.time.result(again);
    }

    @Test
    void sec_06_a_refused_namespace_is_asked_for_again_three_times_with_fresh_credentials_and_pauses() {
        FakeEngine engine = client.connected("/");
        AtomicInteger asked = new AtomicInteger();
        client.time.result(client.session.disconnect());
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.with(
                ClientHarness.request("/"),
                request -> {
                    asked.incrementAndGet();
                    assertThat(request.refusal() != null).isEqualTo(asked.get() > 1);
                    return CompletableFuture.completedFuture(Map.of());
                },
                true));
        engine = client.opened();
        for (int i = 1; i <= 4; i++) {
            assertThat(asked).hasValue(i);
            client.receive(engine, "4{\"message\":\"expired\"}");
            client.time.advance(Duration.ofMillis(400));
            assertThat(asked).as("never at once").hasValue(i);
            client.time.advance(Duration.ofSeconds(4));
        }
        assertThat(asked).hasValue(4);
        assertThat(client.time.failure(connect)).isInstanceOf(NamespaceRefusedException.class);
    }

    @Test
    void the_end_is_told_to_all_who_wait_and_nothing_is_kept_of_who_gave_up() {
        FakeEngine engine = client.connected("/");
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Void> given = client.session.end();
            client.time.runPending();
            client.session.withdraw(given);
            client.time.runPending();
            assertThat(given).isCancelled();
        }
        assertThat(client.session.core().end().waiting()).isZero();
        CompletableFuture<Void> one = client.session.end();
        CompletableFuture<Void> two = client.session.end();
        client.receive(engine, "1");
        assertThat(client.time.failure(one)).isInstanceOf(DisconnectedException.class);
        assertThat(client.time.failure(two)).isInstanceOf(DisconnectedException.class);
        assertThat(client.time.failure(client.session.end())).isInstanceOf(DisconnectedException.class);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void a_connect_that_does_not_wait_was_the_first_connection_and_what_follows_is_an_outage() {
        ConnectRequest waiting = ClientHarness.request("/");
        CompletableFuture<Void> connect = client.session.connect(new ConnectRequest(
                waiting.servers(),
                null,
                null,
                false,
                waiting.namespaces(),
                true,
                false,
                waiting.namespaceTimeout(),
                false));
        FakeEngine engine = client.opened();
        client.time.result(connect);
        FakeEngine second = client.reconnected(engine);
        assertThat(second).isNotSameAs(engine);
        client.accept(second, "/", null);
        assertThat(client.session.isConnected("/")).isTrue();
    }
}
