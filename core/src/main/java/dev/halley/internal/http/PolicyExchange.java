package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.ProtocolException;
import dev.halley.RequestHook;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request with its redirects. The wire's threads carry it from hop to hop; an I/O thread watches the deadline;
 * whoever sets {@link #ended} first decides how it ends.
 */
final class PolicyExchange implements HttpExchange {
    private static final int MAX_REDIRECTS = 5;

    private final HttpContext context;
    private final HttpOrder order;
    private final String transport;
    private final @Nullable Tap tap;
    private final long link;
    private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();

    // Any thread.
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable HttpCall call;
    private volatile TimeSource.@Nullable Timer timer;
    private volatile long lastSign;

    // One thread after another: whoever carries the exchange on.
    private @Nullable RequestHeaders headers;
    private int redirects;

    private PolicyExchange(HttpContext context, HttpOrder order) {
        this.context = context;
        this.order = order;
        this.transport = context.settings().wording().httpTransport();
        this.tap = context.tap();
        this.link = tap == null ? 0 : tap.newLink();
    }

    static HttpExchange start(HttpContext context, HttpOrder order) {
        PolicyExchange exchange = new PolicyExchange(context, order);
        CompletableFuture<Headers> provided = context.given(
                new RequestHook.Request(order.method(), order.uri(), false, order.headers()), exchange.transport);
        if (provided.isDone() && !provided.isCompletedExceptionally()) {
            exchange.begin(provided.getNow(Headers.empty()));
        } else {
            Outcome.of(provided, exchange::answered);
        }
        return exchange;
    }

    @Override
    public CompletableFuture<HttpReply> reply() {
        return reply;
    }

    private void answered(@Nullable Headers provided, @Nullable Throwable failure) {
        if (failure != null || provided == null) {
            fail(failure == null ? new NullPointerException("headers") : failure);
        } else {
            begin(provided);
        }
    }

    private void begin(Headers provided) {
        headers = new RequestHeaders(order.uri(), provided, context.cookies());
        lastSign = context.kernel().time().nanoTime();
        watch(order.timeout().toNanos());
        send(Origins.http(order.uri()));
    }

    private void send(URI target) {
        if (ended.get() || headers == null) {
            return;
        }
        lastSign = context.kernel().time().nanoTime();
        ByteBuffer body = order.body() == null ? null : ByteBuffer.wrap(order.body());
        HttpCall started;
        try {
            Headers all = headers.to(target, defaults());
            if (tap != null) {
                tap.request(link, transport, order.method(), target, all, order.body());
            }
            started = context.wire()
                    .exchange(new HttpRequest(order.method(), target, all, body), new ReplySink(this, target));
        } catch (RuntimeException refused) {
            fail(new ConnectionException(
                    "The wire " + context.wire().name() + " can't send the request to " + Masking.uri(target) + ": "
                            + refused.getMessage(),
                    new ConnectionException.Details(Masking.masked(target), transport, 0, null, 0, true),
                    refused));
            return;
        }
        call = started;
        if (ended.get()) {
            started.abort();
        }
    }

    private Headers defaults() {
        Headers defaults = Headers.empty();
        if (order.contentType() != null) {
            defaults = defaults.plus("Content-Type", order.contentType());
        }
        // P63
        return context.settings().gzip() ? defaults.plus("Accept-Encoding", "gzip") : defaults;
    }

    // What a hop's sink tells, on the wire's threads.

    long maxBodyBytes() {
        return context.settings().maxBodyBytes();
    }

    boolean isEnded() {
        return ended.get();
    }

    void sign() {
        lastSign = context.kernel().time().nanoTime();
    }

    boolean takesBytes() {
        return order.takesBytes();
    }

    /** P60: on any reply, a redirect or a failure too. */
    void head(URI from, int status, Headers replied) {
        sign();
        context.cookies().store(from, replied);
        context.tell(new RequestHook.Reply(from, false, status, replied));
    }

    void complete(HttpReply complete) {
        if (tap != null) {
            tap.reply(link, complete);
        }
        int status = complete.status();
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (redirect && complete.headers().first("Location").isPresent()) {
            follow(complete);
        } else if (end()) {
            reply.complete(complete);
        }
    }

    private void follow(HttpReply from) {
        boolean keepsMethod = from.status() == 307 || from.status() == 308;
        String location = from.headers().first("Location").orElseThrow();
        URI target = Origins.resolve(from.uri(), location);
        if (!keepsMethod && order.body() != null) {
            // A browser would repeat it as a GET, and the message would be lost.
            fail(ReplyErrors.redirect(from, transport, "a POST does not follow that. Use the new URL."));
        } else if (target == null) {
            fail(ReplyErrors.redirect(from, transport, "that is no URL of HTTP."));
        } else if (Origins.isSecure(from.uri()) && !Origins.isSecure(target)) {
            fail(ReplyErrors.redirect(from, transport, "that would leave TLS, so it is not followed."));
        } else if (++redirects > MAX_REDIRECTS) {
            fail(ReplyErrors.redirect(
                    from, transport, "that is more than " + MAX_REDIRECTS + " in a row: do they go in circles?"));
        } else {
            send(target);
        }
    }

    void violation(URI from, ProtocolException failure) {
        fail(failure);
        cut();
    }

    void failed(URI target, WireException failure) {
        boolean mayBeProcessed = order.body() != null && mayBeWritten(failure.kind());
        fail(
                mayBeProcessed
                        ? ConnectionFailures.unconfirmed(failure, order.method(), target, transport)
                        : ConnectionFailures.of(
                                failure, target, transport, context.settings().wording()));
    }

    private static boolean mayBeWritten(WireException.Kind kind) {
        return switch (kind) {
            case UNKNOWN_HOST, REFUSED, CONNECT_TIMEOUT, TLS, PROXY -> false;
            case UPGRADE_REFUSED, BROKEN, PROTOCOL, ABORTED -> true;
        };
    }

    // The deadline, on I/O threads.

    private void watch(long nanos) {
        timer = context.later(nanos, this::checkDeadline);
        if (ended.get()) {
            stopWatching();
        }
    }

    /** Bytes only note the time; the timer looks whether any came, so a busy body sets no timer per part. */
    private void checkDeadline() {
        if (ended.get()) {
            return;
        }
        long left = order.timeout().toNanos() - (context.kernel().time().nanoTime() - lastSign);
        if (left > 0) {
            watch(left);
            return;
        }
        fail(new OperationTimeoutException(
                order.method() + " " + Masking.uri(order.uri()) + ": no reply, or no more of it, within "
                        + Duration.ofNanos(order.timeout().toNanos()).toMillis()
                        + " ms; whether the server processed it is not known.",
                null));
        cut();
    }

    @Override
    public void abort() {
        if (!end()) {
            return;
        }
        HttpCall running = call;
        HalleyException failure = running != null && order.body() != null
                ? ConnectionFailures.unconfirmed(null, order.method(), order.uri(), transport)
                : ConnectionFailures.of(
                        new WireException(WireException.Kind.ABORTED, "aborted", null), order.uri(), transport);
        tellTap(failure);
        cut();
        context.kernel().io().execute(() -> reply.completeExceptionally(failure));
    }

    private void cut() {
        HttpCall running = call;
        if (running != null) {
            running.abort();
        }
    }

    private void tellTap(Throwable failure) {
        if (tap != null) {
            tap.failed(link, order.uri(), failure);
        }
    }

    private void fail(Throwable failure) {
        if (end()) {
            tellTap(failure);
            reply.completeExceptionally(failure);
        }
    }

    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        stopWatching();
        return true;
    }

    private void stopWatching() {
        TimeSource.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }
}
