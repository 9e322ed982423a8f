package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.RequestHook;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from the attempt to its end, between the wire's listener and the protocol's handler. The wire's threads
 * call it one at a time; {@link CallbackGate} keeps deadlines and aborts out of their way.
 */
final class PolicyWebSocket implements WebSocketAttempt, WebSocketListener {
    private final HttpContext context;
    private final URI given;
    private final URI uri;
    private final WebSocketHandler handler;
    private final Duration timeout;
    private final SocketFailures failures;
    private final @Nullable Tap tap;
    private final long number;

    // Any thread.
    private final CallbackGate gate = new CallbackGate();
    private volatile @Nullable HttpCall call;
    private volatile TimeSource.@Nullable Timer timer;
    private volatile @Nullable LinkSession session;

    // The wire's threads, one at a time.
    private final MessageAssembler message;
    private final BinaryAssembler binary;

    private PolicyWebSocket(HttpContext context, WebSocketOrder order, WebSocketHandler handler) {
        this.context = context;
        this.given = order.uri();
        this.uri = Origins.webSocket(given);
        this.handler = handler;
        this.timeout = order.timeout() == null ? context.settings().connectTimeout() : order.timeout();
        this.failures = new SocketFailures(uri, context.settings().wording().webSocketTransport());
        this.tap = context.tap();
        this.number = tap == null ? 0 : tap.newLink();
        this.message = new MessageAssembler(context.settings().maxMessageChars());
        this.binary = new BinaryAssembler(context.settings().maxMessageChars());
    }

    static WebSocketAttempt open(HttpContext context, WebSocketOrder order, WebSocketHandler handler) {
        PolicyWebSocket socket = new PolicyWebSocket(context, order, handler);
        CompletableFuture<Headers> provided = context.given(
                new RequestHook.Request("GET", order.uri(), true, order.headers()), socket.failures.transport());
        Outcome.of(provided, (headers, failure) -> socket.connect(order, headers, failure));
        return socket;
    }

    private void connect(WebSocketOrder order, @Nullable Headers provided, @Nullable Throwable failure) {
        if (failure != null || provided == null) {
            fail(failure instanceof ConnectionException known ? known : refused(String.valueOf(failure), failure));
            return;
        }
        if (gate.isEnded()) {
            return;
        }
        timer = context.later(timeout.toNanos(), this::expire);
        HttpCall started;
        try {
            Headers headers =
                    new RequestHeaders(given, provided, context.cookies()).to(Origins.http(uri), Headers.empty());
            if (tap != null) {
                tap.upgrade(number, failures.transport(), uri, headers);
            }
            started = context.wire()
                    .connect(new WebSocketRequest(uri, headers, order.subprotocols(), order.compression()), this);
        } catch (RuntimeException refusal) {
            fail(refused(String.valueOf(refusal.getMessage()), refusal));
            return;
        }
        call = started;
        if (gate.isEnded()) {
            started.abort();
            stopTimer();
        }
    }

    private void expire() {
        if (session != null) {
            return;
        }
        fail(failures.expired(timeout));
        cut();
    }

    @Override
    public void abort() {
        if (session == null) {
            // Not on the caller's thread: the handler belongs to the wire's.
            context.kernel().io().execute(() -> {
                if (session == null) {
                    onFailure(new WireException(WireException.Kind.ABORTED, "aborted", null));
                    cut();
                }
            });
        }
    }

    @Override
    public void onOpen(WebSocketLink link, Headers headers) {
        if (!gate.enter()) {
            link.abort();
            return;
        }
        LinkSession opened = new LinkSession(context, link, this, uri, headers, failures.details(false));
        session = opened;
        try {
            stopTimer();
            // P60: the cookies of an upgrade go out on all later requests.
            context.cookies().store(Origins.http(uri), headers);
            if (tap != null) {
                tap.opened(number, uri, headers);
            }
            context.tell(new RequestHook.Reply(Origins.http(uri), true, 101, headers));
            handler.onOpen(opened);
        } finally {
            gate.exit();
        }
        opened.pace().start();
        opened.read();
    }

