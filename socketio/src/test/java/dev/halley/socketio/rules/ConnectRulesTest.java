package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.engineio.EngineVersion;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.testkit.Reply;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** How namespaces are joined and left. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConnectRulesTest {
    @Test
    void s5_01_s5_23_namespaces_of_any_name_are_joined_and_used() {
        String[] names = {"/", "/admin", "/with-dash", "/a/b", "/ü", "/-1"};
        try (Rules rules = new Rules().open(names)) {
            for (String name : names) {
                rules.done(rules.client.namespace(name).emit("e-1", name));
                ReceivedPacket event = rules.server.take("e-1", SOON);
                assertThat(event.namespace()).isEqualTo(name);
                if (!name.equals("/")) {
                    rules.listen(name);
                }
                rules.heard.clear();
                rules.server.namespace(name).emit("f", name);
                assertThat(rules.heard).containsExactly("f [" + name + "]");
            }
            assertThat(rules.client.namespace("admin").isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_02_each_namespace_gets_one_connect_and_nothing_before_its_answer() {
        try (Rules rules = new Rules()) {
            rules.server
                    .namespace("/slow")
                    .answerConnects(connect -> ConnectAnswer.accept().delay(Duration.ofSeconds(2)));
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to("/", "/slow"));
            rules.time.advance(Duration.ofSeconds(1));
            CompletableFuture<Void> early = rules.client.namespace("/slow").emit("early", 1);
            rules.done(rules.client.emit("now"));
            rules.time.advance(Duration.ofSeconds(2));

            assertThat(connected).isCompleted();
            assertThat(early).isCompleted();
            assertThat(rules.server.received().stream().map(ReceivedPacket::kind))
                    .containsExactly(
                            ReceivedPacket.Kind.CONNECT,
                            ReceivedPacket.Kind.CONNECT,
                            ReceivedPacket.Kind.EVENT,
                            ReceivedPacket.Kind.EVENT);
            rules.assertCorrect();
        }
    }

    @Test
    void s5_02_joining_leaving_and_emitting_at_any_moment_breaks_no_rule() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            try (Rules rules = new Rules()) {
                rules.server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(random.nextInt(40))));
                rules.server.delayPackets(Duration.ofMillis(random.nextInt(40)));
                rules.open("/");
                List<CompletableFuture<?>> unused = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    var chat = rules.client.namespace("/chat");
                    switch (random.nextInt(4)) {
                        case 0 -> unused.add(chat.join());
                        case 1 -> unused.add(chat.disconnect());
                        default -> unused.add(chat.emit("x", i));
                    }
                    rules.time.advance(Duration.ofMillis(random.nextInt(30)));
                }
                rules.time.advance(Duration.ofSeconds(10));

                assertThat(rules.server.violations()).as("seed " + seed).isEmpty();
                assertThat(rules.client.isConnected()).as("seed " + seed).isTrue();
                assertThat(rules.server.allConnections()).as("seed " + seed).hasSize(1);
            }
        }
    }

    @Test
    void s5_03_an_answer_without_sid_is_a_server_of_the_version_before() {
        try (Rules rules = new Rules()) {
            rules.server.namespace("/").answerConnects(connect -> ConnectAnswer.acceptWith(Map.of()));
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to());
            rules.time.advance(Duration.ofSeconds(6));

            assertThat(connected).isCompletedExceptionally();
            assertThat(rules.time.failure(connected)).hasStackTraceContaining("sid");
        }
    }

    @Test
    void s5_03_the_sid_of_each_namespace_is_the_servers() {
        try (Rules rules = new Rules().open("/", "/chat")) {
            assertThat(rules.client.sid()).contains(rules.session().id());
            assertThat(rules.client.namespace("/chat").sid())
                    .contains(rules.server.namespace("/chat").session().id());
            assertThat(rules.client.engineSid())
                    .contains(rules.server.connection().sid());
        }
    }

    @Test
    void s5_04_credentials_are_asked_for_at_each_connection() {
        try (Rules rules = new Rules()) {
            int[] asked = new int[1];
            rules.open(rules.to("/")
                    .auth(request -> CompletableFuture.completedFuture(
                            Map.of("token", "t" + ++asked[0], "deep", List.of(Map.of("a", 1))))));
            assertThat(rules.session().auth()).isEqualTo(Map.of("token", "t1", "deep", List.of(Map.of("a", 1))));
            rules.server.dropConnections();
            rules.time.advance(SOON);

            assertThat(rules.session().auth()).isEqualTo(Map.of("token", "t2", "deep", List.of(Map.of("a", 1))));
            rules.assertCorrect();
        }
    }

    @Test
    void s5_04_a_provider_that_fails_is_a_connect_error() {
        try (Rules rules = new Rules()) {
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to("/")
                    .auth(request -> CompletableFuture.failedFuture(new IllegalStateException("no token"))));
            rules.time.advance(SOON);

            assertThat(connected).isCompletedExceptionally();
            assertThat(rules.heard).isNotEmpty().first().asString().startsWith("connect_error /");
            assertThat(rules.server.received()).isEmpty();
        }
    }

    @Test
    void s5_05_a_refusal_tells_message_and_data_and_is_for_one_namespace() {
        try (Rules rules = new Rules().listen("/admin")) {
            rules.server.namespace("/admin").answerConnects(connect -> ConnectAnswer.refuse("no", Map.of("code", 7)));
            rules.open("/");
            var joined = rules.client.namespace("/admin").join();
            rules.time.advance(Duration.ofSeconds(1));

            assertThat(rules.time.failure(joined)).isInstanceOfSatisfying(NamespaceRefusedException.class, refused -> {
                assertThat(refused.errorText()).isEqualTo("no");
                assertThat(refused.data()).isEqualTo(Map.of("code", 7));
            });
            assertThat(rules.heard).containsExactly("connect /", "connect_error /admin no");
            assertThat(rules.client.isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_05_refusals_of_other_forms_are_understood() {
        for (ConnectAnswer answer : Arrays.asList(
                ConnectAnswer.refuseWith("text"),
                ConnectAnswer.refuseWith(List.of("a", 1)),
                ConnectAnswer.refuseWith(Map.of()),
                ConnectAnswer.refuse())) {
            try (Rules rules = new Rules()) {
                rules.open("/");
                rules.server.namespace("/admin").answerConnects(connect -> answer);
                var joined = rules.client.namespace("/admin").join();
                rules.time.advance(Duration.ofSeconds(1));

                assertThat(rules.time.failure(joined)).isInstanceOf(NamespaceRefusedException.class);
                assertThat(rules.client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void s5_05_who_was_refused_may_try_again_with_other_credentials() {
        try (Rules rules = new Rules()) {
            int[] asked = new int[1];
            rules.server
                    .namespace("/admin")
                    .answerConnects(connect -> Map.of("token", 2).equals(connect.payload())
                            ? ConnectAnswer.accept()
                            : ConnectAnswer.refuse("no"));
            rules.open(rules.to("/")
                    .auth(request -> CompletableFuture.completedFuture(
                            request.namespace().equals("/admin") ? Map.of("token", ++asked[0]) : null)));
            var first = rules.client.namespace("/admin").join();
            rules.time.advance(Duration.ofSeconds(1));
            var second = rules.client.namespace("/admin").join();
            rules.time.advance(Duration.ofSeconds(30));

            assertThat(asked[0]).isEqualTo(2);
            assertThat(first.isCompletedExceptionally() || first.isDone()).isTrue();
            assertThat(second).isCompleted();
        }
    }

    @Test
    void sec_06_a_refusal_is_never_a_tight_loop() {
        try (Rules rules = new Rules()) {
            rules.server.namespace("/").answerConnects(connect -> ConnectAnswer.refuse("expired"));
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(
                    rules.to("/").auth(request -> CompletableFuture.completedFuture(Map.of("token", "old"))));
            rules.time.advance(Duration.ofMinutes(10));

            assertThat(connected).isCompletedExceptionally();
            assertThat(rules.server.received()).hasSizeBetween(1, 20);
        }
    }

    @Test
    void sec_06_attempts_to_reconnect_are_paced_and_differ_between_clients() {
        try (Rules rules = new Rules().open("/")) {
            rules.time.seedRandom(1);
            rules.server.onRequest(request -> request.parameter("sid").isEmpty(), Answer.error(4));
            rules.server.dropConnections();
            int before = rules.server.requests().size();
            rules.time.advance(Duration.ofMinutes(10));

            List<EngineRequest> attempts = rules.server
                    .requests()
                    .subList(before, rules.server.requests().size());
            assertThat(attempts).hasSizeBetween(80, 260);
            List<Duration> pauses = new ArrayList<>();
            for (int i = 20; i < attempts.size(); i++) {
                pauses.add(Duration.between(
                        attempts.get(i - 1).time(), attempts.get(i).time()));
            }
            assertThat(pauses).allSatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofSeconds(1)));
            assertThat(pauses.stream().distinct().count()).isGreaterThan(pauses.size() / 2);
        }
    }

    @Test
    void s5_15_a_namespace_that_the_server_ends_is_left_alone_and_the_last_one_ends_the_client() {
        try (Rules rules = new Rules().listen("/chat").open("/", "/chat")) {
            rules.server.namespace("/chat").disconnectClients();
            assertThat(rules.heard).contains("disconnect /chat io server disconnect");
            assertThat(rules.client.isConnected()).isTrue();
            assertThat(rules.client.namespace("/chat").isConnected()).isFalse();
            rules.session().disconnect();
            rules.time.advance(Duration.ofMinutes(1));

            assertThat(rules.heard).contains("disconnect / io server disconnect");
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(rules.server.connections()).isEmpty();
            assertThat(rules.server.allConnections()).hasSize(1);
            rules.assertCorrect();
        }
    }

    @Test
    void s5_16_the_client_leaves_one_namespace_and_keeps_the_others() {
        try (Rules rules = new Rules().listen("/chat").open("/", "/chat")) {
            NamespaceSession chat = rules.server.namespace("/chat").session();
            assertThat(rules.client.namespace("/chat").disconnect()).isNotNull();
            rules.time.advance(Duration.ofSeconds(1));

            assertThat(chat.disconnectReason()).contains("client namespace disconnect");
            assertThat(rules.heard).contains("disconnect /chat io client disconnect");
            assertThat(rules.client.isConnected()).isTrue();
            assertThat(rules.client.namespace("/chat").join()).isNotNull();
            rules.time.advance(Duration.ofSeconds(1));
            assertThat(rules.client.namespace("/chat").isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @Test
    void a_client_that_disconnects_says_so_to_each_namespace() {
        try (Rules rules = new Rules().open("/", "/chat")) {
            NamespaceSession root = rules.session();
            NamespaceSession chat = rules.server.namespace("/chat").session();
            CompletableFuture<Void> ended = rules.client.disconnect();
            rules.time.advance(Duration.ofSeconds(1));

            assertThat(ended).isCompleted();
            assertThat(root.disconnectReason()).contains("client namespace disconnect");
            assertThat(chat.disconnectReason()).contains("client namespace disconnect");
            assertThat(rules.server.connections()).isEmpty();
            assertThat(rules.heard).endsWith("disconnect / io client disconnect");
            rules.assertCorrect();
        }
    }

    @Test
    void every_accidental_end_is_told_and_followed_by_a_new_connection() {
        try (Rules rules = new Rules().open("/")) {
            List<Runnable> ends = List.of(
                    () -> rules.server.dropConnections(),
                    () -> rules.server.closeConnections(),
                    () -> rules.server.forgetConnections(),
                    () -> rules.server.restart(),
                    () -> rules.raw("9nonsense"),
                    () -> {
                        rules.server.withholdHeartbeats(true);
                        rules.time.advance(Duration.ofSeconds(46));
                        rules.server.withholdHeartbeats(false);
                    });
            List<String> reasons = List.of(
                    "transport close",
                    "transport close",
                    "transport close",
                    "transport close",
                    "parse error",
                    "ping timeout");
            for (int i = 0; i < ends.size(); i++) {
                rules.heard.clear();
                ends.get(i).run();
                rules.time.advance(Duration.ofSeconds(10));

                assertThat(rules.heard).as("end " + i).hasSize(2).endsWith("connect /");
                assertThat(rules.heard.get(0))
                        .as("end " + i)
                        .isIn("disconnect / " + reasons.get(i), "disconnect / transport error");
                assertThat(rules.client.isConnected()).isTrue();
            }
            rules.assertCorrect();
        }
    }

    @Test
    void a_server_of_something_else_is_a_clear_error() {
        try (Rules rules = new Rules()) {
            rules.server.onRequest(
                    request -> true,
                    Answer.http(Reply.text("<!doctype html><html>").header("Content-Type", "text/html")));
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to());
            rules.time.advance(SOON);

            assertThat(rules.time.failure(connected)).hasMessageContaining("not Socket.IO");
        }
    }

    @Test
    void s4_01_to_s4_03_a_server_of_socket_io_2_is_found_out_and_joined() {
        for (int[] versions : new int[][] {{3}, {3, 4}}) {
            try (Rules rules = new Rules(
                    SocketIoTestServer.builder().versions(versions).anyNamespace(),
                    options -> options.engine(
                            engine -> engine.withVersion(versions.length == 1 ? null : EngineVersion.V3)))) {
                rules.listen("/admin")
                        .open(ConnectOptions.to(rules.server.url())
                                .namespaces("/admin")
                                .auth(Map.of("token", "a b&c")));

                assertThat(rules.session().connection().version()).isEqualTo(3);
                assertThat(rules.client.sid()).contains(rules.session().id());
                NamespaceSession admin = rules.server.namespace("/admin").session();
                assertThat(admin.auth()).isEqualTo(Map.of("token", "a b&c"));
                assertThat(rules.client.namespace("/admin").sid()).contains(admin.id());
                rules.done(rules.client.namespace("/admin").emit("x", new byte[] {1}, "€"));
                assertThat(rules.server.take("x", SOON).args()).containsExactly(new byte[] {1}, "€");
                rules.server.namespace("/admin").emit("y", "z");
                assertThat(rules.heard).containsExactly("connect /", "connect /admin", "y [z]");
                rules.assertCorrect();
            }
        }
    }

    @Test
    void s4_05_bytes_travel_both_ways_and_in_acknowledgements_of_socket_io_2() {
        try (Rules rules = new Rules(SocketIoTestServer.builder().versions(3)).listen("/")) {
            List<byte[]> received = new ArrayList<>();
            rules.client.on("y", byte[].class, received::add);
            rules.server.on("ask", event -> event.ack(new byte[] {7}));
            rules.open("/");

            rules.done(rules.client.emit("x", new byte[] {1}, "€"));
            assertThat(rules.server.take("x", SOON).args()).containsExactly(new byte[] {1}, "€");
            var answer = rules.client.call("ask");
            rules.server.namespace("/").emit("y", new byte[] {4, 5});
            rules.time.advance(SOON);

            assertThat(received).containsExactly(new byte[] {4, 5});
            assertThat(answer.join().get(0)).isEqualTo(new byte[] {7});
            rules.assertCorrect();
        }
    }

    @Test
    void s4_04_an_error_of_socket_io_2_is_a_text() {
        try (Rules rules = new Rules(SocketIoTestServer.builder().versions(3)).listen("/admin")) {
            rules.server.namespace("/admin").answerConnects(connect -> ConnectAnswer.refuse("Not authorized"));
            rules.open("/");
            var joined = rules.client.namespace("/admin").join();
            rules.time.advance(SOON);

            assertThat(rules.time.failure(joined)).hasMessageContaining("Not authorized");
            assertThat(rules.heard).contains("connect_error /admin Not authorized");
            rules.assertCorrect();
        }
    }
}
