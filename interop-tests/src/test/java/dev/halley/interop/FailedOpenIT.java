package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening against what is no Bayeux server: one clear error, and nothing stays running. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class FailedOpenIT {
    private ScriptedServer server;

    enum Trouble {
        NOBODY_LISTENS(0, "Nobody listens", null),
        HTML_PAGE(
                200, "Log in", Reply.ok().header("Content-Type", "text/html").body("<html><body>Log in</body></html>")),
        UNAUTHORIZED(401, "credentials", Reply.of(401)),
        FORBIDDEN(403, "refuses this client", Reply.of(403)),
        NOT_FOUND(404, "URL", Reply.of(404)),
        UNAVAILABLE(
                503, "not available", Reply.of(503).header("Retry-After", "7").body("down"));

        private final int status;
        private final String words;
        private final Reply reply;

        Trouble(int status, String words, Reply reply) {
            this.status = status;
            this.words = words;
            this.reply = reply;
        }

        URI url(ScriptedServer server) {
            return reply == null ? URI.create("http://127.0.0.1:" + freePort() + "/cometd") : server.http("/" + this);
        }
    }

    static Stream<Arguments> everything() {
        return Matrix.everything()
                .flatMap(client -> Stream.of(Trouble.values())
                        .map(trouble -> Arguments.of(trouble, client.get()[0], client.get()[1])));
    }

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.FLOW);
    }

    @BeforeAll
    void start() {
        server = ScriptedServer.start();
        for (Trouble trouble : Trouble.values()) {
            if (trouble.reply != null) {
                server.handle("/" + trouble, trouble.reply);
            }
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void one_transport_fails_with_its_reason(Trouble trouble, ConnectionType transport, Face face) {
        URI url = trouble.url(server);
        ConnectionException failure = failure(() -> face.open(Clients.builder(url, transport)));
        assertMessage(failure, trouble, url);
        assertThat(failure.details().transport()).isEqualTo(transport.wireName());
        assertThat(failure.details().status()).isEqualTo(trouble.status);
        assertThat(failure.details().unauthorized()).isEqualTo(trouble.status == 401 || trouble.status == 403);
        assertThat(failure.details().retryAfter().map(Duration::toSeconds))
                .isEqualTo(trouble == Trouble.UNAVAILABLE ? Optional.of(7L) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void the_default_client_tries_both_transports_and_tells_both_reasons(Trouble trouble) {
        URI url = trouble.url(server);
        BayeuxClient client = BayeuxClient.builder(url.toString()).build();
        ConnectionException failure = failure(client::open);
        assertMessage(failure, trouble, url);
        assertThat(failure.details().transport()).isEqualTo("long-polling");
        assertThat(failure.getSuppressed()).singleElement().isInstanceOfSatisfying(ConnectionException.class, first -> {
            assertThat(first.details().transport()).isEqualTo("websocket");
            assertThat(first.details().status()).isEqualTo(trouble.status);
        });
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.isClosed()).isTrue();
        client.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_client_that_could_not_be_opened_can_be_opened_later(ConnectionType transport, Face face) {
        try (CometdServer cometd = CometdServer.start()) {
            cometd.drop();
            FaceClient unopened = FaceClient.unopened(face, Clients.builder(cometd.url(), transport));
            assertThat(failure(unopened::open)).hasMessageContaining("Nobody listens");
            cometd.restart();
            try (FaceClient client = unopened.open()) {
                client.subscribe("/later/stream");
                client.publish("/later/stream", 1);
                assertThat(client.receive().data()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void nothing_is_left_running(ConnectionType transport, Face face) {
        Threads.awaitNone("former tests");
        for (Trouble trouble : Trouble.values()) {
            ConnectionException failure = failure(() -> face.open(Clients.builder(trouble.url(server), transport)));
            assertThat(failure.details().status()).isEqualTo(trouble.status);
        }
        Threads.awaitNone("failed opens");
        server.awaitOpenConnections(0, Duration.ofSeconds(5));
    }

    private static ConnectionException failure(ThrowingCallable open) {
        ConnectionException failure = catchThrowableOfType(ConnectionException.class, open);
        assertThat(failure).as("a failed open").isNotNull();
        return failure;
    }

    /** One line that says where, what, and what to try. */
    private static void assertMessage(ConnectionException failure, Trouble trouble, URI url) {
        assertThat(failure.getMessage()).doesNotContain("\n", "\r").contains(url.getAuthority(), trouble.words);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
