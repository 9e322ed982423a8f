package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TokenAuthTest {
    private final VirtualTime time = new VirtualTime();
    private final List<CompletableFuture<Token>> asked = new ArrayList<>();

    private TokenAuth auth() {
        return new TokenAuth(
                () -> {
                    CompletableFuture<Token> answer = new CompletableFuture<>();
                    asked.add(answer);
                    return answer;
                },
                time.kernel().time());
    }

    private Token token(String value, Duration life) {
        return new Token(value, time.now().plus(life));
    }

    private record Payload(Map<String, String> headers) implements ExtensionPayload {
        @Override
        public List<ExtensionMessage> messages() {
            return List.of();
        }

        @Override
        public boolean carriesHeaders() {
            return true;
        }

        @Override
        public ConnectionType connectionType() {
            return ConnectionType.LONG_POLLING;
        }
    }

    private static CompletableFuture<@Nullable String> header(TokenAuth auth) {
        Payload payload = new Payload(new HashMap<>());
        return auth.outgoing(payload)
                .thenApply(done -> payload.headers.get("Authorization"))
                .toCompletableFuture();
    }

    @Test
    void the_first_payloads_wait_for_one_token_together() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        CompletableFuture<@Nullable String> second = header(auth);
        CompletionStage<Void> login = auth.authenticate();
        assertThat(asked).hasSize(1);
        assertThat(first).isNotDone();
        asked.get(0).complete(new Token("a"));
        assertThat(first).isCompletedWithValue("Bearer a");
        assertThat(second).isCompletedWithValue("Bearer a");
        assertThat(login.toCompletableFuture()).isCompleted();
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_token_that_comes_too_late_does_not_replace_the_one_that_was_asked_for_after_it() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        time.advance(Duration.ofSeconds(31));
        CompletableFuture<@Nullable String> second = header(auth);
        assertThat(asked).hasSize(2);
        asked.get(1).complete(new Token("new"));
        assertThat(second).isCompletedWithValue("Bearer new");
        asked.get(0).complete(new Token("old"));
        assertThat(first).isDone();
        assertThat(header(auth)).isCompletedWithValue("Bearer new");
    }

    @Test
    void a_token_is_renewed_a_minute_before_it_expires_and_used_until_the_new_one_is_there() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        asked.get(0).complete(token("a", Duration.ofHours(1)));
        assertThat(first).isCompleted();
        time.advance(Duration.ofMinutes(58));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofSeconds(61));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(2);
        asked.get(1).complete(token("b", Duration.ofHours(1)));
        assertThat(header(auth)).isCompletedWithValue("Bearer b");
    }

    @Test
    void a_short_lived_token_is_renewed_in_the_last_fifth_of_its_life() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        asked.get(0).complete(token("a", Duration.ofSeconds(50)));
        assertThat(first).isCompleted();
        time.advance(Duration.ofSeconds(39));
        assertThat(header(auth)).isCompleted();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_renewal_that_fails_is_tried_again_after_10_s_and_fails_messages_only_once_the_token_expired() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        asked.get(0).complete(token("a", Duration.ofMinutes(10)));
        assertThat(first).isCompleted();
        time.advance(Duration.ofMinutes(9));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        asked.get(1).completeExceptionally(new IOException("down"));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(2);
        time.advance(Duration.ofSeconds(10));
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(3);
        time.advance(Duration.ofMinutes(2));
        CompletableFuture<@Nullable String> expired = header(auth);
        assertThat(expired).isNotDone();
        for (CompletableFuture<Token> each : asked) {
            each.completeExceptionally(new IOException("down"));
        }
        assertThat(expired).isCompletedExceptionally();
    }

    @Test
    void a_token_that_came_expired_is_used_and_asked_for_every_10_s_at_most() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        asked.get(0).complete(token("a", Duration.ofHours(-1)));
        assertThat(first).isCompletedWithValue("Bearer a");
        assertThat(header(auth)).isCompletedWithValue("Bearer a");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_source_that_never_answers_is_asked_again_after_30_s() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        time.advance(Duration.ofSeconds(31));
        CompletableFuture<@Nullable String> second = header(auth);
        assertThat(asked).hasSize(2);
        asked.get(1).complete(new Token("b"));
        assertThat(first).isNotDone();
        assertThat(second).isCompletedWithValue("Bearer b");
    }

    @Test
    void authenticate_asks_anew_and_nothing_is_sent_with_the_old_token_meanwhile() {
        TokenAuth auth = auth();
        CompletableFuture<@Nullable String> first = header(auth);
        asked.get(0).complete(new Token("a"));
        assertThat(first).isCompleted();
        CompletionStage<Void> login = auth.authenticate();
        CompletableFuture<@Nullable String> waiting = header(auth);
        assertThat(login.toCompletableFuture()).isNotDone();
        assertThat(waiting).isNotDone();
        asked.get(1).complete(new Token("b"));
        assertThat(waiting).isCompletedWithValue("Bearer b");
        assertThat(login.toCompletableFuture()).isCompleted();
    }

    @Test
    void a_blocking_source_that_throws_or_gives_nothing_fails_what_was_to_be_sent() {
        Supplier<CompletionStage<Token>> throwing = TokenAuth.blocking(() -> {
            throw new IOException("no such command");
        });
        assertThat(header(new TokenAuth(throwing, time.kernel().time()))).isCompletedExceptionally();
        Supplier<CompletionStage<Token>> nothing = TokenAuth.blocking(() -> null);
        assertThat(header(new TokenAuth(nothing, time.kernel().time()))).isCompletedExceptionally();
        Supplier<CompletionStage<Token>> good = TokenAuth.blocking(() -> new Token("a"));
        assertThat(header(new TokenAuth(good, time.kernel().time()))).isCompletedWithValue("Bearer a");
    }

    @Test
    void no_text_shows_a_token() {
        assertThat(new Token("secret", time.now()).toString())
                .doesNotContain("secret")
                .contains("expiresAt");
        assertThat(new Token("secret").toString()).isEqualTo("Token[***]");
        assertThat(TokenAuth.bearerFrom(() -> new Token("secret")).toString()).doesNotContain("secret");
        assertThatThrownBy(() -> new Token("secret\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new Token("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void over_long_polling_each_request_carries_the_token() {
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .auth(TokenAuth.bearer(() -> CompletableFuture.completedFuture(new Token("t1")))));
        SessionHarness.Sent held = server.open();
        assertThat(held.exchange().request().headers().all("Authorization")).containsExactly("Bearer t1");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        SessionHarness.Sent publish = server.next("/a");
        assertThat(publish.exchange().request().headers().all("Authorization")).containsExactly("Bearer t1");
        publish.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @Test
    void over_websocket_the_upgrade_carries_the_token_of_its_time() {
        int[] count = {0};
        SessionHarness server = new SessionHarness(
                ConnectionType.WEBSOCKET,
                builder -> builder.transports(ConnectionType.WEBSOCKET)
                        .extension(new Extension() {
                            @Override
                            public CompletionStage<Void> outgoing(ExtensionPayload payload) {
                                count[0]++;
                                return CompletableFuture.completedFuture(null);
                            }
                        })
                        .auth(TokenAuth.bearer(() -> CompletableFuture.completedFuture(new Token("t1")))));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        PendingSocket socket = server.wire.takeSocket();
        assertThat(socket.request().headers().all("Authorization")).containsExactly("Bearer t1");
        assertThat(count[0]).isEqualTo(1);
        assertThat(opening).isNotDone();
    }

    @Test
    void over_an_open_websocket_no_token_is_missed() {
        List<CompletableFuture<Token>> asked = new ArrayList<>();
        SessionHarness server = new SessionHarness(
                ConnectionType.WEBSOCKET,
                builder -> builder.transports(ConnectionType.WEBSOCKET)
                        .auth(new TokenAuth(
                                () -> {
                                    CompletableFuture<Token> answer = asked.isEmpty()
                                            ? CompletableFuture.completedFuture(token("t1", Duration.ofMinutes(10)))
                                            : CompletableFuture.failedFuture(new IOException("down"));
                                    asked.add(answer);
                                    return answer;
                                },
                                time.kernel().time())));
        SessionHarness.Sent held = server.open();
        time.advance(Duration.ofHours(1));
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a").confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
        held.confirm();
        held = server.next("/meta/connect");
        assertThat(asked).hasSize(1);

        server.breakLink(held);
        server.advance(Duration.ofSeconds(1));
        assertThat(asked).as("the next upgrade needs one").hasSize(2);
        server.wire.assertIdle();
    }

    @Test
    void P72_a_handshake_that_is_refused_with_401_is_sent_again_with_a_new_token() {
        int[] count = {0};
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .auth(TokenAuth.bearerFrom(() -> new Token("t" + ++count[0]))));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        SessionHarness.Sent first = server.next("/meta/handshake");
        assertThat(first.exchange().request().headers().all("Authorization")).containsExactly("Bearer t1");
        first.exchange().respond(401, "no");
        server.time.runPending();
        SessionHarness.Sent second = server.next("/meta/handshake");
        assertThat(second.exchange().request().headers().all("Authorization")).containsExactly("Bearer t2");
        assertThat(opening).isNotDone();
    }

    @Test
    void P72_a_connect_that_salesforce_refuses_for_its_token_gets_a_new_handshake_with_a_new_one() {
        int[] count = {0};
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .auth(TokenAuth.bearerFrom(() -> new Token("t" + ++count[0]))));
        server.open()
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"401::Authentication invalid\",\"advice\":{\"reconnect\":\"none\"}}");
        SessionHarness.Sent handshake = server.next("/meta/handshake");
        assertThat(handshake.exchange().request().headers().all("Authorization"))
                .containsExactly("Bearer t2");
    }
}
