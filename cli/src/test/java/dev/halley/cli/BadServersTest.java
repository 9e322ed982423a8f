package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import java.net.ServerSocket;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.DefaultSecurityPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are not there, are not Bayeux, or say no: exit code and one line that helps. */
@Timeout(120)
class BadServersTest {
    @ParameterizedTest
    @ValueSource(strings = {"sub", "pub", "call"})
    void nobody_listening_is_3(String command) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        failing(command, "http://127.0.0.1:" + port + "/cometd", 3, "127.0.0.1:" + port);
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of(Reply.ok().header("Content-Type", "text/html").body("<html>hello</html>"), 3, "HTML"),
                Arguments.of(
                        Reply.ok().header("Content-Type", "application/json").body("{]"), 3, "JSON"),
                Arguments.of(Reply.of(404).body("no such page"), 3, "404"),
                Arguments.of(Reply.of(405), 3, "405"),
                Arguments.of(Reply.of(500).body("oops"), 3, "500"),
                Arguments.of(Reply.of(503), 3, "503"),
                Arguments.of(Reply.of(401), 4, "401"),
                Arguments.of(Reply.of(403), 4, "403"),
                Arguments.of(Reply.of(407), 4, "407"));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void what_is_no_bayeux_server_is_3_and_what_wants_credentials_4(Reply reply, int code, String word)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.onRequest(request -> reply);
            for (String command : new String[] {"sub", "pub", "call"}) {
                failing(command, server.http("/cometd").toString(), code, word);
            }
        }
    }

    @Test
    void a_server_that_does_not_answer_is_3_in_time() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.onRequest(request -> Reply.hang());
            RunningCommand sub = RunningCommand.run(
                    "",
                    "bayeux",
                    "sub",
                    "--connection-timeout",
                    "500ms",
                    server.http("/cometd").toString(),
                    "/a");
            assertThat(sub.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void headers_go_out_with_every_request() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.onRequest(request -> Reply.of(401));
            RunningCommand.run(
                    "",
                    "bayeux",
                    "sub",
                    "--header",
                    "Authorization: Bearer abc",
                    "--header",
                    "X-Two:2",
                    server.http("/cometd").toString(),
                    "/a");
            assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(1).allSatisfy(request -> {
                assertThat(request.header("Authorization")).contains("Bearer abc");
                assertThat(request.header("X-Two")).contains("2");
            });
        }
    }

    @Test
    void transports_are_tried_in_the_order_given() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.onRequest(request -> Reply.of(404));
            String url = server.http("/cometd").toString();
            RunningCommand.run(
                    "", "bayeux", "sub", "--transport", "long-polling", "--transport", "websocket", url, "/a");
            assertThat(server.requests().get(0).isUpgrade()).isFalse();
            RunningCommand.run("", "bayeux", "sub", "--transport", "long-polling", url, "/a");
            assertThat(server.requests().get(server.requests().size() - 1).isUpgrade())
                    .isFalse();
        }
    }

    @Test
    void a_refused_handshake_is_4() throws Exception {
        try (EmbeddedServer server = with(new DefaultSecurityPolicy() {
            @Override
            public boolean canHandshake(BayeuxServer bayeux, ServerSession session, ServerMessage message) {
                return false;
            }
        })) {
            failing("sub", server.url().toString(), 4, "403");
        }
    }

    @Test
    void a_refused_subscribe_is_1() throws Exception {
        try (EmbeddedServer server = with(new DefaultSecurityPolicy() {
            @Override
            public boolean canSubscribe(
                    BayeuxServer bayeux, ServerSession session, ServerChannel channel, ServerMessage message) {
                return false;
            }
        })) {
            RunningCommand sub =
                    RunningCommand.run("", "bayeux", "sub", server.url().toString(), "/a");
            assertThat(sub.exitCode()).isEqualTo(1);
            assertThat(sub.err()).contains("halley: ").contains("403").contains("(try: ");
        }
    }

    @Test
    void a_refused_publish_is_1_and_shows_the_reply() throws Exception {
        try (EmbeddedServer server = with(new DefaultSecurityPolicy() {
            @Override
            public boolean canPublish(
                    BayeuxServer bayeux, ServerSession session, ServerChannel channel, ServerMessage message) {
                return false;
            }
        })) {
            RunningCommand pub =
                    RunningCommand.run("", "bayeux", "pub", server.url().toString(), "/a", "1");
            assertThat(pub.exitCode()).isEqualTo(1);
            assertThat(pub.out()).singleElement().asString().contains("\"successful\":false");
            assertThat(pub.err()).contains("halley: message refused: ").contains("(try: ");

            RunningCommand call =
                    RunningCommand.run("", "bayeux", "call", server.url().toString(), "/service/echo", "1");
            assertThat(call.exitCode()).isEqualTo(1);
        }
    }

    private static EmbeddedServer with(DefaultSecurityPolicy policy) throws Exception {
        Consumer<BayeuxServer> customizer = bayeux -> ((BayeuxServerImpl) bayeux).setSecurityPolicy(policy);
        return EmbeddedServer.start(new EmbeddedServer.Settings(0, false, customizer));
    }

    private static void failing(String command, String url, int code, String word) throws Exception {
        RunningCommand ran = command.equals("sub")
                ? RunningCommand.run("", "bayeux", command, url, "/a")
                : RunningCommand.run("", "bayeux", command, url, "/service/a", "1");
        String label = command + " " + word + ": " + ran.err();
        assertThat(ran.exitCode()).as(label).isEqualTo(code);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.console().err().stream().filter(line -> line.startsWith("halley: ")))
                .as(label)
                .singleElement()
                .asString()
                .contains(word);
    }
}
