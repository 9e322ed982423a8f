package dev.halley.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server's end of a WebSocket. Thread-safe: each send is written whole, in the order of the calls, and blocks while
 * the client does not read. Sends on a connection that has ended throw {@link UncheckedIOException}.
 *
 * <p>What came can be taken as frames and, independently, as whole messages: taking the one leaves the other.
 */
public final class ScriptedSocket {
    private final Connection connection;
    private final Request request;
    private final WebSocketScript script;
    private final Mailbox<Frame> frames = new Mailbox<>("frame");
    private final Mailbox<Frame> messages = new Mailbox<>("message");

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean reading;
    private boolean closeSent;

    // The connection's thread.
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private Frame.Kind partsKind = Frame.Kind.TEXT;

    ScriptedSocket(Connection connection, Request request, WebSocketScript script) {
        this.connection = connection;
        this.request = request;
        this.script = script;
        this.reading = script.habits.reads();
    }

    /**
     * The upgrade request.
     *
     * @return the request
     */
    public Request request() {
        return request;
    }

    /**
     * Sends a text message in one frame.
     *
     * @param text the message
     */
    public void sendText(String text) {
        sendFrames(Frame.text(text));
    }

    /**
     * Sends several text messages, one frame each, with one write: so that the client may read them at once.
     *
     * @param texts the messages
     */
    public void sendTexts(String... texts) {
        Frame[] batch = new Frame[texts.length];
        for (int i = 0; i < texts.length; i++) {
            batch[i] = Frame.text(texts[i]);
        }
        sendFrames(batch);
    }

    /**
     * Sends one text message in several frames.
     *
     * @param parts the parts of the message
     */
    public void sendFragments(String... parts) {
        Frame[] batch = new Frame[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Frame frame = i == 0 ? Frame.text(parts[i]) : Frame.continuation(parts[i]);
            batch[i] = i < parts.length - 1 ? frame.notLast() : frame;
        }
        sendFrames(batch);
    }

    /**
     * Sends a binary message in one frame.
     *
     * @param bytes the message
     */
    public void sendBinary(byte... bytes) {
        sendFrames(Frame.of(Frame.Kind.BINARY, bytes));
    }

