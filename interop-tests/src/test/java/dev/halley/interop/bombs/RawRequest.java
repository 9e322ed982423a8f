package dev.halley.interop.bombs;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A request as it came.
 *
 * @param head the lines, without the empty one behind them
 */
record RawRequest(String head, byte[] body) {
    /** Null when the client came and went. */
    static RawRequest read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
        }
        String text = head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        byte[] body = in.readNBytes(length(text));
        if (body.length < length(text)) {
            throw new EOFException("half a request");
        }
        return new RawRequest(text, body);
    }

    private static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        return at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 17).lines().findFirst().orElse("").strip());
    }

    boolean isUpgrade() {
        return head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket");
    }

    boolean isPost() {
        return head.startsWith("POST ");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    String target() {
        return head.split(" ")[1];
    }

    /** The same, after which the connection ends. */
    byte[] alone() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String lines = isUpgrade() ? head : head + "\r\nConnection: close";
        all.writeBytes((lines + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
