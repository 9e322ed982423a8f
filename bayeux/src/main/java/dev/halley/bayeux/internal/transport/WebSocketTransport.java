package dev.halley.bayeux.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.Reading;
import dev.halley.internal.http.WebSocketAttempt;
import dev.halley.internal.http.WebSocketHandler;
import dev.halley.internal.http.WebSocketSession;
import dev.halley.internal.loop.Stages;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket: one socket for everything, opened with the first message and again with the first one after it broke. What
 * waits while a frame is being written goes into the next frame together.
 */
public final class WebSocketTransport implements Transport {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private static final Origin ORIGIN = new Origin(ConnectionType.WEBSOCKET, Headers.empty());

    private final TransportContext client;
    private final Listener listener;

    // serial context
    private final Outbox outbox;
    private final Map<String, InFlight> inFlight = new LinkedHashMap<>();
    private final InFlightTimer timer;
    private @Nullable Socket socket;
    private Pressure pressure = Pressure.NONE;
    private boolean closed;
    private boolean renewed;

    /** A message that was given to the socket and waits for its reply. */
    record InFlight(OutgoingMessage message, Socket socket, long deadline, Duration timeout) {}

    public WebSocketTransport(TransportContext client, Listener listener) {
        this.client = client;
        this.listener = listener;
        this.outbox = new Outbox(type(), client, () -> socket == null || renewed, listener::onFailed, this::pump);
        this.timer = new InFlightTimer(client.context(), client.time(), inFlight, this::expired);
    }

    @Override
    public ConnectionType type() {
        return ConnectionType.WEBSOCKET;
    }

    @Override
    public void send(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        outbox.add(message, timeout, replyExpected);
        pump();
    }

    @Override
    public void hold(boolean on) {
        outbox.hold(on);
        pump();
    }

    @Override
    public boolean withdraw(String id) {
        return outbox.withdraw(id);
    }

    @Override
    public boolean isIdle() {
        return inFlight.isEmpty() && outbox.isEmpty() && (socket == null || !socket.writing);
    }

    @Override
    public void failUnwritten(HalleyException cause) {
        outbox.takeAllRequests().forEach(entry -> listener.onFailed(entry.message(), cause));
    }

    @Override
    public void abandonControl() {
        outbox.takeAllControl();
        inFlight.values()
                .removeIf(sent -> sent.message().isHandshake() || sent.message().isConnect());
    }

    @Override
    public void hurry() {
        outbox.hurry();
    }

    @Override
    public void pressure(Pressure pressure) {
        this.pressure = pressure;
        timer.suspended(pressure == Pressure.HARD);
        if (socket != null && socket.session != null) {
            socket.session.reading(reading(pressure));
        }
    }

    @Override
    public void renewed() {
        renewed = true;
    }

    private static Reading reading(Pressure pressure) {
        return switch (pressure) {
            case NONE -> Reading.OPEN;
            case SOFT -> Reading.THROTTLED;
            case HARD -> Reading.STOPPED;
        };
    }

    @Override
    public void cut() {
        closed = true;
        Socket last = socket;
        socket = null;
        if (last != null) {
            last.abort();
        }
    }

    @Override
    public CompletableFuture<Void> close() {
        closed = true;
        outbox.takeAllControl();
        outbox.takeAllRequests();
        inFlight.clear();
        timer.stop();
        Socket last = socket;
        socket = null;
        return last == null ? CompletableFuture.completedFuture(null) : last.leave();
    }

    private void pump() {
        if (closed) {
            return;
        }
        leaveOldCredentials();
        if (socket == null) {
            // only a handshake or connect makes a new connection: the session says when (P65)
            if (outbox.hasControl()) {
                socket = new Socket(outbox.controlHeaders());
                socket.open();
            }
            return;
        }
        if (socket.session == null || socket.writing) {
            return;
        }
        Outbox.Batch batch = outbox.takeControl(false);
        if (batch.isEmpty()) {
            batch = outbox.takeRequests();
        }
        if (!batch.isEmpty()) {
            socket.write(batch.entries());
        }
    }

