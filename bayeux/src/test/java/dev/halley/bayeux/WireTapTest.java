package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.WireTap;
import dev.halley.WireTap.Kind;
import dev.halley.WireTap.Traffic;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a wire tap sees. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WireTapTest {
    private final List<Traffic> seen = new ArrayList<>();

    private SessionHarness server(ConnectionType type, WireTap tap) {
        return new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .header("Authorization", "Bearer s3cret-token")
                        .handshakeExt("authentication", Map.of("user", "someone"))
                        .wireTap(tap));
    }

    private List<Kind> kinds() {
        return seen.stream().map(Traffic::kind).toList();
    }

    @Test
    void sees_each_request_and_reply_of_long_polling() {
        SessionHarness server = server(ConnectionType.LONG_POLLING, seen::add);
        SessionHarness.Sent held = server.open();
        server.breakLink(held);
        assertThat(kinds()).startsWith(Kind.REQUEST, Kind.REPLY, Kind.REQUEST, Kind.REPLY, Kind.REQUEST, Kind.FAILED);
        Traffic handshake = seen.get(0);
        assertThat(handshake.method()).isEqualTo("POST");
        assertThat(handshake.url()).hasToString(SessionHarness.URL);
        assertThat(handshake.text()).contains("/meta/handshake");
        assertThat(handshake.headers().first("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(seen.get(1).code()).isEqualTo(200);
        assertThat(seen.get(1).link())
                .isEqualTo(handshake.link())
                .isNotEqualTo(seen.get(2).link());
        assertThat(seen.get(5).text()).contains("POST " + SessionHarness.URL);
    }

    @Test
    void sees_the_upgrade_and_each_message_of_a_websocket() {
        SessionHarness server = server(ConnectionType.WEBSOCKET, seen::add);
        SessionHarness.Sent held = server.open();
        server.breakLink(held);
        assertThat(kinds())
                .startsWith(
                        Kind.UPGRADE,
                        Kind.OPENED,
                        Kind.SENT,
                        Kind.RECEIVED,
                        Kind.SENT,
                        Kind.RECEIVED,
                        Kind.SENT,
                        Kind.FAILED);
        assertThat(seen.subList(0, 8)).extracting(Traffic::link).containsOnly(1L);
    }

    @ParameterizedTest
    @EnumSource
    void P58_shows_no_secret(ConnectionType type) {
        SessionHarness server = server(type, seen::add);
        SessionHarness.Sent held = server.open();
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"401:client-1:Unknown client\",\"advice\":{\"reconnect\":\"handshake\"}}");
        assertThat(seen)
                .allSatisfy(traffic -> assertThat(traffic.toString())
                        .doesNotContain("client-1")
                        .doesNotContain("s3cret")
                        .doesNotContain("someone"))
                .anySatisfy(traffic ->
                        assertThat(traffic.headers().first("Authorization")).contains("***"))
                .anySatisfy(traffic -> assertThat(traffic.text()).contains("\"clientId\":\"***\""))
                .anySatisfy(traffic -> assertThat(traffic.text()).contains("{\"user\":\"***\"}"))
                .anySatisfy(traffic -> assertThat(traffic.text()).contains("401:***:Unknown client"));
    }

    @ParameterizedTest
    @EnumSource
    void a_tap_that_throws_is_logged_and_taken_off_and_the_client_lives(ConnectionType type) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        List<Traffic> before = new ArrayList<>();
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .logTo(new PrintStream(log, true, StandardCharsets.UTF_8))
                        .wireTap(traffic -> {
                            before.add(traffic);
                            throw new IllegalStateException("tap broke");
                        }));
        server.open();
        assertThat(before).hasSize(1);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("bayeux: the wire tap threw, and was taken off");
    }

    @Test
    void a_line_tells_when_where_and_what() {
        SessionHarness server = server(ConnectionType.LONG_POLLING, seen::add);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake").exchange().respond(503, dev.halley.wire.Headers.of("Retry-After", "7"), "busy");
        assertThat(opening).isCompletedExceptionally();
        assertThat(seen.get(0).toString())
                .matches("\\S+Z #1 > POST http://127.0.0.1:8080/cometd \\[.+] \\[\\{\"channel\".+}]");
        assertThat(seen.get(1).toString()).matches("\\S+Z #1 < 503 (\\[.+] )?busy");
    }
}
