package dev.halley.wire.netty.internal;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of RFC 6455 §5 as a client gets them, straight from what the network brought into the loop's buffers:
 * no frame is put together and no object made for one. Takes as much as the sink wants. On the connection's loop.
 */
final class FrameReader {
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF_8 = 1007;
    private static final int MAX_CONTROL = 125;
    private static final int NOTHING = -1;

    private final Sink sink;
    private final Scratch scratch;
    private final @Nullable MessageInflater inflater;
    private final Utf8 utf8 = new Utf8();

    // The header, as far as it came.
    private final byte[] head = new byte[10];
    private int headLength;
    private int headNeeded = 2;

    // The frame whose payload comes; opcode NOTHING between frames.
    private int opcode = NOTHING;
    private boolean fin;
    private long remaining;
    private byte @Nullable [] control;

    // The message that has begun; NOTHING between messages.
    private int message = NOTHING;
    private boolean compressed;

    /** Where it all goes. */
    interface Sink {
        /** Whether one more call may come. */
        boolean wants();

        void text(CharSequence part, boolean last);

        void binary(ByteBuffer part, boolean last);

        void ping(byte[] payload);

        void pong();

        /** 1005 when there was no code. */
        void close(int code, String reason);
    }

    FrameReader(Sink sink, Scratch scratch, @Nullable MessageInflater inflater) {
        this.sink = sink;
        this.scratch = scratch;
        this.inflater = inflater;
    }

    /** Takes bytes until there are none, or nothing is wanted. */
    void read(ByteBuf in) throws ViolationException {
        while (sink.wants()) {
            if (inflater != null && inflater.isBusy()) {
                inflated(inflater);
            } else if (opcode == NOTHING) {
                if (!header(in)) {
                    return;
                }
            } else if (remaining > 0 && !in.isReadable()) {
                return;
            } else if (opcode >= CLOSE) {
                control(in);
            } else {
                data(in);
            }
        }
    }

    private boolean header(ByteBuf in) throws ViolationException {
        while (headLength < headNeeded) {
            if (!in.isReadable()) {
                return false;
            }
            head[headLength++] = in.readByte();
            if (headLength == 2) {
                int length = head[1] & 0x7F;
                headNeeded = length < 126 ? 2 : length == 126 ? 4 : 10;
            }
        }
        begin();
        headLength = 0;
        headNeeded = 2;
        return true;
    }

    private void begin() throws ViolationException {
        int first = head[0];
        int code = first & 0x0F;
        fin = (first & 0x80) != 0;
        check((head[1] & 0x80) == 0, "a frame of the server is masked");
        remaining = length();
        boolean rsv1 = (first & 0x40) != 0;
        check((first & 0x30) == 0, "a frame has reserved bits");
        if (code >= CLOSE) {
            check(code <= PONG, "unknown frame type " + code);
            check(!rsv1, "a control frame has reserved bits");
            check(fin, "a control frame is fragmented");
            check(remaining <= MAX_CONTROL, "a control frame is longer than 125 bytes");
            control = null;
        } else {
            check(code <= BINARY, "unknown frame type " + code);
            check(
                    (code == CONTINUATION) == (message != NOTHING),
                    code == CONTINUATION
                            ? "a message begins with a continuation"
                            : "a message begins within another one");
            check(!rsv1 || inflater != null && code != CONTINUATION, "a frame has reserved bits");
            if (code != CONTINUATION) {
                message = code;
                compressed = rsv1;
            }
        }
        opcode = code;
    }

    private long length() throws ViolationException {
        if (headNeeded == 2) {
            return head[1];
        }
        long length = 0;
        for (int i = 2; i < headNeeded; i++) {
            length = length << 8 | head[i] & 0xFF;
        }
        check(length >= 0, "a frame has a negative length");
        return length;
    }

    private void data(ByteBuf in) throws ViolationException {
        if (compressed && inflater != null) {
            int length = (int) Math.min(Math.min(remaining, in.readableBytes()), Scratch.BYTES);
            remaining -= length;
            inflater.add(in, length, fin && remaining == 0);
            if (remaining == 0) {
                opcode = NOTHING;
            }
        } else if (message == TEXT) {
            int length = (int) Math.min(Math.min(remaining, in.readableBytes()), Scratch.BYTES);
            in.readBytes(scratch.bytes, 0, length);
            text(length, took(length));
        } else {
            int length = (int) Math.min(remaining, in.readableBytes());
            ByteBuffer part = in.nioBuffer(in.readerIndex(), length).asReadOnlyBuffer();
            in.skipBytes(length);
            boolean last = took(length);
            if (length > 0 || last) {
                sink.binary(part, last);
            }
        }
    }

    /** Counts payload; whether the message is complete with it. State first: what a callback does must find it. */
    private boolean took(int length) {
        remaining -= length;
        if (remaining > 0) {
            return false;
        }
        opcode = NOTHING;
        if (fin) {
            message = NOTHING;
        }
        return fin;
    }

    private void text(int length, boolean last) throws ViolationException {
        int chars = utf8.decode(scratch, length);
        if (chars == Utf8.MALFORMED || last && utf8.isUnfinished()) {
            throw new ViolationException(NOT_UTF_8, "a text message is not UTF-8");
        }
        if (chars > 0 || last) {
            sink.text(scratch.text(chars), last);
        }
    }

    private void inflated(MessageInflater from) throws ViolationException {
        int type = message;
        int length = from.inflate(scratch.bytes);
        boolean last = from.isComplete();
        if (last) {
            message = NOTHING;
        }
        if (type == TEXT) {
            text(length, last);
        } else if (length > 0 || last) {
            sink.binary(ByteBuffer.wrap(scratch.bytes, 0, length).asReadOnlyBuffer(), last);
        }
    }

    private void control(ByteBuf in) throws ViolationException {
        byte[] payload = control;
        if (payload == null) {
            payload = new byte[(int) remaining];
            control = payload;
        }
        int length = (int) Math.min(remaining, in.readableBytes());
        in.readBytes(payload, payload.length - (int) remaining, length);
        remaining -= length;
        if (remaining > 0) {
            return;
        }
        int type = opcode;
        opcode = NOTHING;
        control = null;
        switch (type) {
            case PING -> sink.ping(payload);
            case PONG -> sink.pong();
            default -> close(payload);
        }
    }

    private void close(byte[] payload) throws ViolationException {
        if (payload.length == 0) {
            sink.close(1005, "");
            return;
        }
        check(payload.length > 1, "a close frame has half a code");
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        boolean reserved = code == 1004 || code == 1005 || code == 1006 || code >= 1015 && code < 3000;
        check(code >= 1000 && code < 5000 && !reserved, "a close frame has the code " + code);
        System.arraycopy(payload, 2, scratch.bytes, 0, payload.length - 2);
        Utf8 decoder = new Utf8();
        int length = decoder.decode(scratch, payload.length - 2);
        if (length == Utf8.MALFORMED || decoder.isUnfinished()) {
            throw new ViolationException(NOT_UTF_8, "the reason of a close frame is not UTF-8");
        }
        sink.close(code, scratch.text(length).toString());
    }

    private static void check(boolean right, String otherwise) throws ViolationException {
        if (!right) {
            throw new ViolationException(PROTOCOL_ERROR, otherwise);
        }
    }
}