    /** A socket keeps the headers that it was opened with. What the old one still owes comes before its end, or is told. */
    private void leaveOldCredentials() {
        if (!renewed || !outbox.hasControl()) {
            return;
        }
        renewed = false;
        Socket old = socket;
        if (old != null && !old.headers.equals(outbox.controlHeaders())) {
            socket = null;
            Stages.ignore(old.leave());
        }
    }

    /** A reply did not come in time (P66): either that message alone, or nothing came at all and the socket is dead. */
    private void expired(List<InFlight> expired, boolean silent) {
        for (InFlight sent : expired) {
            listener.onFailed(
                    sent.message(),
                    new OperationTimeoutException(
                            "no reply to " + sent.message() + " within "
                                    + sent.timeout().toMillis()
                                    + " ms over websocket; the server may have processed it",
                            null));
        }
        boolean controlExpired = expired.stream()
                .anyMatch(sent -> sent.message().isConnect() || sent.message().isHandshake());
        Socket dead = socket;
        if (dead != null && (silent || controlExpired || dead.isStuck(expired))) {
            dead.abort();
            dead.gone(failure("the server was silent for too long, so the connection was given up", null));
        }
    }

    private ConnectionException failure(String message, @Nullable Throwable cause) {
        return new ConnectionException(
                message,
                new ConnectionException.Details(
                        Masking.masked(client.url()), type().wireName(), 0, null, 0, false, Optional.empty()),
                cause);
    }

    /** One WebSocket; the handler's methods run on the wire's threads. */
    private final class Socket implements WebSocketHandler {
        private final MessageReader reader = new MessageReader(client.codec(), ConnectionType.WEBSOCKET.wireName());

        private final Headers headers;

        // wire's threads, one call at a time
        private List<ReceivedMessage> read = new ArrayList<>();
        private int unusable;

        // serial context
        private @Nullable WebSocketAttempt attempt;
        private @Nullable WebSocketSession session;
        private boolean writing;
        private List<OutgoingMessage> written = List.of();
        private final CompletableFuture<Void> left = new CompletableFuture<>();

        Socket(Headers headers) {
            this.headers = headers;
        }

        void open() {
            attempt = client.agent().openWebSocket(client.url(), List.of(), headers, this);
        }

        void write(List<SendQueue.Entry> batch) {
            WebSocketSession open = session;
            if (open == null) {
                throw new IllegalStateException("write before open");
            }
            writing = true;
            written = SendQueue.messages(batch);
            long now = client.time().nanoTime();
            List<OutgoingMessage> silent = new ArrayList<>();
            for (SendQueue.Entry entry : batch) {
                if (!entry.replyExpected()) {
                    silent.add(entry.message());
                    continue;
                }
                long deadline = now + entry.timeout().toNanos();
                inFlight.put(entry.message().id(), new InFlight(entry.message(), this, deadline, entry.timeout()));
                timer.sent(deadline);
            }
            String frame = OutgoingMessage.encode(
                    SendQueue.messages(batch), client.clientId().get());
            // a failed write ends the socket, and the handler hears of it
            Stages.ignore(open.send(frame)
                    .whenComplete((done, failure) -> client.context().enter(() -> {
                        writing = false;
                        if (!closed) {
                            silent.forEach(message -> ended(message, failure));
                        }
                        pump();
                    })));
        }

        /** P53: nobody answers, so it is over when it was written. */
        private void ended(OutgoingMessage message, @Nullable Throwable failure) {
            if (failure == null) {
                listener.onWritten(message);
            } else {
                listener.onFailed(
                        message,
                        new UnconfirmedException(
                                message + " was being written when the connection ended: " + failure.getMessage(),
                                ConnectionException.Details.NONE,
                                failure));
            }
        }

