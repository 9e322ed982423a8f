package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.HeaderProvider;
import dev.halley.RequestHook;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question for headers to the application's provider or hook, with a deadline. Asked on the client's executor.
 *
 * @param <A> how the answer looks
 */
final class ProviderCall<A> {
    private static final long DEADLINE_SECONDS = 10;

    private final String asked;
    private final URI uri;
    private final String transport;
    private final Function<A, Headers> read;
    private final CompletableFuture<Headers> answer = new CompletableFuture<>();

    private ProviderCall(String asked, URI uri, String transport, Function<A, Headers> read) {
        this.asked = asked;
        this.uri = uri;
        this.transport = transport;
        this.read = read;
    }

    /** Completes with the headers, or with the {@link ConnectionException} that the request is to fail with. */
    static CompletableFuture<Headers> ask(HttpContext context, HeaderProvider provider, URI uri, String transport) {
        return new ProviderCall<Map<String, String>>("The header provider", uri, transport, ProviderCall::headers)
                .start(context, () -> provider.headers(uri));
    }

    /** The same. */
    static CompletableFuture<Headers> ask(
            HttpContext context, RequestHook hook, RequestHook.Request request, String transport) {
        return new ProviderCall<Headers>("The request hook", request.uri(), transport, headers -> headers)
                .start(context, () -> CompletableFuture.completedFuture(hook.onRequest(request)));
    }

    private CompletableFuture<Headers> start(HttpContext context, Supplier<CompletionStage<A>> question) {
        TimeSource.Timer timer = context.later(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS), this::expire);
        try {
            context.clientExecutor().execute(() -> run(question, timer));
        } catch (Throwable rejected) {
            timer.cancel();
            fail(asked + " was refused by the client's executor", rejected);
        }
        return answer;
    }

    private void run(Supplier<CompletionStage<A>> question, TimeSource.Timer timer) {
        CompletionStage<A> stage;
        try {
            stage = question.get();
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        if (stage == null) {
            stage = CompletableFuture.failedFuture(new NullPointerException(asked + " returned null"));
        }
        Outcome.of(stage, (headers, failure) -> {
            timer.cancel();
            take(headers, failure);
        });
    }

    private void take(@Nullable A headers, @Nullable Throwable failure) {
        if (failure != null || headers == null) {
            // The cause's own message may hold a secret; it is there for who looks.
            fail(
                    asked + " failed"
                            + (failure == null
                                    ? ""
                                    : " with " + failure.getClass().getName()),
                    failure);
            return;
        }
        try {
            answer.complete(RequestHeaders.checked(read.apply(headers)));
        } catch (IllegalArgumentException | NullPointerException unusable) {
            fail(asked + " gave what can't be sent: " + unusable.getMessage(), unusable);
        }
    }

    private static Headers headers(Map<String, String> lines) {
        Headers all = Headers.empty();
        for (Map.Entry<String, String> header : lines.entrySet()) {
            all = all.plus(header.getKey(), header.getValue());
        }
        return all;
    }

    private void expire() {
        fail(asked + " did not answer within " + DEADLINE_SECONDS + " s", null);
    }

    private void fail(String what, @Nullable Throwable cause) {
        ConnectionException failure = new ConnectionException(
                what + ", so nothing was sent to " + Masking.uri(uri) + ".",
                new ConnectionException.Details(Masking.masked(uri), transport, 0, null, 0, false),
                cause);
        answer.completeExceptionally(failure);
    }
}
