package dev.halley.wire.jdk.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange. The JDK's callbacks, its future and an abort meet in {@link Turns}; the first end counts. A sink that throws
 * ends its exchange and hears of it.
 */
final class JdkExchange
        implements HttpCall, HttpClientWire.Live, HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    private final HttpClientWire wire;
    private final URI uri;
    private final HttpSink sink;
    private final Turns turns = new Turns();
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);

    // Set before the exchange starts.
    private boolean viaProxy;

    // Any thread.
    private volatile @Nullable CompletableFuture<?> running;

    // In turns.
    private boolean answered;
    private boolean ended;

    private enum Phase {
        RUNNING,
        /** This side gave it up, so what the JDK still says is not told. */
        ABORTED,
        /** The reply, or its failure, is complete: its connection may serve another exchange, so nothing is cancelled. */
        OVER
    }

    JdkExchange(HttpClientWire wire, URI uri, HttpSink sink) {
        this.wire = wire;
        this.uri = uri;
        this.sink = sink;
    }

    void start(HttpClient client, HttpRequest request, Proxies proxies) {
        java.net.http.HttpRequest.Builder builder;
        try {
            builder = java.net.http.HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
            request.headers().forEach(builder::header);
            Optional<Proxy> proxy = proxies.of(uri);
            viaProxy = proxy.isPresent();
            if (viaProxy && proxies.authorization() != null) {
                builder.setHeader("Proxy-Authorization", proxies.authorization());
            }
        } catch (CheckedSelector.UnsupportedProxyException unsupported) {
            fail(Failures.of(unsupported, true, false));
            return;
        } catch (RuntimeException refused) {
            wire.ended(this);
            throw refused;
        }
        // The JDK's own answer to a 401 or 407 is a second request, which an application's client may rightly make.
        boolean once = client.authenticator().isEmpty();
        builder.method(request.method(), OncePublisher.of(request.body(), once));
        CompletableFuture<HttpResponse<Void>> future;
        try {
            future = client.sendAsync(builder.build(), this);
        } catch (RuntimeException refused) {
            fail(Failures.of(refused, viaProxy, false));
            return;
        }
        running = future;
        listen(future);
        if (phase.get() == Phase.ABORTED) {
            cancel(future);
        }
        if (future.isDone() || phase.get() == Phase.OVER) {
            running = null;
        }
    }

    // Both ends are handled, so what the dependent stage becomes says nothing more.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void listen(CompletableFuture<HttpResponse<Void>> future) {
        future.whenComplete((response, failure) -> {
            if (isOver()) {
                turns.run(() -> finish(response, failure));
            }
        });
    }

    /** Whether the caller is the one to tell the end. */
    private boolean isOver() {
        return phase.compareAndSet(Phase.RUNNING, Phase.OVER);
    }

    private void finish(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (failure != null || response == null) {
            end(Failures.of(failure == null ? new IOException("no reply") : failure, viaProxy, answered));
            return;
        }
        if (!answered) {
            // The JDK shows the 407 that a proxy answers to CONNECT to no body handler.
            head(response.statusCode(), response.headers());
        }
        complete();
    }

    private void complete() {
        if (ended) {
            return;
        }
        ended = true;
        released();
        try {
            sink.onEnd();
        } catch (Throwable thrown) {
            Callbacks.report("An HTTP sink threw while it was told of the end", thrown);
        }
    }

    /** Without an exchange to cancel. */
    void fail(WireException failure) {
        phase.set(Phase.OVER);
        wire.later(() -> turns.run(() -> end(failure)));
    }

    private void end(WireException failure) {
        if (ended) {
            return;
        }
        ended = true;
        released();
        try {
            sink.onFailure(failure);
        } catch (Throwable thrown) {
            Callbacks.report("An HTTP sink threw while it was told of a failure", thrown);
        }
    }

    private void released() {
        wire.ended(this);
        // Whoever keeps the handle must not keep the JDK's client by it.
        running = null;
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            // The JDK would keep it to itself, or break its own loop over it.
            CompletableFuture<?> future = running;
            end(new WireException(WireException.Kind.BROKEN, "a callback failed: " + thrown, thrown));
            if (phase.compareAndSet(Phase.RUNNING, Phase.ABORTED) && future != null) {
                cancel(future);
            }
        }
    }

    @Override
    public void abort() {
        if (!phase.compareAndSet(Phase.RUNNING, Phase.ABORTED)) {
            return;
        }
        CompletableFuture<?> future = running;
        wire.later(() ->
                turns.run(() -> end(new WireException(WireException.Kind.ABORTED, "the exchange was aborted", null))));
        if (future != null) {
            cancel(future);
        }
    }

    private static void cancel(CompletableFuture<?> future) {
        // True: only then does the JDK cancel the exchange, not merely the future (since 16).
        future.cancel(true);
    }

    @Override
    public void shutDown() {
        abort();
    }

    // The JDK's side.

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo reply) {
        turns.run(() -> head(reply.statusCode(), reply.headers()));
        return this;
    }

    private void head(int status, HttpHeaders lines) {
        if (ended) {
            return;
        }
        answered = true;
        Headers headers = Failures.headers(lines);
        if (status == 407 && viaProxy && "https".equalsIgnoreCase(uri.getScheme())) {
            // Not the server's: the proxy's answer to CONNECT.
            end(Failures.proxyAuthentication(headers, null));
        } else {
            call(() -> sink.onHead(status, headers));
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        // Policy counts what it takes and aborts at its limit; each part is handed over within the call.
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        turns.run(() -> {
            for (ByteBuffer part : parts) {
                if (!ended) {
                    call(() -> sink.onBody(part));
                }
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        boolean over = isOver();
        body.completeExceptionally(failure);
        if (over) {
            afterwards(() -> end(Failures.of(failure, viaProxy, answered)));
        }
    }

    @Override
    public void onComplete() {
        boolean over = isOver();
        CompletableFuture<?> future = running;
        if (over && future != null) {
            // Nobody waits for it any more. The JDK would complete it on CompletableFuture's executor, which starts a
            // thread for that where there are one or two processors; what is complete already needs none.
            future.complete(null);
        }
        body.complete(null);
        if (over) {
            afterwards(this::complete);
        }
    }

    /**
     * The end of a body is not left to the future: the JDK completes that one on the common pool, which an application
     * may have blocked, and then no poll would ever end. (Before the head there is no other way.) It has to wait for the
     * end of the JDK's task, which still works on the connection that the next request may take.
     */
    private void afterwards(Runnable end) {
        if (!ReadBatch.afterwards(() -> turns.run(end))) {
            wire.later(() -> turns.run(end));
        }
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }
}
