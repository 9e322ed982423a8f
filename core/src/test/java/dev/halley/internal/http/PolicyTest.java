package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.HeaderProvider;
import dev.halley.internal.loop.FakeKernel;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;

/** An agent over a wire that the test plays, in virtual time. */
abstract class PolicyTest {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final URI URL = URI.create("http://example.com/cometd");

    final FakeKernel time = new FakeKernel();
    final FakeWire wire = new FakeWire();
    final CookieJar cookies = new CookieJar(time);

    @AfterEach
    void nothing_was_thrown_away() {
        assertThat(time.uncaught).isEmpty();
    }

    static HttpSettings settings(Headers headers, HeaderProvider provider) {
        return new HttpSettings(
                headers,
                provider,
                true,
                1000,
                100,
                Duration.ofSeconds(5),
                new Wording("Bayeux", "long-polling", "websocket", "CometD servers usually listen at /cometd."));
    }

    HttpAgent agent() {
        return agent(Headers.empty(), null);
    }

    HttpAgent agent(Headers headers, HeaderProvider provider) {
        return new HttpAgent(wire, settings(headers, provider), cookies, time.kernel(), time.handlers);
    }

    HttpExchange post(HttpAgent agent) {
        return agent.post(URL, "application/json", "[{}]", TIMEOUT);
    }

    static HttpReply reply(HttpExchange exchange) {
        assertThat(exchange.reply()).isDone();
        return exchange.reply().join();
    }

    static String text(HttpExchange exchange) {
        return new String(reply(exchange).text());
    }

    static <T extends Throwable> T failure(HttpExchange exchange, Class<? extends T> type) {
        assertThat(exchange.reply()).isCompletedExceptionally();
        try {
            throw new AssertionError(exchange.reply().join());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isExactlyInstanceOf(type);
            return type.cast(e.getCause());
        }
    }
}
