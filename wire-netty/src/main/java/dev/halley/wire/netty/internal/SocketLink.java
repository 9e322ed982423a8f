package dev.halley.wire.netty.internal;

import dev.halley.wire.WebSocketLink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** What the owner of an open socket does with it. Any thread. */
final class SocketLink implements WebSocketLink {
    private static final int MAX_CONTROL = 125;

    /** A longer message is encoded straight into a buffer of its own. */
    private static final int SHORT = 8 * 1024;

    private final Frames frames;
    private final Outbox outbox;
    private final int compressFrom;

    /**
     * A link.
     *
     * @param compressFrom from how many bytes on messages are compressed; negative when the server does not take any
     */
    SocketLink(Frames frames, int compressFrom) {
        this.frames = frames;
        this.outbox = frames.outbox();
        this.compressFrom = compressFrom;
    }

    @Override
    public CompletionStage<?> sendText(CharSequence text) {
        return sendText(text, true);
    }

    @Override
    public CompletionStage<?> sendText(CharSequence text, boolean compress) {
        if (compress && compressFrom >= 0) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= compressFrom && bytes.length > 0) {
                return outbox.send(FrameWriter.compressed(FrameWriter.TEXT, bytes));
            }
        }
        return text.length() <= SHORT
                // For ASCII the JDK copies bytes.
                ? outbox.sendShort(FrameWriter.TEXT, text.toString().getBytes(StandardCharsets.UTF_8))
                : outbox.send(FrameWriter.text(text));
    }

    @Override
    public CompletionStage<?> sendBinary(ByteBuffer bytes) {
        return sendBinary(bytes, true);
    }

    @Override
    public CompletionStage<?> sendBinary(ByteBuffer bytes, boolean compress) {
        if (compress && compressFrom >= 0 && bytes.remaining() >= compressFrom && bytes.hasRemaining()) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return outbox.send(FrameWriter.compressed(FrameWriter.BINARY, copy));
        }
        if (bytes.remaining() <= SHORT) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return outbox.sendShort(FrameWriter.BINARY, copy);
        }
        return outbox.send(FrameWriter.binary(FrameWriter.BINARY, bytes));
    }

    @Override
    public CompletionStage<?> sendPing(ByteBuffer payload) {
        if (payload.remaining() > MAX_CONTROL) {
            throw new IllegalArgumentException(
                    "payload: " + payload.remaining() + " bytes (expected: at most " + MAX_CONTROL + ")");
        }
        return outbox.send(FrameWriter.binary(FrameWriter.PING, payload));
    }

    @Override
    public void request(long count) {
        frames.request(count);
    }

    @Override
    public CompletionStage<?> sendClose(int code, String reason) {
        return outbox.sendClose(FrameWriter.close(code, reason));
    }

    @Override
    public void abort() {
        frames.cut();
    }
}
