package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a peer sends, as bytes, lines and bodies. One thread at a time. */
final class HttpInput {
    private static final int MAX_LINE = 64 << 10;
    private static final int MAX_BODY = 256 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;

    HttpInput(InputStream in) {
        this.in = in;
    }

    /** Waits until there is at least one byte; false when the peer has ended instead. */
    boolean awaitData() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    int readByte() throws IOException {
        if (!awaitData()) {
            throw new EOFException("the peer ended the connection");
        }
        return buffer[position++] & 0xff;
    }

    byte[] readBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int now = readSome(bytes, done, count - done);
            if (now < 0) {
                throw new EOFException("the peer ended the connection");
            }
            done += now;
        }
        return bytes;
    }

    /** What is there, at most count bytes; -1 when the peer has ended. */
    int readSome(byte[] target, int offset, int count) throws IOException {
        if (position == limit && count >= buffer.length) {
            return in.read(target, offset, count);
        }
        if (!awaitData()) {
            return -1;
        }
        int now = Math.min(count, limit - position);
        System.arraycopy(buffer, position, target, offset, now);
        position += now;
        return now;
    }

    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = readByte();
            if (b == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new IllegalArgumentException("line longer than " + MAX_LINE + " bytes");
            }
            line.append((char) b);
        }
    }

    Headers readHeaders() throws IOException {
        Headers headers = Headers.empty();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("header line without a colon: " + line);
            }
            headers = headers.plus(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    static boolean isChunked(Headers headers) {
        return headers.first("Transfer-Encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
    }

    /** The body that these headers announce; none when they announce none. */
    byte[] readBody(Headers headers) throws IOException {
        if (isChunked(headers)) {
            return readChunks();
        }
        int length = Integer.parseInt(headers.first("Content-Length").orElse("0"));
        if (length < 0 || length > MAX_BODY) {
            throw new IllegalArgumentException("Content-Length: " + length + " (expected: at most " + MAX_BODY + ")");
        }
        return readBytes(length);
    }

    byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int n = readSome(part, 0, part.length); n >= 0; n = readSome(part, 0, part.length)) {
            all.write(part, 0, n);
        }
        return all.toByteArray();
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine();
            int extension = line.indexOf(';');
            int length = Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
            if (length < 0 || body.size() + (long) length > MAX_BODY) {
                throw new IllegalArgumentException(
                        "chunk of " + length + " bytes (expected: a body of at most " + MAX_BODY + ")");
            }
            if (length == 0) {
                break;
            }
            body.writeBytes(readBytes(length));
            if (!readLine().isEmpty()) {
                throw new IllegalArgumentException("chunk longer than it said");
            }
        }
        boolean inTrailer = true;
        while (inTrailer) {
            inTrailer = !readLine().isEmpty();
        }
        return body.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
