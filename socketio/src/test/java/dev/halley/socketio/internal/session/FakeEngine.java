package dev.halley.socketio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One engine's session with the test as its wire and server. */
final class FakeEngine implements EngineSession {
    final URI url;
    final Map<String, String> headers;
    final EngineListener listener;
    final List<Object> sent = new ArrayList<>();
    boolean closing;
    boolean aborted;
    boolean ended;
    boolean writable = true;
    boolean overdue;
    /** Whether the wire takes nothing. */
    boolean stuck;
    /** How many emits the engine holds of what the wire has not taken. */
    int room = Integer.MAX_VALUE;

    Pressure pressure = Pressure.NONE;
    private final SerialContext context;
    private final Deque<Sending> unwritten = new ArrayDeque<>();
    private String sid;

    /** What the wire has not taken. */
    private record Sending(List<?> messages, CompletableFuture<Void> outcome) {}

    FakeEngine(URI url, Map<String, String> headers, EngineListener listener, SerialContext context) {
        this.url = url;
        this.headers = headers;
        this.listener = listener;
        this.context = context;
    }

    void open(EngineVersion version) {
        context.execute(() -> {
            sid = "engine";
            listener.onOpen(new EngineHandshake(
                    sid,
                    version,
                    EngineTransport.WEBSOCKET,
                    List.of(),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(20),
                    1_000_000));
        });
    }

    /** Messages that one read brings. */
    void receive(Object... messages) {
        context.execute(() -> {
            for (Object message : messages) {
                if (ended) {
                    return;
                }
                try {
                    if (message instanceof String text) {
                        listener.onText(text.toCharArray(), 0, text.length());
                    } else {
                        listener.onBinary((ByteBuffer) message);
                    }
                } catch (RuntimeException broken) {
                    end(new EngineClose(EngineClose.Reason.PARSE_ERROR, 0, "parse error", broken));
                }
            }
            if (!ended) {
                listener.onReadComplete();
            }
        });
    }

    void end(EngineClose.Reason reason) {
        context.execute(() -> end(new EngineClose(reason, 0, reason.text(), null)));
    }

    private void end(EngineClose close) {
        if (ended) {
            return;
        }
        ended = true;
        listener.onClosed(close);
        // the first one was being written
        boolean first = true;
        for (Sending each : List.copyOf(unwritten)) {
            each.outcome()
                    .completeExceptionally(
                            first && refusal != null
                                    ? refusal
                                    : first && !each.outcome().isDone() && stuckWhileWriting
                                            ? new UnconfirmedException("died", ConnectionException.Details.NONE, null)
                                            : new ConnectionException(
                                                    "not sent", ConnectionException.Details.NONE, null));
            first = false;
        }
        unwritten.clear();
    }

    boolean stuckWhileWriting;
    /** What the server said to the first of what was not written. */
    ConnectionException refusal;

    /** The wire takes what waits. */
    void flow() {
        stuck = false;
        context.execute(() -> {
            for (Sending each = unwritten.poll(); each != null; each = unwritten.poll()) {
                take(each);
            }
        });
    }

    private void take(Sending each) {
        if (!each.outcome().isDone()) {
            sent.addAll(each.messages());
            each.outcome().complete(null);
        }
    }

    @Override
    public CompletableFuture<Void> send(List<?> messages, boolean compress) {
        OverflowException full = overflow(messages);
        return full == null ? sendAnyway(messages) : CompletableFuture.failedFuture(full);
    }

    @Override
    public CompletableFuture<Void> sendAnyway(List<?> messages) {
        Sending sending = new Sending(messages, new CompletableFuture<>());
        if (ended) {
            sending.outcome()
                    .completeExceptionally(new ConnectionException("ended", ConnectionException.Details.NONE, null));
        } else if (stuck) {
            unwritten.add(sending);
        } else {
            take(sending);
        }
        return sending.outcome();
    }

    @Override
    public OverflowException overflow(List<?> messages) {
        return unwritten.isEmpty() || unwritten.size() < room ? null : new OverflowException("full", null);
    }

    @Override
    public boolean isWritable() {
        return writable && !stuck;
    }

    @Override
    public boolean checkHeartbeat() {
        if (overdue) {
            end(EngineClose.Reason.PING_TIMEOUT);
        }
        return overdue;
    }

    @Override
    public EngineTransport transport() {
        return EngineTransport.WEBSOCKET;
    }

    @Override
    public String sid() {
        return sid;
    }

    @Override
    public void pressure(Pressure now) {
        pressure = now;
    }

    @Override
    public void close() {
        closing = true;
        end(EngineClose.Reason.CLIENT);
    }

    @Override
    public void abort(Throwable cause) {
        aborted = true;
        context.execute(() ->
                end(new EngineClose(EngineClose.Reason.TRANSPORT_ERROR, 0, String.valueOf(cause.getMessage()), cause)));
    }
}
