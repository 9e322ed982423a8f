package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.NamespaceRefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How long namespaces are remembered. */
class MembershipsTest {
    private final ClientHarness client = new ClientHarness();

    private void join(FakeEngine engine, String namespace) {
        CompletableFuture<Void> join = client.session.join(namespace);
        client.time.runPending();
        client.accept(engine, namespace, null);
        client.time.result(join);
    }

    private Throwable emitTo(String namespace) {
        return client.time.failure(client.session.emit(Emission.of(namespace, "e", List.of())));
    }

    @Test
    void joining_and_leaving_ever_other_namespaces_does_not_fill_the_table() {
        FakeEngine engine = client.connected("/");
        for (int i = 0; i < 10_000; i++) {
            join(engine, "/room" + i);
            client.time.result(client.session.disconnect("/room" + i));
            engine.sent.clear();
        }
        assertThat(client.session.core().memberships().all()).hasSizeLessThanOrEqualTo(Memberships.MOST_PAST + 2);
        assertThat(emitTo("/room9999")).isInstanceOf(DisconnectedException.class);
        assertThat(emitTo("/room0")).isInstanceOf(BadNamespaceException.class);
        assertThat(client.session.connectedNamespaces()).containsExactly("/");
    }

    @Test
    void nor_do_namespaces_that_the_server_refuses() {
        FakeEngine engine = client.connected("/");
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Void> join = client.session.join("/room" + i);
            client.time.runPending();
            client.receive(engine, "4/room" + i + ",{\"message\":\"no\"}");
            assertThat(client.time.failure(join)).isInstanceOf(NamespaceRefusedException.class);
        }
        assertThat(client.session.core().memberships().all()).hasSizeLessThanOrEqualTo(Memberships.MOST_PAST + 2);
    }

    @Test
    void a_namespace_that_waits_for_the_servers_answer_is_not_forgotten() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/slow");
        client.time.runPending();
        client.time.result(client.session.disconnect("/slow"));
        for (int i = 0; i < 300; i++) {
            join(engine, "/room" + i);
            client.time.result(client.session.disconnect("/room" + i));
        }
        client.accept(engine, "/slow", null);
        assertThat(engine.sent).as("s5_02").endsWith("1/slow,");
        assertThat(join).isCompletedExceptionally();
    }

    @Test
    void a_namespace_that_was_forgotten_can_be_joined_again() {
        FakeEngine engine = client.connected("/");
        for (int i = 0; i < 300; i++) {
            join(engine, "/room" + i);
            client.time.result(client.session.disconnect("/room" + i));
        }
        join(engine, "/room0");
        client.time.result(client.session.emit(Emission.of("/room0", "e", List.of())));
        assertThat(engine.sent).endsWith("0/room0,", "2/room0,[\"e\"]");
    }
}