        @Override
        public void onOpen(WebSocketSession opened) {
            client.context().enter(() -> {
                if (socket != this || closed) {
                    // P68: a socket that a race left over
                    opened.abort();
                    return;
                }
                session = opened;
                opened.reading(reading(pressure));
                pump();
            });
        }

        @Override
        public void onText(char[] text, int length) {
            try {
                // the text is valid during the call only, the messages keep theirs
                MessageReader.Batch frame = reader.read(Arrays.copyOf(text, length), length);
                read.addAll(frame.messages());
                unusable += frame.unusable();
            } catch (ProtocolException notJson) {
                onReadComplete();
                client.context().enter(() -> {
                    abort();
                    gone(failure(
                            "the server sent a WebSocket message that is not Bayeux: " + notJson.getMessage(),
                            notJson));
                });
            }
        }

        /** What one read brought enters the context at once, however many frames it was. */
        @Override
        public void onReadComplete() {
            // also for parts of a message: on a slow link they show that the server is there
            timer.bytesArrived();
            if (!read.isEmpty() || unusable > 0) {
                MessageReader.Batch batch = new MessageReader.Batch(read, unusable);
                read = new ArrayList<>();
                unusable = 0;
                client.context().enter(() -> received(batch));
            }
        }

        private void received(MessageReader.Batch batch) {
            if (closed) {
                return;
            }
            batch.messages().forEach(timer::answered);
            MessageReader.Batch told = socket == this ? batch : batch.delayed();
            listener.onBatch(told, client.epoch().getAsLong(), ORIGIN);
        }

        @Override
        public void onClosed(int code, String reason) {
            onReadComplete();
            client.context()
                    .enter(() -> gone(failure(
                            "the server closed the WebSocket (" + code + (reason.isEmpty() ? "" : " " + reason) + ")",
                            null)));
        }

        @Override
        public void onFailed(ConnectionException failure) {
            onReadComplete();
            client.context().enter(() -> gone(failure));
        }

        /** The socket is no more: what was given to it is unconfirmed, what waited for it was not sent. */
        private void gone(ConnectionException cause) {
            left.complete(null);
            boolean current = socket == this;
            if (current) {
                socket = null;
            }
            List<InFlight> lost = new ArrayList<>();
            for (Iterator<InFlight> all = inFlight.values().iterator(); all.hasNext(); ) {
                InFlight sent = all.next();
                if (sent.socket() == this) {
                    lost.add(sent);
                    all.remove();
                }
            }
            if (closed) {
                return;
            }
            List<SendQueue.Entry> unwritten = new ArrayList<>();
            if (current) {
                unwritten.addAll(outbox.takeAllControl());
                unwritten.addAll(outbox.takeAllRequests());
            }
            for (InFlight sent : lost) {
                listener.onFailed(
                        sent.message(),
                        new UnconfirmedException(
                                sent.message() + " was written, and the connection ended before its reply: "
                                        + cause.getMessage(),
                                cause.details(),
                                cause));
            }
            unwritten.forEach(entry -> listener.onFailed(entry.message(), cause));
            boolean told = lost.stream().map(InFlight::message).anyMatch(Outbox::isControl)
                    || unwritten.stream().map(SendQueue.Entry::message).anyMatch(Outbox::isControl);
            if (current && !told) {
                listener.onLinkGone(cause);
            }
        }

        /** Whether what expired is still being written: the server does not read. */
        boolean isStuck(List<InFlight> expired) {
            return writing && expired.stream().anyMatch(sent -> written.contains(sent.message()));
        }

        void abort() {
            if (attempt != null) {
                attempt.abort();
            }
            if (session != null) {
                session.abort();
            }
        }

        CompletableFuture<Void> leave() {
            if (session == null) {
                abort();
                left.complete(null);
            } else {
                session.close(1000, "", CLOSE_DEADLINE);
            }
            return left;
        }
    }
}
