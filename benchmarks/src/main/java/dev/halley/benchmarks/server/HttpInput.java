package dev.halley.benchmarks.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads requests of HTTP/1.1 with a Content-Length. Server thread. */
final class HttpInput implements Connection.Input {
    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Connection connection;
    private final Speakers speakers;

    /** One request. */
    record Request(String method, String target, Map<String, String> headers, byte[] body) {
        String query(String name) {
            int at = target.indexOf('?');
            for (String pair : at < 0 ? new String[0] : target.substring(at + 1).split("&")) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
            return "";
        }

        boolean isUpgrade() {
            return headers.containsKey("sec-websocket-key");
        }
    }

    HttpInput(Connection connection, Speakers speakers) {
        this.connection = connection;
        this.speakers = speakers;
    }

    @Override
    public int take(byte[] bytes, int from, int to) {
        int head = headEnd(bytes, from, to);
        if (head < 0) {
            return from;
        }
        String[] lines = new String(bytes, from, head - 4 - from, StandardCharsets.ISO_8859_1).split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (to - head < length) {
            return from;
        }
        String[] first = lines[0].split(" ");
        Request request = new Request(first[0], first[1], headers, Arrays.copyOfRange(bytes, head, head + length));
        speakers.request(connection, request);
        return head + length;
    }

    private static int headEnd(byte[] bytes, int from, int to) {
        for (int i = from + 3; i < to; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Answers an upgrade; the connection speaks WebSocket from here on. */
    static void upgrade(Connection connection, Request request) {
        String key = request.headers().getOrDefault("sec-websocket-key", "");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.ISO_8859_1));
            String reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
            connection.send(ByteBuffer.wrap(reply.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-1", e);
        }
    }

    static void reply(Connection connection, String type, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.allocate(head.length() + length);
        bytes.put(head.getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] part : parts) {
            bytes.put(part);
        }
        connection.send(bytes.flip());
    }
}
