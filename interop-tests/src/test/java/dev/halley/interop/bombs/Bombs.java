package dev.halley.interop.bombs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** What can be sent without end, or with very much in very little. */
final class Bombs {
    /** The clients' limits: what an application sets whose heap is small. */
    static final long MAX_BODY = 4 << 20;

    static final int MAX_MESSAGE = 1 << 20;
    static final long MAX_PENDING = 2 << 20;
    static final long MAX_ATTACHMENTS = 1 << 20;
    static final long MAX_SEND_BUFFER = 512 << 10;

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int PING = 9;

    private static final int PART = 64 * 1024;
    private static final byte[] LETTERS = "x".repeat(PART).getBytes(StandardCharsets.US_ASCII);

    private Bombs() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A status line and headers, without the empty line. */
    static byte[] head(int status, String... lines) {
        return ascii(
                "HTTP/1.1 " + status + " Bomb\r\n" + (lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n"));
    }

    // ---- HTTP

    /** A whole reply. */
    static Attack reply(int status, String body, String... lines) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return to -> {
            to.write(head(status, lines));
            to.write(ascii("Content-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n"));
            to.write(bytes);
        };
    }

    static Attack endlessChunks(int status) {
        return to -> {
            to.write(head(status, "Content-Type: application/json", "Transfer-Encoding: chunked", ""));
            byte[] size = ascii(Integer.toHexString(PART) + "\r\n");
            while (true) {
                to.write(size);
                to.write(LETTERS);
                to.write(ascii("\r\n"));
            }
        };
    }

    /** The end of the connection would be the end of the body. */
    static Attack endlessBody(int status) {
        return to -> {
            to.write(head(status, "Content-Type: application/json", ""));
            forever(to, LETTERS);
        };
    }

    static Attack announcedBody(long length) {
        return to -> {
            to.write(head(200, "Content-Type: application/json", "Content-Length: " + length, ""));
            forever(to, LETTERS);
        };
    }

    /** A thousandth of what it decompresses to. */
    static Attack gzip() {
        return to -> {
            to.write(head(200, "Content-Type: application/json", "Content-Encoding: gzip", ""));
            try (GZIPOutputStream packed = new GZIPOutputStream(to)) {
                forever(packed, LETTERS);
            }
        };
    }

    static Attack endlessHeaders(int status) {
        return to -> {
            to.write(head(status));
            for (int i = 0; ; i++) {
                to.write(ascii("X-Header-" + i + ": "));
                to.write(LETTERS, 0, 1000);
                to.write(ascii("\r\n"));
            }
        };
    }

    static Attack endlessLine(String start) {
        return to -> {
            to.write(ascii(start));
            forever(to, LETTERS);
        };
    }

    /** Replies that only announce the reply. */
    static Attack endlessInformation() {
        byte[] part = ascii("HTTP/1.1 100 Continue\r\nX-More: " + "x".repeat(1000) + "\r\n\r\n");
        return to -> forever(to, part);
    }

    static Attack endlessTrailer() {
        return to -> {
            to.write(head(200, "Content-Type: application/json", "Transfer-Encoding: chunked", ""));
            to.write(ascii("2\r\n[]\r\n0\r\n"));
            for (int i = 0; ; i++) {
                to.write(ascii("X-Trailer-" + i + ": "));
                to.write(LETTERS, 0, 1000);
                to.write(ascii("\r\n"));
            }
        };
    }

    /** The number of bytes of a chunk, which never ends. */
    static Attack endlessChunkSize() {
        return to -> {
            to.write(head(200, "Content-Type: application/json", "Transfer-Encoding: chunked", ""));
            to.write(ascii("2;x="));
            forever(to, LETTERS);
        };
    }

    private static void forever(OutputStream to, byte[] part) throws IOException {
        while (true) {
            to.write(part);
        }
    }

    // ---- WebSocket

    /** The head of a frame as a server writes it. */
    static byte[] frameHead(int opcode, boolean last, long length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write((last ? 0x80 : 0) | opcode);
        if (length < 126) {
            head.write((int) length);
        } else if (length < 1 << 16) {
            head.write(126);
            head.write((int) (length >> 8));
            head.write((int) length);
        } else {
            head.write(127);
            head.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        return head.toByteArray();
    }

    static byte[] frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(frameHead(opcode, true, payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As long as a frame can be. */
    static Attack endlessFrame(int opcode) {
        return to -> {
            to.write(frameHead(opcode, true, Long.MAX_VALUE));
            forever(to, LETTERS);
        };
    }

    static Attack endlessFragments(int opcode) {
        return to -> {
            to.write(frameHead(opcode, false, PART));
            to.write(LETTERS);
            byte[] head = frameHead(0, false, PART);
            while (true) {
                to.write(head);
                to.write(LETTERS);
            }
        };
    }

    /** Fragments with nothing in them: there is no end, and no memory is needed either. */
    static Attack emptyFragments() {
        return to -> {
            to.write(frameHead(TEXT, false, 0));
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                many.writeBytes(frameHead(0, false, 0));
            }
            forever(to, many.toByteArray());
        };
    }

    /** The same frame again and again, and nothing that the client writes is read. */
    static Attack flood(byte[] frame) {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        while (many.size() < PART) {
            many.writeBytes(frame);
        }
        return to -> forever(to, many.toByteArray());
    }

    /** The same frame so many times. */
    static Attack times(int count, byte[] frame) {
        return to -> {
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                many.writeBytes(frame);
                if (many.size() > PART) {
                    to.write(many.toByteArray());
                    many.reset();
                }
            }
            to.write(many.toByteArray());
        };
    }

    /** So many texts, each with its number. */
    static Attack numbered(int count, String format) {
        return to -> {
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                many.writeBytes(text(format.replace("%d", Integer.toString(i))));
                if (many.size() > PART) {
                    to.write(many.toByteArray());
                    many.reset();
                }
            }
            to.write(many.toByteArray());
        };
    }

    static Attack once(byte[]... frames) {
        return to -> {
            for (byte[] frame : frames) {
                to.write(frame);
            }
        };
    }

    // ---- JSON

    /** As many as fit into so many characters. */
    static String filled(String start, String item, String separator, String end, int characters) {
        StringBuilder text = new StringBuilder(characters).append(start).append(item);
        int each = separator.length() + item.length();
        while (text.length() + each + end.length() <= characters) {
            text.append(separator).append(item);
        }
        return text.append(end).toString();
    }
}
