package dev.halley.internal.http;

import dev.halley.ProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code gzip} (RFC 1952, several members too) and {@code deflate} (zlib's form, and the bare one that some
 * servers send) as bytes come. {@link java.util.zip.GZIPInputStream} can only pull. One thread at a time.
 */
final class BodyInflater implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final URI uri;
    private final boolean gzip;
    private final CRC32 crc = new CRC32();
    private final byte[] chunk = new byte[CHUNK];
    private @Nullable Inflater inflater;
    private @Nullable GzipHeader header;
    private State state;

    private int trailerBytes;
    private long trailer;

    private enum State {
        EMPTY,
        HEADER,
        DATA,
        TRAILER,
        DONE
    }

    /** Takes decoded bytes; throws when there are too many. */
    interface Output {
        void take(byte[] bytes, int length);
    }

    BodyInflater(URI uri, boolean gzip) {
        this.uri = uri;
        this.gzip = gzip;
        // No byte at all is an empty body: servers label those too.
        this.state = State.EMPTY;
    }

    void add(ByteBuffer part, Output output) {
        while (part.hasRemaining() && state != State.DONE) {
            switch (state) {
                case EMPTY -> begin(part);
                case HEADER -> readHeader(part);
                case DATA -> inflate(part, output);
                case TRAILER -> readTrailer(part.get() & 0xff);
                case DONE -> throw new IllegalStateException("done");
            }
        }
    }

    void finish() {
        if (state != State.EMPTY && state != State.DONE) {
            throw corrupt("it ends in the middle", null);
        }
    }

    private void begin(ByteBuffer part) {
        if (gzip) {
            boolean padding = inflater != null && part.get(part.position()) != 0x1f;
            header = new GzipHeader();
            state = padding ? State.DONE : State.HEADER;
        } else {
            // RFC 1950: a zlib header's low nibble is 8; a bare stream's first block practically never begins so.
            boolean zlib = (part.get(part.position()) & 0x0f) == 8;
            inflater = new Inflater(!zlib);
            state = State.DATA;
        }
    }

    private void readHeader(ByteBuffer part) {
        GzipHeader reading = header;
        if (reading == null) {
            throw new IllegalStateException("no header");
        }
        GzipHeader.Progress progress = reading.take(part.get() & 0xff);
        if (progress == GzipHeader.Progress.INVALID) {
            throw corrupt("it has no gzip header", null);
        }
        if (progress == GzipHeader.Progress.COMPLETE) {
            header = null;
            if (inflater == null) {
                inflater = new Inflater(true);
            } else {
                inflater.reset();
            }
            crc.reset();
            state = State.DATA;
        }
    }

    private void inflate(ByteBuffer part, Output output) {
        Inflater running = inflater;
        if (running == null) {
            throw new IllegalStateException("closed");
        }
        try {
            running.setInput(part);
            while (!running.finished()) {
                int length = running.inflate(chunk);
                if (length == 0 && (running.needsInput() || running.needsDictionary())) {
                    break;
                }
                crc.update(chunk, 0, length);
                output.take(chunk, length);
            }
        } catch (DataFormatException malformed) {
            throw corrupt("its compressed data is corrupt", malformed);
        }
        if (running.needsDictionary()) {
            throw corrupt("it needs a dictionary", null);
        }
        if (running.finished()) {
            trailerBytes = 0;
            trailer = 0;
            state = gzip ? State.TRAILER : State.DONE;
        }
    }

    /** CRC and length, four bytes each, least significant first. */
    private void readTrailer(int next) {
        trailer |= (long) next << 8 * trailerBytes++;
        if (trailerBytes < 8) {
            return;
        }
        long written = inflater == null ? 0 : inflater.getBytesWritten();
        if ((trailer & 0xffffffffL) != crc.getValue() || trailer >>> 32 != (written & 0xffffffffL)) {
            throw corrupt("its checksum is wrong", null);
        }
        // Another member may follow, and need not.
        state = State.EMPTY;
    }

    private ProtocolException corrupt(String why, @Nullable Throwable cause) {
        return new ProtocolException(
                "The compressed reply from " + Masking.uri(uri) + " can't be read: " + why + ".", cause);
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
            state = State.DONE;
        }
    }
}