    @Override
    public void onText(CharSequence part, boolean last) {
        LinkSession open = session;
        if (open == null || !gate.enter()) {
            return;
        }
        try {
            if (!message.add(part, last)) {
                violated(SocketFailures.tooLong(false, context.settings().maxMessageChars()));
            } else if (last) {
                if (tap != null) {
                    tap.received(number, uri, message.text(), message.length());
                }
                if (!open.discards()) {
                    handler.onText(message.text(), message.length());
                }
                message.reset();
            }
        } finally {
            gate.exit();
        }
        open.pace().consumed(part.length(), last);
    }

    @Override
    public void onBinary(ByteBuffer part, boolean last) {
        LinkSession open = session;
        if (open == null || !gate.enter()) {
            return;
        }
        int length = part.remaining();
        try {
            if (!handler.takesBinary()) {
                // P64: text only.
                violated("it sent a binary message (expected: text)");
            } else if (!binary.add(part, last)) {
                violated(SocketFailures.tooLong(true, context.settings().maxMessageChars()));
            } else if (last) {
                ByteBuffer whole = binary.take();
                if (tap != null) {
                    tap.received(number, uri, whole);
                }
                if (!open.discards()) {
                    handler.onBinary(whole);
                }
            }
        } finally {
            gate.exit();
        }
        open.pace().consumed(length, last);
    }

    @Override
    public void onPing() {
        control();
    }

    @Override
    public void onPong() {
        LinkSession open = session;
        if (open != null) {
            open.answered();
        }
        control();
    }

    /** May come in the midst of a message; it moves no pace. */
    private void control() {
        LinkSession open = session;
        if (open != null) {
            open.pace().consumed(0, message.length() == 0 && binary.length() == 0);
        }
    }

    @Override
    public void onReadComplete() {
        LinkSession open = session;
        if (open != null && gate.enter()) {
            try {
                handler.onReadComplete();
            } finally {
                gate.exit();
            }
            open.read();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        closed(code, reason);
    }

    @Override
    public void onFailure(WireException failure) {
        // P60: a refusal can set cookies, too.
        context.cookies().store(Origins.http(uri), failure.headers());
        if (session == null && failure.status() != 0) {
            context.tell(new RequestHook.Reply(Origins.http(uri), true, failure.status(), failure.headers()));
        }
        if (failure.kind() == WireException.Kind.PROTOCOL && session != null) {
            violated(String.valueOf(failure.getMessage()));
            return;
        }
        fail(ConnectionFailures.of(
                failure, uri, failures.transport(), context.settings().wording()));
    }

    /** The peer broke a rule or a limit: nothing that follows can be trusted, so the connection is cut. */
    private void violated(String what) {
        fail(failures.violated(what));
        cut();
    }

    // What the session asks for, on I/O threads.

    void sent(String text) {
        if (tap != null) {
            tap.sent(number, uri, text);
        }
    }

    void sent(ByteBuffer bytes) {
        if (tap != null) {
            tap.sent(number, uri, bytes);
        }
    }

    void closed(int code, String reason) {
        end(() -> {
            if (tap != null) {
                tap.closed(number, uri, code, reason);
            }
            handler.onClosed(code, reason);
        });
    }

    void broken(Throwable failure) {
        WireException known = failure instanceof WireException wire
                ? wire
                : new WireException(WireException.Kind.BROKEN, String.valueOf(failure.getMessage()), failure);
        onFailure(known);
        cut();
    }

    private void fail(ConnectionException failure) {
        end(() -> {
            if (tap != null) {
                tap.failed(number, uri, failure);
            }
            handler.onFailed(failure);
        });
    }

    private void end(Runnable last) {
        gate.end(() -> {
            stopTimer();
            LinkSession open = session;
            if (open != null) {
                open.ended();
            }
            last.run();
        });
    }

    private void cut() {
        HttpCall running = call;
        if (running != null) {
            running.abort();
        }
        LinkSession open = session;
        if (open != null) {
            open.cut();
        }
    }

    private void stopTimer() {
        TimeSource.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    private ConnectionException refused(String why, @Nullable Throwable cause) {
        return failures.refused(context.wire().name(), why, cause);
    }
}
