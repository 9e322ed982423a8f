package dev.halley.testkit;

import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that a client opens on a {@link ScriptedWire}: first the attempt, which the test accepts, refuses or lets
 * fail; then the server's end of the open socket.
 *
 * <p>What the test delivers waits until the client has asked for it ({@link #demand}).
 */
public final class PendingSocket {
    private final ScriptedWire wire;
    private final WebSocketRequest request;
    private final WebSocketListener listener;
    private final Deque<Delivery> undelivered = new ArrayDeque<>();
    private State state = State.CONNECTING;
    private boolean attemptAborted;
    private @Nullable ScriptedLink link;
    private int taken;
    private @Nullable Consumer<? super Frame> onFrame;
    private @Nullable Runnable onEnd;

    /** Where the socket is in its life. */
    private enum State {
        CONNECTING,
        OPEN,
        ENDED
    }

    /** One callback that costs demand; the last of what is read at once says so. */
    private record Delivery(Runnable callback, boolean endsRead, boolean endsSocket) {}

    PendingSocket(ScriptedWire wire, WebSocketRequest request, WebSocketListener listener) {
        this.wire = wire;
        this.request = request;
        this.listener = listener;
    }

    /**
     * The upgrade request.
     *
     * @return the request
     */
    public WebSocketRequest request() {
        return request;
    }

    /**
     * Where it goes.
     *
     * @return the URL
     */
    public URI uri() {
        return request.uri();
    }

    /**
     * Accepts the attempt, without headers.
     *
     * @return this socket, which is open now
     */
    public PendingSocket accept() {
        return accept(Headers.empty());
    }

    /**
     * Accepts the attempt.
     *
     * @param headers what the client sees of the upgrade reply
     * @return this socket, which is open now
     */
    public PendingSocket accept(Headers headers) {
        check(State.CONNECTING);
        state = State.OPEN;
        ScriptedLink opened = new ScriptedLink(wire, this);
        link = opened;
        wire.deliver(() -> listener.onOpen(opened, headers));
        return this;
    }

    /**
     * Refuses the attempt with an ordinary HTTP reply.
     *
     * @param status its status
     * @param headers its headers
     * @param body its body, in UTF-8
     */
    public void refuse(int status, Headers headers, String body) {
        check(State.CONNECTING);
        end(new WireException(
                WireException.Kind.UPGRADE_REFUSED,
                "scripted: status " + status,
                null,
                status,
                headers,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * Refuses the attempt as a {@link ScriptedServer} would: with the reply's status, headers and body, after its delay.
     *
     * @param reply the reply; one that drops the connection, or never comes, does so here
     */
    public void refuse(Reply reply) {
        check(State.CONNECTING);
        ReplyPlayer.refuse(reply, this, wire);
    }

    /**
     * Lets the attempt, or the open socket, fail.
     *
     * @param kind how
     */
    public void fail(WireException.Kind kind) {
        fail(ScriptedWire.failure(kind));
    }

    /**
     * Lets the attempt, or the open socket, fail at once; what waits for demand is lost.
     *
     * @param failure what the client hears of
     */
    public void fail(WireException failure) {
        wire.settle();
        if (state == State.ENDED) {
            throw new IllegalStateException("it has ended: " + this);
        }
        end(failure);
    }

    /** Breaks the open socket, as when the network is gone; what waits for demand is lost. */
    public void breakConnection() {
        check(State.OPEN);
        end(ScriptedWire.failure(WireException.Kind.BROKEN));
    }

    private void end(WireException failure) {
        ended();
        wire.deliver(() -> {
            listener.onFailure(failure);
            ScriptedLink opened = link;
            if (opened != null) {
                opened.failSends(failure);
            }
        });
    }

    /**
     * Delivers a text message.
     *
     * @param text the message
     */
    public void deliverText(String text) {
        deliverTexts(text);
    }

    /**
     * Delivers several text messages which the client reads at once: {@code onReadComplete} comes after the last.
     *
     * @param texts the messages
     */
    public void deliverTexts(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            deliverText(texts[i], true, i == texts.length - 1);
        }
        flush();
    }

    /**
     * Delivers one text message in parts, of which each is a read of its own.
     *
     * @param parts the parts of the message
     */
    public void deliverParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            deliverText(parts[i], i == parts.length - 1, true);
        }
        flush();
    }

    private void deliverText(String text, boolean last, boolean endsRead) {
        queue(
                () -> {
                    StringBuilder valid = new StringBuilder(text);
                    listener.onText(valid, last);
                    valid.replace(0, valid.length(), "\0".repeat(valid.length()));
                },
                endsRead,
                false);
    }

    /**
     * Delivers a binary message.
     *
     * @param bytes the message
     */
    public void deliverBinary(byte... bytes) {
        deliverBinary(bytes, true, true);
        flush();
    }

    private void deliverBinary(byte[] bytes, boolean last, boolean endsRead) {
        byte[] valid = bytes.clone();
        queue(
                () -> {
                    listener.onBinary(ByteBuffer.wrap(valid), last);
                    Arrays.fill(valid, (byte) 0);
                },
                endsRead,
                false);
    }

    /**
     * Delivers messages which the client reads at once: {@code onReadComplete} comes after the last.
     *
     * @param frames whole text and binary messages, pings, pongs and, as the last one, a close
     */
    public void deliverFrames(Frame... frames) {
        for (int i = 0; i < frames.length; i++) {
            Frame frame = frames[i];
            boolean endsRead = i == frames.length - 1;
            switch (frame.kind()) {
                case TEXT -> deliverText(frame.text(), frame.isLast(), endsRead);
                case BINARY -> deliverBinary(frame.payload(), frame.isLast(), endsRead);
                case PING -> queue(listener::onPing, endsRead, false);
                case PONG -> queue(listener::onPong, endsRead, false);
                case CLOSE -> queue(() -> listener.onClose(frame.closeCode(), frame.closeReason()), endsRead, true);
                case CONTINUATION ->
                    throw new IllegalArgumentException("frame: " + frame + " (expected: one that begins a message)");
            }
        }
        flush();
    }

    /** Delivers a ping, which the wire has answered. */
    public void deliverPing() {
        queue(listener::onPing, true, false);
        flush();
    }

    /** Delivers a pong. */
    public void deliverPong() {
        queue(listener::onPong, true, false);
        flush();
    }

    /**
     * Delivers a close frame; also the answer to the client's own.
     *
     * @param code the status code; 1006 for a connection that ended without a close frame
     * @param reason the reason; may be empty
     */
    public void deliverClose(int code, String reason) {
        queue(() -> listener.onClose(code, reason), true, true);
        flush();
    }

    private void queue(Runnable callback, boolean endsRead, boolean endsSocket) {
        check(State.OPEN);
        undelivered.add(new Delivery(callback, endsRead, endsSocket));
    }

    private void flush() {
        wire.deliver(this::drain);
    }

    /** Hands over what was asked for. A read ends where it was delivered to end, or where demand does. */
    void drain() {
        ScriptedLink opened = link;
        while (opened != null && state == State.OPEN && !undelivered.isEmpty() && opened.takeDemand()) {
            Delivery next = undelivered.remove();
            if (next.endsSocket) {
                ended();
            }
            next.callback.run();
            if (next.endsSocket) {
                opened.failSends(ScriptedWire.failure(WireException.Kind.BROKEN));
            }
            boolean endsRead = next.endsRead || opened.demand() == 0;
            if (endsRead && state == State.OPEN) {
                listener.onReadComplete();
            }
        }
    }

    /**
     * How many more callbacks the client has asked for.
     *
     * @return the demand
     */
    public long demand() {
        wire.settle();
        return opened().demand();
    }

    /**
     * How much of what was delivered waits for demand.
     *
     * @return the number of messages (or parts of one), pings, pongs and closes
     */
    public int undelivered() {
        wire.settle();
        return undelivered.size();
    }

    /**
     * Everything the client has sent, in order.
     *
     * @return the frames, taken or not
     */
    public List<Frame> sent() {
        wire.settle();
        return new ArrayList<>(opened().sent());
    }

    /**
     * Takes the next frame that the client has sent and the test did not take yet.
     *
     * @return the frame
     * @throws AssertionError if there is none
     */
    public Frame takeSent() {
        List<Frame> all = sent();
        if (taken == all.size()) {
            throw new AssertionError("the client sent nothing more than " + all);
        }
        return all.get(taken++);
    }

    /**
     * Takes the next frame that the client has sent, which should be a text message.
     *
     * @return the message
     * @throws AssertionError if there is none or it is no text
     */
    public String takeText() {
        Frame frame = takeSent();
        if (frame.kind() != Frame.Kind.TEXT) {
            throw new AssertionError("sent: " + frame + " (expected: a text message)");
        }
        return frame.text();
    }

    /**
     * Hands each frame that the client sends to a script, in addition to {@link #sent}.
     *
     * @param script gets the frames in order, outside of the client's code
     */
    public void onFrame(Consumer<? super Frame> script) {
        onFrame = script;
    }

    /**
     * Tells when the socket, or the attempt to open it, has ended in whatever way.
     *
     * @param action called outside of the client's code
     */
    public void onEnd(Runnable action) {
        onEnd = action;
        if (state == State.ENDED) {
            wire.post(action);
        }
    }

    /**
     * Sends what a reply says, in virtual time: its body as one text message, after its delay. Where the reply is cut or
     * the connection dropped, the client gets a part of the message, or none, and the socket breaks.
     *
     * @param reply the reply; status and headers have no meaning here
     */
    public void respond(Reply reply) {
        check(State.OPEN);
        ReplyPlayer.play(reply, this, wire);
    }

    /** From now on, a send completes when the test says so. */
    public void holdSends() {
        opened().holdSends(true);
    }

    /** Completes what is held; from now on, a send completes at once. */
    public void releaseSends() {
        opened().holdSends(false);
        wire.deliver(opened()::completeAll);
    }

    /** Completes the oldest send that is held. */
    public void completeSend() {
        wire.settle();
        wire.deliver(opened()::completeOldest);
    }

    /**
     * Lets the oldest send that is held fail.
     *
     * @param kind how
     */
    public void failSend(WireException.Kind kind) {
        wire.settle();
        wire.deliver(() -> opened().failOldest(ScriptedWire.failure(kind)));
    }

    /**
     * Whether the client aborted the attempt or the open socket.
     *
     * @return whether it was aborted
     */
    public boolean isAborted() {
        wire.settle();
        ScriptedLink opened = link;
        return attemptAborted || (opened != null && opened.isAborted());
    }

    /**
     * Whether the socket is open: accepted, and neither closed, broken nor aborted.
     *
     * @return whether it is open
     */
    public boolean isOpen() {
        wire.settle();
        return state == State.OPEN;
    }

    private ScriptedLink opened() {
        ScriptedLink opened = link;
        if (opened == null) {
            throw new IllegalStateException("it was not accepted yet: " + this);
        }
        return opened;
    }

    private void check(State expected) {
        wire.settle();
        if (state != expected) {
            throw new IllegalStateException("it is " + state + " (expected: " + expected + "): " + this);
        }
    }

    /** A message that does not come to its end. */
    void deliverBeginning(String text) {
        deliverText(text, false, true);
        flush();
    }

    void sent(Frame frame) {
        Consumer<? super Frame> script = onFrame;
        if (script != null) {
            wire.post(() -> script.accept(frame));
        }
    }

    /** No more callbacks; also when the client aborted the open socket. */
    void ended() {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        undelivered.clear();
        wire.ended(this);
        Runnable told = onEnd;
        if (told != null) {
            wire.post(told);
        }
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    /** By the client; after the socket is open it does nothing. */
    void abortAttempt() {
        if (state != State.CONNECTING || attemptAborted) {
            return;
        }
        attemptAborted = true;
        if (wire.answersAborts()) {
            ended();
            wire.post(() -> listener.onFailure(ScriptedWire.failure(WireException.Kind.ABORTED)));
        }
    }

    void wireClosed() {
        ScriptedLink opened = link;
        if (opened == null) {
            abortAttempt();
        } else {
            opened.abort();
        }
    }

    @Override
    public String toString() {
        return "WebSocket to " + request.uri() + " (" + (attemptAborted ? "aborted" : state) + ")";
    }
}
