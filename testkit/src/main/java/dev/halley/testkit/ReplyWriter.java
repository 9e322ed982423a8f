package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Does what one reply says. On the connection's thread, or on one of its own when it has to wait. */
final class ReplyWriter {
    private final Connection connection;
    private final @Nullable Request request;

    ReplyWriter(Connection connection, @Nullable Request request) {
        this.connection = connection;
        this.request = request;
    }

    /** Whether writing it may take a while for another reason than a client that does not read. */
    static boolean waits(Reply reply) {
        return switch (reply.action) {
            case HANG, FORWARD, LATER -> true;
            default ->
                !reply.pace.delay().isZero()
                        || reply.pace.part() > 0
                        || (reply.pace.limit() >= 0 && reply.pace.ending() == null);
        };
    }

    void write(Reply reply) throws IOException {
        Duration delay = reply.pace.delay();
        if (!delay.isZero() && !connection.pause(delay)) {
            return;
        }
        switch (reply.action) {
            case HANG -> connection.awaitEnd();
            case DROP -> end(reply);
            case LATER -> writeLater(reply);
            case FORWARD -> {
                if (request != null) {
                    Tunnel.forward(connection, request, this);
                }
            }
            case UPGRADE -> upgrade(reply);
            case RAW -> writeBody(new byte[0], reply.body, reply);
            case ANSWER -> answer(reply);
        }
    }

    private void writeLater(Reply reply) throws IOException {
        Reply.Later waiting = Objects.requireNonNull(reply.later);
        var later = waiting.reply();
        if (!connection.await(later)) {
            connection.runScript(waiting.whenGone());
            return;
        }
        Reply now;
        try {
            now = later.toCompletableFuture().join();
        } catch (CompletionException | CancellationException e) {
            connection.server.failed(e);
            now = Reply.of(500);
        }
        write(now);
    }

    private void answer(Reply reply) throws IOException {
        boolean bodiless = reply.status < 200
                || reply.status == 204
                || reply.status == 304
                || (request != null && request.method().equals("HEAD"));
        byte[] body = reply.coding.gzip() ? gzip(reply.body) : reply.body;
        Headers headers = reply.headers;
        if (reply.coding.gzip()) {
            headers = headers.with("Content-Encoding", "gzip");
        }
        boolean chunked = reply.coding.chunkSize() > 0;
        if (chunked) {
            headers = headers.with("Transfer-Encoding", "chunked");
        } else if (headers.first("Content-Length").isEmpty() && reply.status >= 200 && reply.status != 204) {
            headers = headers.with("Content-Length", Integer.toString(body.length));
        }
        boolean close = request != null && request.asksToClose();
        if (close && headers.first("Connection").isEmpty()) {
            headers = headers.with("Connection", "close");
        }
        writeBody(head(reply.status, headers), bodiless ? new byte[0] : body, reply);
        if (headers.first("Connection").orElse("").equalsIgnoreCase("close")) {
            connection.end(Reply.Ending.FIN);
        }
    }

    private static byte[] head(int status, Headers headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return HttpInput.ascii(head.append("\r\n").toString());
    }

    private void writeBody(byte[] head, byte[] body, Reply reply) throws IOException {
        Reply.Pace pace = reply.pace;
        int chunk = reply.action == Reply.Action.ANSWER ? reply.coding.chunkSize() : 0;
        int end = pace.limit() < 0 ? body.length : Math.min(pace.limit(), body.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(head.length + end + 16);
        bytes.writeBytes(head);
        int unit = Math.min(pace.part() > 0 ? pace.part() : Integer.MAX_VALUE, chunk > 0 ? chunk : Integer.MAX_VALUE);
        for (int from = 0; from < end; from += Math.min(unit, end - from)) {
            int to = from + Math.min(unit, end - from);
            if (from > 0 && pace.part() > 0) {
                connection.write(bytes.toByteArray());
                bytes.reset();
                if (!connection.pause(pace.pause())) {
                    return;
                }
            }
            frame(bytes, Arrays.copyOfRange(body, from, to), chunk > 0);
        }
        if (chunk > 0 && pace.limit() < 0) {
            bytes.writeBytes(HttpInput.ascii("0\r\n\r\n"));
        }
        connection.write(bytes.toByteArray());
        if (pace.limit() >= 0) {
            end(reply);
        }
    }

    private static void frame(ByteArrayOutputStream bytes, byte[] part, boolean chunked) {
        if (chunked) {
            bytes.writeBytes(HttpInput.ascii(Integer.toHexString(part.length) + "\r\n"));
        }
        bytes.writeBytes(part);
        if (chunked) {
            bytes.writeBytes(HttpInput.ascii("\r\n"));
        }
    }

    private void end(Reply reply) {
        Reply.Ending ending = reply.pace.ending();
        if (ending == null) {
            connection.awaitEnd();
        } else {
            connection.end(ending);
        }
    }

    private void upgrade(Reply reply) throws IOException {
        WebSocketScript script = Objects.requireNonNull(reply.script);
        String key = request == null ? "" : request.header("Sec-WebSocket-Key").orElse("");
        if (request == null || !request.isUpgrade() || key.isEmpty()) {
            write(Reply.of(400).body("no WebSocket upgrade\n"));
            return;
        }
        Headers headers =
                Headers.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", accept(key));
        Headers[] all = {headers};
        script.headers.forEach((name, value) -> all[0] = all[0].without(name));
        script.headers.forEach((name, value) -> all[0] = all[0].plus(name, value));
        connection.write(head(101, all[0]));
        connection.open(new ScriptedSocket(connection, request, script));
    }

    private static String accept(String key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        }
        return compressed.toByteArray();
    }
}
