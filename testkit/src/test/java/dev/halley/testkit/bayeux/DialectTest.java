package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.VirtualTime;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Salesforce and Faye have their own ways; tokens are asked for in each. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DialectTest {
    private final VirtualTime time = new VirtualTime();
    private BayeuxTestServer server;
    private MemoryClient client;

    private void start(Dialect dialect) {
        server = BayeuxTestServer.builder().dialect(dialect).inVirtualTime(time);
        client = new MemoryClient(time, server);
    }

    @Test
    void salesforce_holds_for_110_seconds_advises_once_and_answers_with_numbers() {
        start(Dialect.SALESFORCE);

        Map<String, Object> handshake = client.handshake("\"ext\":{\"replay\":true}");
        assertThat(handshake)
                .containsEntry("id", 1)
                .containsEntry("supportedConnectionTypes", List.of("long-polling"))
                .containsEntry("ext", Map.of("replay", true, "payload.format", true))
                .doesNotContainKey("advice");
        assertThat(client.connect("").message())
                .containsEntry("advice", Map.of("reconnect", "retry", "interval", 0, "timeout", 110_000));

        MemoryClient.Exchange held = client.connect("");
        time.advance(Duration.ofMillis(109_999));
        assertThat(held.isPending()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(held.message()).doesNotContainKey("advice");

        time.advance(Duration.ofMillis(39_999));
        assertThat(server.sessions()).hasSize(1);
        time.advance(Duration.ofMillis(1));
        assertThat(client.connect("").message())
                .containsEntry("error", "403::Unknown client")
                .containsEntry("advice", Map.of("reconnect", "handshake", "interval", 0));
    }

    @Test
    void salesforce_speaks_long_polling_in_small_requests_with_cookies_only() {
        start(Dialect.SALESFORCE);

        assertThat(client.socket().failure.kind()).isEqualTo(WireException.Kind.UPGRADE_REFUSED);
        client.open();
        assertThat(client.send("/service/x", "\"data\":\"" + "x".repeat(32_768) + "\"").status)
                .isEqualTo(413);
        client.forgetCookie();
        assertThat(client.connect("").message())
                .containsEntry(
                        "error",
                        "400::Client " + client.clientId
                                + " has established a session, but no BAYEUX_BROWSER cookie present");
    }

    @Test
    void salesforce_hides_why_a_handshake_failed() {
        start(Dialect.SALESFORCE);
        server.on("/meta/handshake", Answer.refuse("503::Server is too busy").times(1));
        assertThat(client.handshake(""))
                .containsEntry("error", "403::Handshake denied")
                .containsEntry("ext", Map.of("sfdc", Map.of("failureReason", "503::Server is too busy")));

        server.acceptToken("good");
        assertThat(client.handshake(""))
                .containsEntry("ext", Map.of("sfdc", Map.of("failureReason", "401::Request requires authentication")))
                .containsEntry("advice", Map.of("reconnect", "none"));
        client.token("good").open();
        server.revokeTokens();
        assertThat(client.connect("").message())
                .containsEntry("error", "401::Authentication invalid")
                .containsEntry("advice", Map.of("reconnect", "none"));
        assertThat(server.requestsWith("good")).isEqualTo(3);
        assertThat(server.requestsWith("other")).isZero();
    }

    @Test
    void replay_gives_what_was_missed_and_refuses_positions_that_it_does_not_know() {
        start(Dialect.SALESFORCE);
        client.handshake("\"ext\":{\"replay\":true}");
        client.connect("");
        server.publish("/event/E", "{\"n\":1}");
        server.publish("/event/E", "{\"n\":2, \"event\":{\"a\":1}}");

        assertThat(replay("/event/E", "\"/event/E\":-2").get(0)).containsEntry("successful", true);
        List<Map<String, Object>> all = client.connect("").messages();
        assertThat(all).hasSize(3);
        long first = position(all.get(0));
        assertThat(position(all.get(1))).isGreaterThan(first);
        assertThat(all.get(1).get("data")).isEqualTo(Map.of("n", 2, "event", Map.of("a", 1, "replayId", (int)
                position(all.get(1)))));

        replay("/event/E", "\"/event/E\":" + first);
        assertThat(client.connect("").messages()).hasSize(2);
        replay("/event/E?n=1", "\"/event/E\":-1");
        assertThat(server.session().queued()).isZero();

        assertThat(replay("/event/E", "\"/event/E\":4711").get(0))
                .containsEntry(
                        "error",
                        "400::The replayId {4711} you provided was invalid.  Please provide a valid ID, -2 to replay"
                                + " all events, or -1 to replay only new events.");
        assertThat(replay("/event/E", "").get(0))
                .containsEntry(
                        "error",
                        "400::The replayId for channel {/event/E} wasn't found using the provided replay ID map {{}}");
        server.expireEvents("/event/E");
        assertThat(replay("/event/E", "\"/event/E\":" + first).get(0)).containsEntry("successful", false);
    }

    private List<Map<String, Object>> replay(String channel, String positions) {
        return client.send(
                        "/meta/subscribe",
                        "\"subscription\":\"" + channel + "\",\"ext\":{\"replay\":{" + positions + "}}")
                .messages();
    }

    private static long position(Map<String, Object> event) {
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        return ((Number) ((Map<?, ?>) data.get("event")).get("replayId")).longValue();
    }

    @Test
    void only_so_many_events_are_retained() {
        server = BayeuxTestServer.builder().replay(true).retention(2).inVirtualTime(time);
        client = new MemoryClient(time, server);
        client.handshake("\"ext\":{\"replay\":true}");
        client.connect("");
        for (int i = 1; i <= 3; i++) {
            server.publish("/e", "{\"n\":" + i + "}");
        }

        replay("/*", "\"/*\":-2");

        assertThat(client.connect("").messages()).hasSize(3);
    }

    @Test
    void faye_has_its_own_errors_and_advice() {
        start(Dialect.FAYE);

        assertThat(client.handshake(""))
                .containsEntry("advice", Map.of("reconnect", "retry", "interval", 0, "timeout", 45_000));
        MemoryClient.Exchange held = client.connect("");
        assertThat(held.isPending()).isTrue();
        time.advance(Duration.ofSeconds(45));
        assertThat(held.message()).containsKey("advice").containsEntry("clientId", client.clientId);
        assertThat(client.subscribe("/chat")).containsEntry("clientId", client.clientId);
        assertThat(client.subscribe("/service/x")).containsEntry("error", "403:/service/x:Forbidden channel");
        held = client.connect("");
        assertThat(client.send("/chat", "\"data\":1").message()).containsEntry("clientId", client.clientId);
        assertThat(held.messages().get(0)).containsEntry("channel", "/meta/connect");
        assertThat(held.messages().get(1)).isEqualTo(Map.of("channel", "/chat", "data", 1, "id", "6"));
        assertThat(client.send("/chat", "").message()).containsEntry("error", "402:data:Missing required parameter");

        String old = client.clientId;
        server.expireSessions();
        assertThat(client.subscribe("/chat"))
                .containsEntry("error", "401:" + old + ":Unknown client")
                .doesNotContainKey("advice");
        assertThat(client.connect("").message())
                .containsEntry("error", "401:" + old + ":Unknown client")
                .containsEntry("advice", Map.of("reconnect", "handshake", "interval", 0));
        client.clientId = "";
        assertThat(client.connect("").message()).containsEntry("error", "402:clientId:Missing required parameter");
    }

    @Test
    void without_a_good_token_there_is_status_401_and_no_upgrade() {
        start(Dialect.COMETD);
        server.requireToken(token -> token.startsWith("good"));

        assertThat(client.send("/meta/handshake", "").status).isEqualTo(401);
        assertThat(client.token("bad").socket().failure.kind()).isEqualTo(WireException.Kind.UPGRADE_REFUSED);
        MemoryClient.Socket socket = client.token("good one").socket();
        assertThat(client.over(socket, "/meta/handshake", "").get(0)).containsEntry("successful", true);
        server.revokeTokens();
        assertThat(client.over(socket, "/meta/handshake", "").get(0))
                .containsEntry("error", "401::Authentication invalid");
        assertThat(server.requestsWith("good one")).isEqualTo(3);
    }
}
