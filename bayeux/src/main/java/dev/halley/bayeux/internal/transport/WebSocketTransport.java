package dev.halley.bayeux.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.Reading;
import dev.halley.internal.loop.Stages;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
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
        return inFlight.isEmpty() && outbox.isEmpty() && (socket == null || !socket.isWriting());
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
        if (socket != null) {
            socket.reading(reading());
        }
    }

    @Override
    public void renewed() {
        renewed = true;
    }

    Reading reading() {
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

    void pump() {
        if (closed) {
            return;
        }
        leaveOldCredentials();
        if (socket == null) {
            // only a handshake or connect makes a new connection: the session says when (P65)
            if (outbox.hasControl()) {
                socket = new Socket(this, client, timer, outbox.controlHeaders());
                socket.open();
            }
            return;
        }
        if (!socket.isWritable()) {
            return;
        }
        Outbox.Batch batch = outbox.takeControl(false);
        if (batch.isEmpty()) {
            batch = outbox.takeRequests();
        }
        if (!batch.isEmpty()) {
            write(socket, batch.entries());
        }
    }

    private void write(Socket to, List<SendQueue.Entry> batch) {
        long now = client.time().nanoTime();
        List<OutgoingMessage> silent = new ArrayList<>();
        for (SendQueue.Entry entry : batch) {
            if (!entry.replyExpected()) {
                silent.add(entry.message());
                continue;
            }
            long deadline = now + entry.timeout().toNanos();
            inFlight.put(entry.message().id(), new InFlight(entry.message(), to, deadline, entry.timeout()));
            timer.sent(deadline);
        }
        List<OutgoingMessage> messages = SendQueue.messages(batch);
        String frame = OutgoingMessage.encode(messages, client.clientId().get());
        to.write(frame, messages, silent);
    }

    void written(List<OutgoingMessage> silent, @Nullable Throwable failure) {
        if (!closed) {
            silent.forEach(message -> ended(message, failure));
        }
        pump();
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

    /** A socket keeps the headers that it was opened with. What the old one still owes comes before its end, or is told. */
    private void leaveOldCredentials() {
        if (!renewed || !outbox.hasControl()) {
            return;
        }
        renewed = false;
        Socket old = socket;
        if (old != null && !old.headers().equals(outbox.controlHeaders())) {
            socket = null;
            listener.onSocketLeft();
            Stages.ignore(old.leave());
        }
    }

    /** A reply did not come in time (P66): either that message alone, or nothing came at all and the socket is dead. */
    private void expired(List<InFlight> expired, boolean silent) {
        boolean controlExpired = expired.stream()
                .anyMatch(sent -> sent.message().isConnect() || sent.message().isHandshake());
        Socket dead = socket;
        ConnectionException givenUp = null;
        if (dead != null && (silent || controlExpired || dead.isStuck(expired))) {
            givenUp = failure("the server was silent for too long, so the connection was given up", null);
            // P66: what is on its way may come to the server later, and bind the session to this connection at CometD
            listener.onReplyLost(givenUp, true);
        }
        for (InFlight sent : expired) {
            listener.onFailed(
                    sent.message(),
                    new OperationTimeoutException(
                            "no reply to " + sent.message() + " within "
                                    + sent.timeout().toMillis()
                                    + " ms over websocket; the server may have processed it",
                            null));
        }
        if (dead != null && givenUp != null) {
            dead.abort();
            dead.gone(givenUp);
        }
    }

    ConnectionException failure(String message, @Nullable Throwable cause) {
        return new ConnectionException(
                message,
                new ConnectionException.Details(
                        Masking.masked(client.url()), type().wireName(), 0, null, 0, false, Optional.empty()),
                cause);
    }

    // what the sockets bring

    boolean wants(Socket opened) {
        return socket == opened && !closed;
    }

    void received(Socket from, MessageReader.Batch batch) {
        if (closed) {
            return;
        }
        timer.answered(batch.messages());
        MessageReader.Batch told = socket == from ? batch : batch.delayed();
        listener.onBatch(told, client.epoch().getAsLong(), ORIGIN);
    }

    /** The socket is no more: what was given to it is unconfirmed, what waited for it was not sent. */
    void gone(Socket from, ConnectionException cause) {
        boolean current = socket == from;
        if (current) {
            socket = null;
        }
        List<InFlight> lost = new ArrayList<>();
        for (Iterator<InFlight> all = inFlight.values().iterator(); all.hasNext(); ) {
            InFlight sent = all.next();
            if (sent.socket() == from) {
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
}
