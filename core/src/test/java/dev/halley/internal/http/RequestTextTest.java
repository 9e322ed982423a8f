package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SEC-05: what a wire gets has every secret of a request in it, and whoever logs it must not log them. */
class RequestTextTest {
    private static final Headers HEADERS = Headers.of("Authorization", "Bearer s3cret", "Cookie", "a=s3cret");

    @Test
    void the_text_of_a_request_has_neither_query_nor_values_nor_body() {
        HttpRequest request = new HttpRequest(
                "POST",
                URI.create("http://me:s3cret@example.com:8080/bayeux?token=s3cret"),
                HEADERS,
                ByteBuffer.wrap("s3cret".getBytes(StandardCharsets.UTF_8)));
        assertThat(request).hasToString("POST http://example.com:8080/bayeux?*** [Authorization, Cookie]");
        assertThat(new HttpRequest("GET", URI.create("https://example.com"), Headers.empty(), null))
                .hasToString("GET https://example.com []");
    }

    @Test
    void nor_has_that_of_an_upgrade() {
        assertThat(new WebSocketRequest(
                        URI.create("wss://example.com/engine.io/?EIO=4&sid=s3cret"), HEADERS, List.of("x"), true))
                .hasToString("WebSocket wss://example.com/engine.io/?*** [Authorization, Cookie]");
    }
}
