package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S5-02 to S5-05, S5-15, S5-16, S4-01 to S4-05: how namespaces are joined and left. */
@Timeout(60)
@BothWires
class SocketIoConnectRulesIT {
    @ParameterizedTest
    @EnumSource
    void s5_02_each_namespace_gets_one_connect_and_nothing_before_its_answer(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport)) {
            rules.server
                    .namespace("/slow")
                    .answerConnects(connect -> ConnectAnswer.accept().delay(Duration.ofMillis(150)));
            CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to("/", "/slow"));
            CompletableFuture<Void> early = rules.client.namespace("/slow").emit("early", 1);
            SocketIoRules.result(connected);
            SocketIoRules.result(early);
            SocketIoRules.result(rules.client.emit("now"));
            rules.server.take("now", Await.SOON);
            List<ReceivedPacket> all = rules.server.received();
            assertThat(all)
                    .extracting(ReceivedPacket::kind)
                    .containsExactly(
                            ReceivedPacket.Kind.CONNECT,
                            ReceivedPacket.Kind.CONNECT,
                            ReceivedPacket.Kind.EVENT,
                            ReceivedPacket.Kind.EVENT);
            assertThat(Duration.between(all.get(1).time(), all.get(2).time())).isGreaterThan(Duration.ofMillis(140));
            rules.assertCorrect();
        }
    }

    @Test
    void s5_02_joining_leaving_and_emitting_in_any_order_breaks_no_rule() {
        try (SocketIoRules rules = new SocketIoRules().open("/")) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                var chat = rules.client.namespace("/chat");
                all.add(
                        switch (i * 7 % 5) {
                            case 0, 3 -> chat.join();
                            case 1 -> chat.disconnect();
                            default -> chat.emit("x", i);
                        });
                if (i % 9 == 0) {
                    BayeuxRules.pause(Duration.ofMillis(3));
                }
            }
            Await.value(rules.client.namespace("/chat").disconnect(), "the call");
            rules.until("all of them", () -> all.stream().allMatch(CompletableFuture::isDone));
            SocketIoRules.result(rules.client.emit("fence"));
            rules.server.take("fence", Await.SOON);
            rules.assertCorrect();
            assertThat(rules.server.allConnections()).hasSize(1);
        }
    }

    @Test
    void s5_03_the_answer_brings_an_id_and_without_one_the_error_names_the_older_version() {
        try (SocketIoRules rules = new SocketIoRules().open("/", "/chat")) {
            assertThat(rules.client.sid()).contains(rules.session().id());
            assertThat(rules.client.namespace("/chat").sid())
                    .contains(rules.server.namespace("/chat").session().id());
        }
        try (SocketIoRules rules = new SocketIoRules()) {
            rules.server.namespace("/").answerConnects(connect -> ConnectAnswer.acceptWith(Map.of()));
            assertThat(SocketIoRules.failure(
                            rules.client.connect(rules.to().waitTimeout(Duration.ofMillis(300))),
                            HalleyException.class))
                    .hasStackTraceContaining("sid");
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_04_credentials_are_asked_for_at_each_connection(EngineTransport transport) {
        AtomicInteger asked = new AtomicInteger();
        try (SocketIoRules rules = new SocketIoRules(transport)) {
            rules.open(rules.to("/")
                    .auth(request -> CompletableFuture.completedFuture(
                            Map.of("token", "t" + asked.incrementAndGet(), "deep", List.of(Map.of("a", 1))))));
            assertThat(rules.session().auth()).isEqualTo(Map.of("token", "t1", "deep", List.of(Map.of("a", 1))));
            rules.lose();
            rules.until("another connection", () -> rules.heard.contains("connect /"));
            assertThat(rules.session().auth()).isEqualTo(Map.of("token", "t2", "deep", List.of(Map.of("a", 1))));
            rules.assertCorrect();
        }
    }

    @Test
    void s5_04_without_credentials_to_be_had_nothing_is_sent_and_the_namespace_is_refused() {
        try (SocketIoRules rules = new SocketIoRules()) {
            SocketIoRules.failure(
                    rules.client.connect(rules.to("/")
                            .auth(request -> CompletableFuture.failedFuture(new IllegalStateException("no token")))),
                    RuntimeException.class);
            rules.until("the error", () -> rules.heard.stream().anyMatch(line -> line.startsWith("connect_error /")));
            assertThat(rules.server.received()).isEmpty();
        }
    }

    @Test
    void s5_05_a_refusal_of_any_kind_is_for_one_namespace_and_is_not_repeated() {
        try (SocketIoRules rules = new SocketIoRules().listen("/admin").open("/")) {
            List<ConnectAnswer> answers = Arrays.asList(
                    ConnectAnswer.refuse("no", Map.of("code", 7)),
                    ConnectAnswer.refuseWith("text"),
                    ConnectAnswer.refuseWith(List.of("a", 1)),
                    ConnectAnswer.refuseWith(Map.of()),
                    ConnectAnswer.refuse());
            for (ConnectAnswer answer : answers) {
                rules.server.namespace("/admin").answerConnects(connect -> answer);
                int before = rules.server.received().size();
                NamespaceRefusedException refused =
                        SocketIoRules.failure(rules.client.namespace("/admin").join(), NamespaceRefusedException.class);
                if (answer == answers.get(0)) {
                    assertThat(refused.errorText()).isEqualTo("no");
                    assertThat(refused.data()).isEqualTo(Map.of("code", 7));
                }
                BayeuxRules.pause(Duration.ofMillis(60));
                assertThat(rules.server.received()).hasSize(before + 1);
            }
            assertThat(rules.heard).contains("connect_error /admin no");
            assertThat(rules.client.isConnected()).isTrue();
            rules.server.namespace("/admin").answerConnects(connect -> ConnectAnswer.accept());
            SocketIoRules.result(rules.client.namespace("/admin").join());
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_15_a_namespace_that_the_server_ends_leaves_the_others_and_the_last_one_is_the_end(
            EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).listen("/chat").open("/", "/chat")) {
            rules.server.namespace("/chat").disconnectClients();
            rules.hears("disconnect /chat io server disconnect");
            assertThat(rules.client.isConnected()).isTrue();
            rules.session().disconnect();
            rules.hears("disconnect / io server disconnect");
            rules.until("the end", () -> rules.client.state() == ConnectionState.CLOSED);
            rules.until("the server's end", () -> rules.server.connections().isEmpty());
            BayeuxRules.pause(Duration.ofMillis(100));
            assertThat(rules.server.allConnections()).hasSize(1);
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_16_the_client_leaves_one_namespace_and_keeps_the_others(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).listen("/chat").open("/", "/chat")) {
            NamespaceSession chat = rules.server.namespace("/chat").session();
            SocketIoRules.result(rules.client.namespace("/chat").disconnect());
            rules.hears("disconnect /chat io client disconnect");
            rules.until("the server's end", () -> chat.disconnectReason().isPresent());
            assertThat(chat.disconnectReason()).contains("client namespace disconnect");
            assertThat(rules.client.isConnected()).isTrue();
            SocketIoRules.result(rules.client.namespace("/chat").join());
            assertThat(rules.server.allConnections()).hasSize(1);
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s4_01_to_s4_03_e3_07_a_server_of_version_2_is_found_out_joins_the_root_itself_and_takes_credentials_by_query(
            EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(
                SocketIoTestServer.builder().versions(3).anyNamespace(), SocketIoRules.over(transport))) {
            rules.listen("/admin")
                    .open(ConnectOptions.to(rules.server.url())
                            .namespaces("/admin")
                            .auth(Map.of("token", "a b&c")));
            assertThat(rules.session().connection().version()).isEqualTo(3);
            assertThat(rules.client.sid()).contains(rules.session().id());
            NamespaceSession admin = rules.server.namespace("/admin").session();
            assertThat(admin.auth()).isEqualTo(Map.of("token", "a b&c"));
            assertThat(rules.client.namespace("/admin").sid())
                    .contains(admin.id())
                    .get()
                    .asString()
                    .startsWith("/admin#");
            // the root is not asked for
            assertThat(rules.server.received())
                    .filteredOn(packet -> packet.kind() == ReceivedPacket.Kind.CONNECT)
                    .extracting(ReceivedPacket::namespace)
                    .containsExactly("/admin?token=a+b%26c");
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s4_04_an_error_of_version_2_is_a_text_and_may_come_later(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(
                SocketIoTestServer.builder().versions(3).anyNamespace(), SocketIoRules.over(transport))) {
            rules.server.namespace("/admin").answerConnects(connect -> ConnectAnswer.refuse("Not authorized"));
            rules.listen("/admin").open("/");
            assertThat(SocketIoRules.failure(rules.client.namespace("/admin").join(), NamespaceRefusedException.class)
                            .errorText())
                    .isEqualTo("Not authorized");
            rules.hears("connect_error /admin Not authorized");
            rules.raw("4\"later\"");
            rules.hears("connect_error / later");
            assertThat(rules.client.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s4_05_bytes_travel_both_ways_and_in_acknowledgements_of_version_2(EngineTransport transport) {
        try (SocketIoRules rules =
                new SocketIoRules(SocketIoTestServer.builder().versions(3), SocketIoRules.over(transport))) {
            List<byte[]> got = new CopyOnWriteArrayList<>();
            var unused = rules.client.on("y", byte[].class, got::add);
            rules.server.on("ask", event -> event.ack(new byte[] {7}));
            rules.open("/");
            SocketIoRules.result(rules.client.emit("x", new byte[] {1}, "€"));
            assertThat(rules.server.take("x", Await.SOON).args()).containsExactly(new byte[] {1}, "€");
            assertThat(SocketIoRules.result(rules.client.call("ask")).get(0)).isEqualTo(new byte[] {7});
            rules.server.emit("y", new byte[] {4, 5});
            rules.until("the bytes", () -> got.size() == 1);
            assertThat(got).containsExactly(new byte[] {4, 5});
            rules.assertCorrect();
        }
    }
}
