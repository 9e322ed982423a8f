package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.cli.Main;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.socketio.Args;
import dev.halley.socketio.EmitOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** E4-20: an event over polling that the server does not take for its size ends, once, and nothing behind it waits for it. */
@Timeout(60)
@BothWires
class SocketIoTooLargeIT {
    private static final int SIZE = 30_000;
    private static final String SMALL =
            "{\"version\":4,\"maxHttpBufferSize\":10000,\"pingInterval\":2000,\"pingTimeout\":2000}";

    @ParameterizedTest
    @EnumSource(SocketIoFace.class)
    void an_event_that_is_too_large_ends_and_what_is_behind_it_goes_out(SocketIoFace face) {
        try (NodeSocketIo server = NodeSocketIo.start(SMALL);
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, face)) {
            user.connect(SocketIoRoute.POLLING.to(server));
            CompletableFuture<Void> big = user.client().async().emit("echo", "x".repeat(SIZE));
            CompletableFuture<Args> behind = user.client().async().call("echo", 1);
            assertThatThrownBy(() -> Await.value(big, "the large one"))
                    .isInstanceOfSatisfying(
                            MessageRefusedException.class,
                            refused -> assertThat(refused.isTooLarge()).isTrue())
                    .hasMessageContaining("(maxPayload: 10000 bytes)")
                    .hasMessageContaining("413");
            assertThat(Await.value(behind, "what is behind it").get(0)).isEqualTo(1);
            user.awaitReports(ClientEvent.NotSent.class, 1);
            assertThat(user.reports()).contains(new ClientEvent.NotSent("/", "echo", NotSentReason.REFUSED));
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoFace.class)
    void sending_it_again_does_not_help(SocketIoFace face) {
        try (NodeSocketIo server = NodeSocketIo.start(SMALL);
                SocketIoUser user = SocketIoUser.of(PeerKind.JS4, face, builder -> builder.retries(3))) {
            user.connect(SocketIoRoute.POLLING.to(server));
            CompletableFuture<Args> big = user.client().async().call("echo", (Object) new byte[SIZE]);
            CompletableFuture<Args> behind =
                    user.client().async().call(EmitOptions.defaults().timeout(Duration.ofSeconds(5)), "echo", 1);
            assertThatThrownBy(() -> Await.value(big, "the large one")).isInstanceOf(MessageRefusedException.class);
            assertThat(Await.value(behind, "what is behind it").get(0)).isEqualTo(1);
        }
    }

    @Test
    void the_command_reports_the_line_and_emits_the_others() {
        try (NodeSocketIo server = NodeSocketIo.start(SMALL);
                Child emit = Programs.start(
                        List.of(),
                        Main.class,
                        "socketio",
                        "emit",
                        server.url().toString(),
                        "echo",
                        "-",
                        "--transport=polling",
                        "--ack")) {
            emit.tell("[1]");
            assertThat(emit.await("[", Await.SOON)).isEqualTo("1]");
            emit.tell("[\"" + "x".repeat(SIZE) + "\"]");
            emit.tell("[2]");
            assertThat(emit.await("halley: line 2: ", Await.SOON)).contains("maxPayload: 10000 bytes", "413");
            assertThat(emit.await("[", Await.SOON)).isEqualTo("2]");
        }
    }
}
