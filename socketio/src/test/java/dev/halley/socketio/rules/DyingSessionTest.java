package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.json.JsonException;
import dev.halley.socketio.ConnectOptions;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is asked of a client in the moments in which its session is on the way out or in. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DyingSessionTest {
    @Test
    void a_repeated_emit_right_after_the_network_was_lost_waits_for_the_next_connection() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (Rules rules = new Rules(
                        SocketIoTestServer.builder().anyNamespace(),
                        options -> options.retries(3)
                                .logTo(new PrintStream(log, true, StandardCharsets.UTF_8), Level.ERROR))
                .open("/")) {
            rules.client.networkLost();
            CompletableFuture<Void> emitted = rules.client.emit("n", 1);
            rules.time.advance(SOON);

            assertThat(rules.server.received("n")).hasSize(1);
            rules.server.received("n").get(0).ack();
            rules.done(emitted);
            assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_04_credentials_that_can_not_be_encoded_fail_the_connect() {
        try (Rules rules = new Rules()) {
            ConnectOptions options = rules.to("/").auth(Map.of("token", new Object()));
            CompletableFuture<?> connect = rules.client.connect(options);
            rules.time.advance(SOON);

            assertThat(rules.time.failure(connect)).isInstanceOf(JsonException.class);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
            rules.assertCorrect();
        }
    }
}
