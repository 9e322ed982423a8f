package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.HeaderProvider;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question to the application's header provider, with a deadline. Asked on the client's executor. */
final class ProviderCall {
    private static final long DEADLINE_SECONDS = 10;

    private final URI uri;
    private final String transport;
    private final CompletableFuture<Headers> answer = new CompletableFuture<>();

    private ProviderCall(URI uri, String transport) {
        this.uri = uri;
        this.transport = transport;
    }

    /** Completes with the headers, or with the {@link ConnectionException} that the request is to fail with. */
    static CompletableFuture<Headers> ask(HttpContext context, HeaderProvider provider, URI uri, String transport) {
        ProviderCall call = new ProviderCall(uri, transport);
        TimeSource.Timer timer = context.later(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS), call::expire);
        try {
            context.clientExecutor().execute(() -> call.run(provider, timer));
        } catch (Throwable rejected) {
            timer.cancel();
            call.fail("The client's executor refuses to run the header provider", rejected);
        }
        return call.answer;
    }

    private void run(HeaderProvider provider, TimeSource.Timer timer) {
        CompletionStage<Map<String, String>> stage;
        try {
            stage = provider.headers(uri);
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        if (stage == null) {
            stage = CompletableFuture.failedFuture(new NullPointerException("the provider returned null"));
        }
        Outcome.of(stage, (headers, failure) -> {
            timer.cancel();
            take(headers, failure);
        });
    }

    private void take(@Nullable Map<String, String> headers, @Nullable Throwable failure) {
        if (failure != null || headers == null) {
            // The cause's own message may hold a secret; it is there for who looks.
            fail(
                    "The header provider failed"
                            + (failure == null
                                    ? ""
                                    : " with " + failure.getClass().getName()),
                    failure);
            return;
        }
        try {
            Headers all = Headers.empty();
            for (Map.Entry<String, String> header : headers.entrySet()) {
                all = all.plus(header.getKey(), header.getValue());
            }
            answer.complete(RequestHeaders.checked(all));
        } catch (IllegalArgumentException | NullPointerException unusable) {
            fail("The header provider gave what can't be sent: " + unusable.getMessage(), unusable);
        }
    }

    private void expire() {
        fail("The header provider did not answer within " + DEADLINE_SECONDS + " s", null);
    }

    private void fail(String what, @Nullable Throwable cause) {
        ConnectionException failure = new ConnectionException(
                what + ", so nothing was sent to " + Masking.uri(uri) + ".",
                new ConnectionException.Details(Masking.masked(uri), transport, 0, null, 0, false),
                cause);
        answer.completeExceptionally(failure);
    }
}
