package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.OperationTimeoutException;
import dev.halley.engineio.EngineVersion;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Version 4 of the protocol, over Engine.IO 3: servers of Socket.IO 1 and 2. */
class OldProtocolTest {
    private final ClientHarness client = new ClientHarness();

    private FakeEngine opened(CompletableFuture<Void> connect) {
        client.time.runPending();
        assertThat(connect).isNotDone();
        client.engine().open(EngineVersion.V3);
        client.time.runPending();
        return client.engine();
    }

    @Test
    void s4_01_the_server_joins_the_root_and_others_come_after_it() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        assertThat(engine.sent).isEmpty();
        client.receive(engine, "0");
        assertThat(engine.sent).containsExactly("0/chat,");
        client.receive(engine, "0/chat");
        client.time.result(connect);
        assertThat(client.session.sid("/")).as("s4_03").contains("engine");
        assertThat(client.session.sid("/chat")).as("s4_03").contains("/chat#engine");
    }

    @Test
    void s4_01_a_root_that_nobody_wants_stays_out_of_sight() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0");
        assertThat(engine.sent).containsExactly("0/chat,");
        client.receive(engine, "0/chat,", "2[\"e\"]");
        client.time.result(connect);
        assertThat(client.heard).containsExactly("opened", "connected /chat /chat#engine in CONNECTED");
        assertThat(client.events(ClientEvent.Dropped.class)).hasSize(1);
    }

    @Test
    void s4_01_a_server_that_never_joins_the_root_fails_the_connect_in_time() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/chat"));
        FakeEngine engine = opened(connect);
        client.time.advance(Duration.ofSeconds(6));
        assertThat(client.time.failure(connect)).isInstanceOf(OperationTimeoutException.class);
        assertThat(engine.sent).isEmpty();
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void s4_01_nor_do_others_wait_for_ever_beside_a_root_that_is_wanted() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        opened(connect);
        client.time.advance(Duration.ofSeconds(6));
        assertThat(client.time.failure(connect)).isInstanceOf(OperationTimeoutException.class);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void s4_02_credentials_go_by_query_and_the_answer_names_the_bare_namespace() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.with(
                ClientHarness.request("/", "/admin"),
                request -> CompletableFuture.completedFuture(Map.of("token", "a b&c")),
                false));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0");
        assertThat(engine.sent).containsExactly("0/admin?token=a+b%26c,");
        client.receive(engine, "0/admin?token=a+b%26c,");
        client.time.result(connect);
    }

    @Test
    void s4_04_an_error_is_a_string_and_may_come_later_too() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0");
        client.time.result(connect);
        client.receive(engine, "4\"Not authorized\"");
        assertThat(client.session.isConnected("/")).isTrue();
        assertThat(client.connectErrors).singleElement().isInstanceOf(NamespaceRefusedException.class);
        CompletableFuture<Void> join = client.session.join("/admin");
        client.time.runPending();
        client.receive(engine, "4/admin,\"Not authorized\"");
        assertThat(((NamespaceRefusedException) client.time.failure(join)).errorText())
                .isEqualTo("Not authorized");
    }

    @Test
    void s4_04_a_refused_root_refuses_all() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "4\"no\"");
        assertThat(client.time.failure(connect)).isInstanceOf(NamespaceRefusedException.class);
        assertThat(client.heard("connect_error")).hasSize(2);
    }

    @Test
    void events_acknowledgements_and_leaving_are_as_in_version_5() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0", "0/chat,");
        client.time.result(connect);
        CompletableFuture<PacketData> call = client.session.call(Emission.of("/chat", "e", List.of(1)));
        client.time.runPending();
        client.receive(engine, "3/chat,0[2]", "2[\"hello\",\"world\"]");
        client.time.result(call);
        assertThat(client.heard).endsWith("event / hello [world]");
        client.receive(engine, "1/chat,");
        assertThat(client.heard).endsWith("disconnected /chat io server disconnect");
    }

    @Test
    void s4_01_a_root_that_the_server_has_joined_already_is_entered_without_a_connect() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0", "0/chat,");
        client.time.result(connect);
        CompletableFuture<Void> join = client.session.join("/");
        client.time.result(join);
        assertThat(client.session.isConnected("/")).isTrue();
        assertThat(client.session.sid("/")).contains("engine");
        client.time.result(client.emit("e"));
        assertThat(engine.sent).as("s5_02").containsExactly("0/chat,", "2[\"e\"]");
        client.receive(engine, "2[\"hello\"]");
        assertThat(client.heard).endsWith("connected / engine in CONNECTED", "event / hello []");
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void s4_01_a_root_that_was_left_is_joined_again_by_a_connect() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0", "0/chat,");
        client.time.result(connect);
        client.time.result(client.session.disconnect("/"));
        CompletableFuture<Void> join = client.session.join("/");
        client.time.runPending();
        assertThat(join).isNotDone();
        assertThat(engine.sent).containsExactly("0/chat,", "1", "0");
        client.receive(engine, "0");
        client.time.result(join);
        client.receive(engine, "1");
        CompletableFuture<Void> again = client.session.join("/");
        client.time.runPending();
        assertThat(engine.sent).endsWith("1", "0", "0");
        client.receive(engine, "0");
        client.time.result(again);
    }

    @Test
    void s4_01_a_root_left_before_the_server_joined_it_is_left_after_that() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        client.time.result(client.session.disconnect("/"));
        client.receive(engine, "0");
        assertThat(engine.sent).containsExactly("1", "0/chat,");
        assertThat(client.session.isActive("/")).isFalse();
        CompletableFuture<Void> join = client.session.join("/");
        client.time.runPending();
        assertThat(engine.sent).endsWith("0");
        client.receive(engine, "0");
        client.time.result(join);
    }

    @Test
    void s4_01_on_the_next_connection_the_root_is_the_servers_matter_again() {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/", "/chat"));
        FakeEngine engine = opened(connect);
        client.receive(engine, "0", "0/chat,");
        client.time.result(connect);
        client.time.result(client.session.disconnect("/"));
        client.lose(engine);
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.engine();
        next.open(EngineVersion.V3);
        client.time.runPending();
        client.receive(next, "0", "0/chat,");
        client.time.result(client.session.join("/"));
        assertThat(next.sent).containsExactly("0/chat,");
    }
}