    /**
     * Sends a ping.
     *
     * @param payload its payload
     */
    public void sendPing(String payload) {
        sendFrames(Frame.of(Frame.Kind.PING, payload.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sends a pong.
     *
     * @param payload its payload
     */
    public void sendPong(String payload) {
        sendFrames(Frame.of(Frame.Kind.PONG, payload.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sends a close frame. The connection ends when the client has answered, unless the script ignores closes.
     *
     * @param code the status code
     * @param reason the reason; may be empty
     */
    public void sendClose(int code, String reason) {
        sendFrames(Frame.close(code, reason));
    }

    /** Sends a close frame without a status code. */
    public void sendClose() {
        sendFrames(Frame.of(Frame.Kind.CLOSE));
    }

    /**
     * Sends frames with one write, whether they make sense or not.
     *
     * @param frames the frames
     */
    public void sendFrames(Frame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            FrameCodec.write(frame, bytes);
            if (frame.kind() == Frame.Kind.CLOSE) {
                noteCloseSent();
            }
        }
        sendRaw(bytes.toByteArray());
    }

    /**
     * Sends bytes that need not be a frame.
     *
     * @param bytes the bytes
     */
    public void sendRaw(byte[] bytes) {
        try {
            connection.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends what a reply says: its body as one text message, after its delay. Where the reply is cut or the connection
     * dropped, the client gets a part of the frame, or nothing, and the connection ends.
     *
     * @param reply the reply; status and headers have no meaning here
     */
    public void respond(Reply reply) {
        Reply.Pace pace = reply.pace;
        if (!pace.delay().isZero() && !connection.pause(pace.delay())) {
            return;
        }
        Reply.Ending ending = pace.ending();
        switch (reply.action) {
            case HANG -> {
                // Nothing is sent.
            }
            case DROP -> connection.end(Objects.requireNonNull(ending));
            case ANSWER, RAW -> {
                if (pace.limit() < 0) {
                    sendText(reply.text());
                    return;
                }
                sendRaw(FrameCodec.beginning(Frame.text(reply.text()), pace.limit()));
                if (ending != null) {
                    connection.end(ending);
                }
            }
            default -> throw new IllegalArgumentException("reply: " + reply + " (expected: one that fits a WebSocket)");
        }
    }

    /** Ends this direction of the connection; frames still come in. */
    public void shutdownOutput() {
        try {
            connection.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection without a close frame. Idempotent. */
    public void close() {
        connection.end(Reply.Ending.FIN);
    }

    /** Resets the connection, as when a machine on the way lost its state. Idempotent. */
    public void reset() {
        connection.end(Reply.Ending.RESET);
    }

    /** Reads nothing more, so that the client's writes fill the buffers between. What was read already is still kept. */
    public void stopReading() {
        setReading(false);
    }

    /** Reads again. */
    public void resumeReading() {
        setReading(true);
    }

    private void setReading(boolean reading) {
        lock.lock();
        try {
            this.reading = reading;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next frame of any kind.
     *
     * @param timeout how long to wait
     * @return the frame
     * @throws AssertionError if none came in time or the connection ended before
     */
    public Frame takeFrame(Duration timeout) {
        return frames.take(timeout);
    }

    /**
     * Takes the next frame of a kind and leaves the others.
     *
     * @param kind the kind
     * @param timeout how long to wait
     * @return the frame
     * @throws AssertionError if none came in time or the connection ended before
     */
    public Frame takeFrame(Frame.Kind kind, Duration timeout) {
        return frames.take(frame -> frame.kind() == kind, timeout);
    }

    /**
     * Takes the next text message.
     *
     * @param timeout how long to wait
     * @return the whole message
     * @throws AssertionError if none came in time or the connection ended before
     */
    public String takeText(Duration timeout) {
        return messages.take(message -> message.kind() == Frame.Kind.TEXT, timeout)
                .text();
    }

    /**
     * Takes the next binary message.
     *
     * @param timeout how long to wait
     * @return the whole message
     * @throws AssertionError if none came in time or the connection ended before
     */
    public byte[] takeBinary(Duration timeout) {
        return messages.take(message -> message.kind() == Frame.Kind.BINARY, timeout)
                .payload();
    }

    /**
     * Waits until the client has ended the connection, or this side has.
     *
     * @param timeout how long to wait
     * @throws AssertionError if the connection is still open then
     */
    public void awaitEnd(Duration timeout) {
        if (!frames.awaitEnd(timeout)) {
            throw new AssertionError("the WebSocket is still open after " + timeout);
        }
    }

    /**
     * Whether the connection is open, as far as this side knows.
     *
     * @return whether it is open
     */
    public boolean isOpen() {
        return !connection.hasEnded();
    }

    /** Reads until the end. On the connection's thread. */
    void receive(HttpInput input) throws IOException {
        while (awaitReading()) {
            Frame frame = FrameCodec.read(input);
            if (frame == null || !awaitReading()) {
                return;
            }
            accept(frame);
        }
    }

    void opened() {
        connection.runScript(() -> script.callbacks.onOpen().accept(this));
    }

    void ended() {
        frames.end("the connection ended");
        messages.end("the connection ended");
        setReading(true);
        connection.runScript(() -> script.callbacks.onEnd().accept(this));
    }

    private void accept(Frame frame) throws IOException {
        if (script.habits.records()) {
            frames.put(frame);
        }
        connection.runScript(() -> script.callbacks.onFrame().accept(this, frame));
        switch (frame.kind()) {
            case PING -> {
                if (script.habits.answersPings()) {
                    sendFrames(Frame.of(Frame.Kind.PONG, frame.payload()));
                }
            }
            case PONG -> {
                // Nothing is due: whoever sent the ping takes the frame.
            }
            case CLOSE -> answerClose(frame);
            default -> collect(frame);
        }
    }

    private void answerClose(Frame frame) {
        if (!script.habits.echoesClose()) {
            return;
        }
        if (!noteCloseSent()) {
            sendFrames(frame.length() < 2 ? Frame.of(Frame.Kind.CLOSE) : Frame.close(frame.closeCode(), ""));
        }
        connection.end(Reply.Ending.FIN);
    }

    private void collect(Frame frame) {
        if (frame.kind() != Frame.Kind.CONTINUATION) {
            parts.reset();
            partsKind = frame.kind();
        }
        frame.writePayloadTo(parts);
        if (!frame.isLast()) {
            return;
        }
        Frame message = Frame.of(partsKind, parts.toByteArray());
        parts.reset();
        if (script.habits.records()) {
            messages.put(message);
        }
        connection.runScript(() -> {
            if (message.kind() == Frame.Kind.TEXT) {
                script.callbacks.onText().accept(this, message.text());
            } else {
                script.callbacks.onBinary().accept(this, message.payload());
            }
        });
    }

    /** Returns whether one had been sent before. */
    private boolean noteCloseSent() {
        lock.lock();
        try {
            boolean before = closeSent;
            closeSent = true;
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** False when the connection has ended. */
    private boolean awaitReading() {
        lock.lock();
        try {
            while (!reading && !connection.hasEnded()) {
                changed.awaitUninterruptibly();
            }
            return !connection.hasEnded();
        } finally {
            lock.unlock();
        }
    }

    /** Called when this side ended the connection, so that a reader that was stopped sees it. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "WebSocket of " + request;
    }
}
