package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.SessionHarness.Sent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the application adds to handshakes, over both transports. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HandshakeFieldsTest {
    private static final String UNKNOWN_CLIENT = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
            + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}";

    @ParameterizedTest
    @EnumSource
    void P08_fields_and_ext_of_the_application_go_with_the_first_handshake_and_with_automatic_ones(
            ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .handshakeField("tenant", 7)
                        .handshakeExt("authentication", Map.of("user", "u"))
                        .handshakeExt("authentication", Map.of("token", "t")));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        Sent first = server.next("/meta/handshake");
        first.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"c\",\"supportedConnectionTypes\":[\"" + type.wireName() + "\"]}");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
        Sent held = server.next("/meta/connect");
        held.answer(UNKNOWN_CLIENT);
        server.advance(Duration.ofSeconds(1));
        Sent again = server.next("/meta/handshake");
        for (Sent handshake : new Sent[] {first, again}) {
            assertThat(handshake.only())
                    .containsEntry("version", "1.0")
                    .containsEntry("tenant", 7)
                    .containsEntry("ext", Map.of("authentication", Map.of("user", "u", "token", "t")))
                    .doesNotContainKey("clientId");
        }
        assertThat(held.only()).doesNotContainKeys("ext", "tenant");
    }
}
