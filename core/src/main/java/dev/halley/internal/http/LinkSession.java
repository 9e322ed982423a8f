package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketLink;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The protocol's side of an open WebSocket. Any thread. */
final class LinkSession implements WebSocketSession {
    private final HttpContext context;
    private final WebSocketLink link;
    private final PolicyWebSocket socket;
    private final Headers replyHeaders;
    private final ReadPace pace;
    private final SendQueue queue;
    private final @Nullable EndProbe probe;

    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean discards;
    private volatile boolean ended;
    private volatile Reading reading = Reading.OPEN;
    private volatile TimeSource.@Nullable Timer closeTimer;

    LinkSession(
            HttpContext context,
            WebSocketLink link,
            PolicyWebSocket socket,
            URI uri,
            Headers replyHeaders,
            ConnectionException.Details details) {
        this.context = context;
        this.link = link;
        this.socket = socket;
        this.replyHeaders = replyHeaders;
        this.pace = new ReadPace(context, link);
        this.queue = new SendQueue(
                link,
                context.wire().capabilities().coalescedWrites(),
                Masking.uri(uri),
                details,
                failure -> context.kernel().io().execute(() -> socket.broken(failure)));
        this.probe = context.wire().capabilities().noticesEnd() ? null : new EndProbe(context, queue);
    }

    /** A batch was read. */
    void read() {
        if (probe != null) {
            probe.read();
        }
    }

    /** A pong came. */
    void answered() {
        if (probe != null) {
            probe.answered();
        }
    }

    ReadPace pace() {
        return pace;
    }

    /** Whether messages are no longer wanted: closed while reading was stopped. */
    boolean discards() {
        return discards;
    }

    @Override
    public CompletableFuture<Void> send(String text, boolean compress) {
        FutureOutgoing message = new FutureOutgoing(text, compress);
        send(message);
        return message.future();
    }

    @Override
    public CompletableFuture<Void> send(ByteBuffer bytes, boolean compress) {
        // The caller's position stays where it is.
        FutureOutgoing message = new FutureOutgoing(bytes.asReadOnlyBuffer(), compress);
        send(message);
        return message.future();
    }

    @Override
    public void send(Outgoing message) {
        if (message.message() instanceof ByteBuffer bytes) {
            socket.sent(bytes);
        } else {
            socket.sent((String) message.message());
        }
        queue.message(message);
    }

    @Override
    public Headers replyHeaders() {
        return replyHeaders;
    }

    @Override
    public void reading(Reading mode) {
        reading = mode;
        if (!closing.get()) {
            pace.mode(mode);
            read();
        }
    }

    @Override
    public void close(int code, String reason, Duration deadline) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closeTimer = context.later(deadline.toNanos(), () -> cutOff("no answer to the close within the deadline"));
        // The peer's close frame comes after what it sent before, and costs demand.
        discards = reading == Reading.STOPPED;
        pace.mode(Reading.OPEN);
        Outcome.of(queue.close(code, reason), (done, failure) -> {});
        if (ended) {
            stopCloseTimer();
        }
    }

    @Override
    public void abort() {
        closing.set(true);
        // At once: a callback that aborts goes on to ask for the next one, and the wire may be closed by then.
        pace.end();
        // Not on the caller's thread: the handler belongs to the wire's.
        context.kernel().io().execute(() -> cutOff("aborted"));
    }

    private void cutOff(String reason) {
        socket.closed(1006, reason);
        cut();
    }

    @Override
    public boolean isOpen() {
        return !ended && queue.isOpen();
    }

    /** Before the handler hears of the end. */
    void ended() {
        ended = true;
        stopCloseTimer();
        pace.end();
        if (probe != null) {
            probe.end();
        }
        queue.end(null);
    }

    void cut() {
        link.abort();
    }

    private void stopCloseTimer() {
        TimeSource.Timer running = closeTimer;
        if (running != null) {
            running.cancel();
        }
    }
}
