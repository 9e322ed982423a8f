package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionState;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.testkit.Reply;
import dev.halley.testkit.TestTls;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile servers, hostile networks, and what must not be said aloud. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class SecurityRulesTest {
    @Test
    void sec_02_random_packets_do_nothing_worse_than_end_the_connection() {
        Random random = new Random(11);
        String likely = "0123456789-/,[]{}\":_placeholder true num x";
        for (int i = 0; i < 300; i++) {
            try (Rules rules = new Rules().open("/")) {
                for (int n = 0; n < 5; n++) {
                    if (random.nextInt(5) == 0) {
                        byte[] bytes = new byte[random.nextInt(5)];
                        random.nextBytes(bytes);
                        rules.server.connections().forEach(each -> each.send(EnginePacket.binary(bytes)));
                    } else {
                        StringBuilder packet = new StringBuilder(random.nextBoolean() ? "2[" : "51-[");
                        for (int length = random.nextInt(30); length > 0; length--) {
                            packet.append(likely.charAt(random.nextInt(likely.length())));
                        }
                        String text = packet.toString();
                        rules.server.connections().forEach(each -> each.send(EnginePacket.message(text)));
                    }
                }
                rules.time.advance(Duration.ofMinutes(2));

                assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
                rules.assertCorrect();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    @Tag("wire")
    void sec_04_a_server_that_nobody_vouches_for_is_refused_unless_told_otherwise(EngineTransport transport) {
        TestTls tls = TestTls.create("localhost");
        try (SocketIoTestServer server =
                SocketIoTestServer.builder().tls(tls.serverContext()).start()) {
            ConnectOptions options = ConnectOptions.to(server.url()).transports(transport);
            try (SocketIoClient strict = SocketIoClient.builder().logOff().build()) {
                assertThatThrownBy(() -> strict.connect(options)).hasStackTraceContaining("certificate");
            }
            try (SocketIoClient trusting = SocketIoClient.builder()
                    .logOff()
                    .sslContext(tls.clientContext())
                    .build()) {
                trusting.connect(options);
                assertThat(trusting.transport()).contains(transport);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    @Tag("wire")
    void sec_04_a_certificate_for_another_host_is_refused(EngineTransport transport) {
        TestTls tls = TestTls.create("elsewhere.example");
        try (SocketIoTestServer server =
                        SocketIoTestServer.builder().tls(tls.serverContext()).start();
                SocketIoClient client = SocketIoClient.builder()
                        .logOff()
                        .sslContext(tls.clientContext())
                        .build()) {
            ConnectOptions options = ConnectOptions.to(server.url()).transports(transport);
            assertThatThrownBy(() -> client.connect(options)).isInstanceOf(RuntimeException.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    @Tag("wire")
    void sec_05_credentials_do_not_follow_a_redirect_to_another_host() {
        try (SocketIoTestServer other = SocketIoTestServer.start();
                SocketIoTestServer server = SocketIoTestServer.start();
                SocketIoClient client = SocketIoClient.builder().logOff().build()) {
            String elsewhere = other.url().replace("127.0.0.1", "localhost") + "/socket.io/?EIO=4&transport=polling";
            server.onRequest(request -> true, Answer.http(Reply.of(302).header("Location", elsewhere)));
            ConnectOptions options = ConnectOptions.to(server.url())
                    .header("Authorization", "Bearer secret-header")
                    .auth(Map.of("token", "secret-auth"));

            assertThatThrownBy(() -> client.connect(options)).isInstanceOf(RuntimeException.class);
            assertThat(other.requests())
                    .noneMatch(request -> request.header("Authorization").isPresent());
            assertThat(other.received()).isEmpty();
        }
    }

    @Test
    void sec_05_secrets_stand_in_no_log_and_no_error() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        SocketIoTestServer server;
        try (Rules rules = new Rules(
                SocketIoTestServer.builder().recovery(Duration.ofMinutes(2)).cookie("io"),
                options -> options.logTo(out, System.Logger.Level.TRACE).engineLogTo(out, System.Logger.Level.TRACE))) {
            server = rules.server;
            rules.open(rules.to("/")
                    .header("Authorization", "Bearer secret-header")
                    .auth(Map.of("token", "secret-auth")));
            server.emit("n", 1);
            server.dropConnections();
            rules.time.advance(SOON);
            server.onRequest(request -> request.parameter("sid").isPresent(), Answer.error(1));
            server.connection().drop();
            CompletableFuture<AsyncSocketIoClient> again = rules.client.connect(rules.to());
            rules.time.advance(SOON);
            said.append(rules.client).append(rules.events).append(rules.heard).append(again);
            said.append(rules.to("/")
                    .header("Authorization", "Bearer secret-header")
                    .auth(Map.of("t", "secret-auth")));
        }
        said.append(written.toString(StandardCharsets.UTF_8));

        assertThat(written.size()).isPositive();
        assertThat(said).doesNotContain("secret-header").doesNotContain("secret-auth");
        server.allConnections().forEach(connection -> assertThat(said).doesNotContain(connection.sid()));
        for (EngineRequest request : server.requests()) {
            request.header("Cookie").ifPresent(cookie -> assertThat(said).doesNotContain(cookie));
        }
    }
}
