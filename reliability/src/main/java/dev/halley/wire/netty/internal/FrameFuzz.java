package dev.halley.wire.netty.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes behind an upgrade, given to the reader of frames: what it says does not depend on how the network cuts them. In this
 * package because the reader is nobody else's.
 */
public final class FrameFuzz {
    private static final int MOST = 1 << 20;

    private FrameFuzz() {}

    /** Whole messages and what they came to. */
    private static final class Recorder implements FrameReader.Sink {
        final List<String> heard = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private int size;
        private boolean closed;

        @Override
        public boolean wants() {
            return !closed && size < MOST;
        }

        @Override
        public void text(CharSequence part, boolean last) {
            grows(part.length());
            text.append(part);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
        }

        @Override
        public void binary(ByteBuffer part, boolean last) {
            grows(part.remaining());
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            binary.writeBytes(copy);
            if (last) {
                heard.add("binary " + ByteBuffer.wrap(binary.toByteArray()).hashCode() + " of " + binary.size());
                binary.reset();
            }
        }

        private void grows(int more) {
            if (closed || more > 2 * Scratch.BYTES) {
                throw new AssertionError(closed ? "a message behind the close frame" : "a part of " + more);
            }
            size += more;
        }

        @Override
        public void ping(byte[] payload) {
            heard.add("ping of " + payload.length);
        }

        @Override
        public void pong() {
            heard.add("pong");
        }

        @Override
        public void close(int code, String reason) {
            if (code < 1000 || code > 4999 || reason.length() > 123) {
                throw new AssertionError("close: " + code + " " + reason);
            }
            heard.add("close " + code + " " + reason);
            closed = true;
        }
    }

    /**
     * Takes an input.
     *
     * @param input its first byte says whether there is compression, and into which pieces the rest is cut
     */
    public static void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        boolean compressed = (input[0] & 1) == 0;
        List<String> whole = heard(input, compressed, input.length);
        List<String> cut = heard(input, compressed, 1 + (input[0] & 0xFF) / 2);
        List<String> single = heard(input, compressed, 1);
        if (!whole.equals(cut) || !whole.equals(single)) {
            throw new AssertionError("cut: " + cut + ", byte by byte: " + single + " (expected: " + whole + ")");
        }
    }

    private static List<String> heard(byte[] input, boolean compressed, int piece) {
        Recorder recorder = new Recorder();
        MessageInflater inflater = compressed ? new MessageInflater() : null;
        FrameReader reader = new FrameReader(recorder, new Scratch(), inflater);
        try {
            for (int at = 1; at < input.length; at += piece) {
                ByteBuf part = Unpooled.wrappedBuffer(input, at, Math.min(piece, input.length - at));
                reader.read(part);
                if (part.isReadable() && recorder.wants()) {
                    throw new AssertionError("stopped before byte " + (at + part.readerIndex()));
                }
            }
        } catch (ViolationException violated) {
            // of two violations in one message another may be met first
            recorder.heard.add("violation");
        } finally {
            if (inflater != null) {
                inflater.close();
            }
        }
        return recorder.size < MOST ? recorder.heard : List.of("too long");
    }
}
