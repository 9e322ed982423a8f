package dev.halley.wire.netty.internal;

import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one connection part by part (RFC 7692 §7.2.2); the zlib state is kept for the time of a
 * message only. On the connection's loop.
 */
final class MessageInflater {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int NOT_CONSISTENT = 1007;

    private @Nullable Inflater inflater;
    private boolean busy;
    private boolean ends;
    private boolean tailed;
    private boolean complete;

    /** A final block came: what else there is of the message is padding, however the network cuts it. */
    private boolean padding;

    /** Takes a part of a message's payload; only while not {@link #isBusy}. */
    void add(ByteBuf in, int length, boolean last) {
        ends = last;
        tailed = false;
        complete = false;
        busy = true;
        if (padding) {
            in.skipBytes(length);
            return;
        }
        byte[] part = new byte[length];
        in.readBytes(part);
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        inflater.setInput(part);
    }

    /** Whether there may be more to take. */
    boolean isBusy() {
        return busy;
    }

    /** Whether what was taken last was the end of the message. */
    boolean isComplete() {
        return complete;
    }

    /** As many bytes as there are and fit. */
    int inflate(byte[] to) throws ViolationException {
        if (padding) {
            busy = false;
            complete = ends;
            padding = !ends;
            return 0;
        }
        Inflater zlib = inflater;
        if (zlib == null) {
            throw new IllegalStateException("inflate: before add (expected: while busy)");
        }
        try {
            int length = 0;
            while (length < to.length) {
                int got = zlib.inflate(to, length, to.length - length);
                length += got;
                if (length == to.length) {
                    break;
                }
                if (zlib.finished()) {
                    over(zlib);
                    padding = !ends;
                    break;
                }
                if (!zlib.needsInput()) {
                    throw new ViolationException(NOT_CONSISTENT, "a compressed message needs a dictionary");
                }
                if (!ends) {
                    busy = false;
                    break;
                }
                if (tailed) {
                    over(zlib);
                    break;
                }
                tailed = true;
                zlib.setInput(TAIL);
            }
            return length;
        } catch (DataFormatException malformed) {
            throw new ViolationException(NOT_CONSISTENT, "a compressed message can't be read");
        }
    }

    private void over(Inflater zlib) {
        busy = false;
        complete = ends;
        zlib.end();
        inflater = null;
    }

    void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        busy = false;
    }
}
