package dev.halley.internal.http;

import dev.halley.ProtocolException;
import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A reply's body while it is read: decompressed and counted part by part, so that neither a long body nor a gzip bomb
 * takes more memory than the limit. One thread at a time.
 */
final class BodyCollector implements AutoCloseable {
    private static final int FIRST = 1024;
    private static final int TRUSTED_LENGTH = 1 << 20;

    private final URI uri;
    private final long max;
    private final @Nullable BodyInflater inflater;
    private byte[] bytes;
    private int size;

    BodyCollector(URI uri, Headers headers, long max) {
        this.uri = uri;
        this.max = max;
        this.inflater = inflater(headers);
        long announced = announced(headers);
        if (inflater == null && announced > max) {
            throw tooLong();
        }
        this.bytes = new byte[(int) Math.max(FIRST, Math.min(announced, Math.min(max, TRUSTED_LENGTH)))];
    }

    void add(ByteBuffer part) {
        if (inflater == null) {
            int length = part.remaining();
            reserve(length);
            part.get(bytes, size, length);
            size += length;
        } else {
            inflater.add(part, this::append);
        }
    }

    private void append(byte[] from, int length) {
        reserve(length);
        System.arraycopy(from, 0, bytes, size, length);
        size += length;
    }

    private void reserve(int more) {
        long needed = (long) size + more;
        if (needed > max) {
            throw tooLong();
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(max, Math.max(needed, 2L * bytes.length)));
        }
    }

    /** The first bytes as ASCII: enough to tell JSON from HTML. */
    char[] beginning() {
        return new String(bytes, 0, Math.min(size, 64), StandardCharsets.ISO_8859_1).toCharArray();
    }

    /** The whole body as UTF-8, without a byte order mark. */
    char[] text(boolean strict) {
        finish();
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, size);
        if (size >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            in.position(3);
        }
        CodingErrorAction action = strict ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
        CharBuffer out = CharBuffer.allocate(in.remaining());
        try {
            CoderResult result = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(action)
                    .onUnmappableCharacter(action)
                    .decode(in, out, true);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException malformed) {
            throw new ProtocolException(
                    "The reply from " + Masking.uri(uri) + " is not UTF-8 (byte " + in.position() + ").", malformed);
        }
        return out.position() == out.array().length ? out.array() : Arrays.copyOf(out.array(), out.position());
    }

    /** The whole body as it is. */
    byte[] bytes() {
        finish();
        return Arrays.copyOf(bytes, size);
    }

    private void finish() {
        if (inflater != null) {
            inflater.finish();
        }
    }

    private @Nullable BodyInflater inflater(Headers headers) {
        List<String> codings = headers.all("Content-Encoding").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return null;
        }
        // P63
        if (codings.size() == 1
                && (codings.get(0).equals("gzip") || codings.get(0).equals("x-gzip"))) {
            return new BodyInflater(uri, true);
        }
        if (codings.size() == 1 && codings.get(0).equals("deflate")) {
            return new BodyInflater(uri, false);
        }
        throw new ProtocolException(
                "Content-Encoding of the reply from " + Masking.uri(uri) + ": "
                        + ReplyErrors.printable(String.join(", ", codings)) + " (expected: gzip, deflate or none).",
                null);
    }

    private static long announced(Headers headers) {
        String length = headers.first("Content-Length").orElse("");
        return length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0;
    }

    private ProtocolException tooLong() {
        return new ProtocolException(
                "The reply from " + Masking.uri(uri) + " is longer than maxBodyBytes: " + max
                        + " (raise it if the server rightly sends that much).",
                null);
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.close();
        }
    }
}
