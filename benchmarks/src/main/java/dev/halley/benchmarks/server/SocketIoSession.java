package dev.halley.benchmarks.server;

import dev.halley.benchmarks.Payloads;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One Engine.IO session with the root namespace, over its own WebSocket or over polling. Server thread. */
final class SocketIoSession implements FrameInput.Messages {
    private static final int PING_MILLIS = 25_000;
    private static final byte RECORD_SEPARATOR = 0x1E;

    private final Speakers speakers;
    private final String id;
    private final @Nullable Connection socket;
    private final Deque<byte[]> packets = new ArrayDeque<>(1);
    private @Nullable Connection held;
    private byte[][] bodies = {};
    private int nextBody;
    private long bodiesLeft;
    private long received;
    private boolean ended;

    SocketIoSession(Speakers speakers, String id, @Nullable Connection socket) {
        this.speakers = speakers;
        this.id = id;
        this.socket = socket;
    }

    String id() {
        return id;
    }

    void open() {
        send("0{\"sid\":\"" + id + "\",\"upgrades\":[],\"pingInterval\":" + PING_MILLIS
                + ",\"pingTimeout\":20000,\"maxPayload\":1000000}");
        speakers.loop().after(PING_MILLIS, this::ping);
    }

    void end() {
        ended = true;
    }

    private void ping() {
        if (!ended) {
            send("2");
            flush();
            speakers.loop().after(PING_MILLIS, this::ping);
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        switch (bytes[from]) {
            case '3' -> speakers.answered();
            case '4' -> packet(bytes, from + 1, to);
            case '1' -> ended = true;
            default -> throw new IllegalArgumentException("packet: " + (char) bytes[from]);
        }
    }

    @Override
    public void binary() {
        // An attachment: its event was counted when its text came.
    }

    private void packet(byte[] bytes, int from, int to) {
        switch (bytes[from]) {
            case '0' -> send("40{\"sid\":\"" + id + "-root\"}");
            case '1' -> ended = true;
            case '2' -> event(bytes, from + 1, to);
            case '5' -> {
                int dash = from + 1;
                while (bytes[dash] != '-') {
                    dash++;
                }
                event(bytes, dash + 1, to);
            }
            default -> throw new IllegalArgumentException("packet: 4" + (char) bytes[from]);
        }
    }

    private void event(byte[] bytes, int from, int to) {
        int at = from;
        while (bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        received++;
        // ["flood",… ["sync"… or anything else
        byte initial = bytes[at + 2];
        if (initial == 'f') {
            flood(Command.parse(bytes, at, to));
        } else if (at > from) {
            String ackId = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
            if (initial == 's') {
                send("43" + ackId + "[" + (received - 1) + "]");
                received = 0;
            } else {
                send("43" + ackId + "[]");
            }
        }
    }

    private void flood(Command command) {
        received = 0;
        Connection own = socket;
        Blocks blocks = speakers.blocks();
        if (own != null) {
            own.feed(new Feed(
                    command.binary() ? blocks.socketIoBinary(command.size()) : blocks.socketIoText(command.size()),
                    command.count()));
            return;
        }
        bodies = blocks.socketIoBodies(command.size());
        nextBody = 0;
        bodiesLeft = command.count() / Payloads.BATCH;
        flush();
    }

    private void send(String packet) {
        byte[] bytes = packet.getBytes(StandardCharsets.US_ASCII);
        if (socket != null) {
            socket.send(Frames.frame(Frames.TEXT, bytes));
        } else {
            packets.add(bytes);
        }
    }

    void posted(byte[] body) {
        int from = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == RECORD_SEPARATOR) {
                text(body, from, at);
                from = at + 1;
            }
        }
        flush();
    }

    void poll(Connection connection) {
        held = connection;
        answer();
    }

    private void flush() {
        if (socket != null) {
            socket.flush();
            return;
        }
        Connection waiting = held;
        if (waiting != null) {
            answer();
            waiting.flush();
        }
    }

    private void answer() {
        Connection waiting = held;
        if (waiting == null) {
            return;
        }
        if (!packets.isEmpty()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] packet : packets) {
                if (body.size() > 0) {
                    body.write(RECORD_SEPARATOR);
                }
                body.writeBytes(packet);
            }
            packets.clear();
            held = null;
            HttpInput.reply(waiting, "text/plain; charset=UTF-8", body.toByteArray());
        } else if (bodiesLeft > 0) {
            held = null;
            bodiesLeft--;
            byte[] body = bodies[nextBody];
            nextBody = (nextBody + 1) % bodies.length;
            HttpInput.reply(waiting, "text/plain; charset=UTF-8", body);
        }
    }
}
