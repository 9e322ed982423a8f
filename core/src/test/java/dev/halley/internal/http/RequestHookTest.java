package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.RequestHook;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RequestHookTest extends PolicyTest {
    private static final URI SECRET = URI.create("http://example.com/socket.io/?sid=t0ken");

    private final List<RequestHook.Request> requests = new ArrayList<>();
    private final List<RequestHook.Reply> replies = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Function<RequestHook.Request, Headers> answer = RequestHook.Request::headers;
    private RuntimeException thrownAtReply;

    private final RequestHook hook = new RequestHook() {
        @Override
        public Headers onRequest(Request request) {
            requests.add(request);
            return answer.apply(request);
        }

        @Override
        public void onReply(Reply reply) {
            replies.add(reply);
            if (thrownAtReply != null) {
                throw thrownAtReply;
            }
        }
    };

    private static final class Silent implements WebSocketHandler {
        ConnectionException failure;

        @Override
        public void onOpen(WebSocketSession session) {}

        @Override
        public void onText(char[] text, int length) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onClosed(int code, String reason) {}

        @Override
        public void onFailed(ConnectionException failed) {
            failure = failed;
        }
    }

    private HttpAgent hooked() {
        HttpSettings settings = new HttpSettings(
                Headers.of("X-Client", "1", "X-Both", "client"),
                uri -> CompletableFuture.completedFuture(Map.of("X-Both", "provider")),
                true,
                1000,
                100,
                Duration.ofSeconds(5),
                new HookSettings(hook, failures::add),
                Wording.GENERIC);
        return new HttpAgent(wire, settings, cookies, time.kernel(), time.handlers);
    }

    @Test
    void a_hook_sees_all_headers_of_the_application_and_what_it_returns_takes_their_place() {
        answer = request -> request.headers().without("X-Client").with("X-Sign", request.method());
        hooked().send(HttpOrder.get(SECRET, TIMEOUT).with(Headers.of("X-Own", "3")));
        assertThat(wire.exchanges).isEmpty();
        time.runPending();
        assertThat(requests).hasSize(1);
        RequestHook.Request seen = requests.get(0);
        assertThat(seen.uri()).isEqualTo(SECRET);
        assertThat(seen.upgrade()).isFalse();
        assertThat(seen.headers()).isEqualTo(Headers.of("X-Client", "1", "X-Both", "provider", "X-Own", "3"));
        assertThat(seen.toString()).startsWith("GET http").doesNotContain("t0ken");
        assertThat(wire.only().header("X-Client")).isNull();
        assertThat(wire.only().header("X-Both")).isEqualTo("provider");
        assertThat(wire.only().header("X-Own")).isEqualTo("3");
        assertThat(wire.only().header("X-Sign")).isEqualTo("GET");
        assertThat(wire.only().header("Accept-Encoding")).isEqualTo("gzip");
        assertThat(time.timers()).as("the deadline of the reply").isEqualTo(1);
    }

    @Test
    void a_hook_is_told_of_every_reply_and_of_a_redirect_too() {
        HttpExchange exchange = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.runPending();
        wire.last().reply(307, Headers.of("Location", "/other"), "");
        wire.last().reply(200, Headers.of("X-Node", "7"), "ok");
        assertThat(text(exchange)).isEqualTo("ok");
        assertThat(replies).as("on the executor").isEmpty();
        time.runPending();
        assertThat(replies).extracting(RequestHook.Reply::status).containsExactly(307, 200);
        assertThat(replies.get(1).headers().first("X-Node")).contains("7");
        assertThat(replies.get(1).uri()).hasToString("http://example.com/other");
        assertThat(replies.get(0).toString()).startsWith("307 http").doesNotContain("t0ken");
        assertThat(requests).hasSize(1);
    }

    @Test
    void a_hook_sees_upgrades_that_succeed_and_that_do_not() {
        answer = request -> request.headers().with("X-Sign", "s");
        Silent handler = new Silent();
        hooked().open(WebSocketOrder.to(SECRET), handler);
        time.runPending();
        assertThat(requests.get(0).upgrade()).isTrue();
        assertThat(requests.get(0).method()).isEqualTo("GET");
        assertThat(wire.socket().request.headers().first("X-Sign")).contains("s");
        wire.socket().open("X-Node", "7");
        hooked().open(WebSocketOrder.to(SECRET), handler);
        time.runPending();
        wire.socket()
                .listener
                .onFailure(new WireException(
                        Kind.UPGRADE_REFUSED, "refused", null, 403, Headers.empty(), ByteBuffer.allocate(0)));
        time.runPending();
        assertThat(replies).extracting(RequestHook.Reply::status).containsExactly(101, 403);
        assertThat(replies).allMatch(RequestHook.Reply::upgrade);
        assertThat(replies.get(0).headers().first("X-Node")).contains("7");
        assertThat(handler.failure).hasMessageContaining("403");
    }

    @Test
    void a_hook_that_throws_or_gives_what_can_not_be_sent_fails_the_request() {
        answer = request -> {
            throw new IllegalStateException("t0ken");
        };
        HttpExchange thrown = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.runPending();
        assertThat(failure(thrown, ConnectionException.class))
                .hasMessageContaining("The request hook failed with java.lang.IllegalStateException")
                .hasMessageNotContaining("t0ken");
        answer = request -> null;
        HttpExchange nothing = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.runPending();
        failure(nothing, ConnectionException.class);
        answer = request -> Headers.of("Host", "elsewhere");
        HttpExchange reserved = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.runPending();
        assertThat(failure(reserved, ConnectionException.class)).hasMessageContaining("Host");
        assertThat(wire.exchanges).isEmpty();
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_hook_has_ten_seconds() {
        HttpExchange exchange = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.handlers.runNext();
        time.advance(Duration.ZERO);
        assertThat(time.handlers.size()).as("the hook waits for its turn").isEqualTo(1);
        time.handlers.refusal = new RejectedExecutionException();
        HttpExchange refused = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        failure(refused, ConnectionException.class);
        time.advance(Duration.ofSeconds(10));
        assertThat(failure(exchange, ConnectionException.class))
                .hasMessageContaining("The request hook did not answer within 10 s");
        assertThat(wire.exchanges).isEmpty();
    }

    @Test
    void what_a_hook_throws_when_it_is_told_of_a_reply_is_reported_and_changes_nothing() {
        thrownAtReply = new IllegalStateException("bug");
        HttpExchange exchange = hooked().send(HttpOrder.get(SECRET, TIMEOUT));
        time.runPending();
        wire.last().reply(200, Headers.empty(), "ok");
        time.runPending();
        assertThat(text(exchange)).isEqualTo("ok");
        assertThat(failures).containsExactly(thrownAtReply);
    }
}
