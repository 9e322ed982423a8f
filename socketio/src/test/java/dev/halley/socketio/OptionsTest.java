package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.Overflow;
import dev.halley.engineio.EngineTransport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void connect_options_have_the_defaults_that_they_name() {
        ConnectOptions options = ConnectOptions.to("https://example.com");
        assertThat(options.urls()).containsExactly("https://example.com");
        assertThat(options.isWaitForNamespaces()).isTrue();
        assertThat(options.waitTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.isRetry()).isFalse();
        assertThat(options.namespaces()).isEmpty();
        assertThat(options.auth()).isEmpty();
        assertThat(options.transports()).isEmpty();
    }

    @Test
    void each_change_is_a_copy() {
        ConnectOptions plain = ConnectOptions.to("https://a.example", "https://b.example");
        ConnectOptions changed = plain.header("X-A", "1")
                .header("x-a", "2")
                .auth(Map.of("token", "t"))
                .transports(EngineTransport.WEBSOCKET, EngineTransport.WEBSOCKET)
                .namespaces("chat", "/chat")
                .path("/io")
                .retry(true);
        assertThat(plain.headers()).isEmpty();
        assertThat(changed.headers()).isEqualTo(Map.of("x-a", "2"));
        assertThat(changed.transports()).containsExactly(EngineTransport.WEBSOCKET);
        assertThat(changed.namespaces()).containsExactly("/chat");
        assertThat(changed.isOnly()).isFalse();
        assertThat(changed.onlyNamespaces("/x").isOnly()).isTrue();
        assertThat(changed.path()).contains("/io");
        assertThat(changed.isAuthRefreshed()).isFalse();
        assertThat(changed.auth(request -> CompletableFuture.completedFuture(null))
                        .isAuthRefreshed())
                .isTrue();
    }

    @Test
    void secrets_are_not_shown() {
        ConnectOptions options = ConnectOptions.to("https://user:secret@example.com/?token=secret")
                .auth(Map.of("token", "secret"))
                .header("Authorization", "secret");
        assertThat(options.toString()).doesNotContain("secret").contains("example.com");
        assertThat(ConnectOptions.to("https://user:its@secret@example.com").toString())
                .doesNotContain("secret")
                .contains("example.com");
        assertThat(new ConnectError("/", "Bearer secret is no good", null, 0, null, null, false))
                .hasToString("/: Bearer *** is no good");
        assertThat(new Connected("/", "secret", true).toString()).doesNotContain("secret");
        assertThat(new ConnectError("/", "no", "secret", 403, "secret", null, false).toString())
                .doesNotContain("secret");
    }

    @Test
    void a_url_that_is_none_is_not_repeated() {
        assertThatThrownBy(() -> ConnectOptions.to("https://user:secret@exa mple.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(refused -> assertThat(refused).hasStackTraceContaining("url: Illegal character"))
                .satisfies(refused -> assertThat(stackTrace(refused)).doesNotContain("secret"));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "example.com", "ftp://example.com", "http:", "http://exa mple", "http://example.com/chat"})
    void a_url_is_absolute_and_has_no_path(String url) {
        assertThatThrownBy(() -> ConnectOptions.to(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void limits_are_checked() {
        List<Runnable> wrong = Arrays.asList(
                () -> EmitOptions.defaults().timeout(Duration.ZERO),
                () -> EmitOptions.defaults().ttl(Duration.ofSeconds(-1)),
                () -> EmitOptions.defaults().retries(-1),
                () -> ConnectOptions.to("http://a").waitTimeout(Duration.ZERO),
                () -> ConnectOptions.to("http://a").onlyNamespaces(),
                () -> ConnectOptions.to("http://a").namespaces("a,b"),
                () -> SocketIoClient.builder().maxBuffered(-1),
                () -> SocketIoClient.builder().retries(-1),
                () -> SocketIoClient.builder().ackTimeout(Duration.ZERO),
                () -> SocketIoClient.builder().callTimeout(Duration.ZERO),
                () -> SocketIoClient.builder().handlerConcurrency(0),
                () -> SocketIoClient.builder().maxAttachments(-1),
                () -> SocketIoClient.builder().maxAttachmentBytes(0),
                () -> SocketIoClient.builder().bufferOverflow(Overflow.PAUSE),
                () -> SocketIoClient.create().namespace(""),
                () -> SocketIoClient.create().on("", event -> {}));
        for (Runnable each : wrong) {
            assertThatThrownBy(each::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void arguments_of_the_application_are_themselves() {
        Args args = Args.of("a", 1, null);
        assertThat(args.size()).isEqualTo(3);
        assertThat(args.get(0, String.class)).isEqualTo("a");
        assertThat(args.get(1, String.class)).isEqualTo("1");
        assertThat(args.get(2)).isNull();
        assertThat(args.get(3)).isNull();
        assertThat(args.toString()).isEqualTo("[a, 1, null]");
        assertThat(Args.of().isEmpty()).isTrue();
        assertThatThrownBy(() -> args.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> args.get(0, Integer.class)).isInstanceOf(IllegalArgumentException.class);
    }
}
