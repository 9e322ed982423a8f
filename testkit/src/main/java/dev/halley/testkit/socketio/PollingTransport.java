package dev.halley.testkit.socketio;

import dev.halley.internal.loop.TimeSource;
import dev.halley.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One session over requests: a GET that waits for packets, POSTs that bring some. Guarded by the server's lock. */
final class PollingTransport implements ServerTransport {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final String BINARY = "application/octet-stream";

    private final EngineConnection connection;
    private @Nullable PendingRequest poll;
    private boolean held;
    private @Nullable PendingRequest post;
    private @Nullable Runnable closing;
    private TimeSource.@Nullable Timer closeTimer;

    PollingTransport(EngineConnection connection) {
        this.connection = connection;
    }

    void receive(PendingRequest request) {
        switch (request.request().method()) {
            case "GET" -> get(request);
            case "POST" -> post(request);
            default -> request.answer(Reply.of(500));
        }
    }

    private void get(PendingRequest request) {
        // E4-09
        if (poll != null && !poll.isOver()) {
            request.answer(Reply.of(400));
            connection.violated("two GETs in flight: " + request.request());
            connection.transportFailed("overlap from client");
            return;
        }
        poll = request;
        held = true;
        connection.flush();
        if (held && closing != null) {
            send(List.of(EnginePacket.of(EnginePacket.Type.NOOP, "")));
        }
    }

    private void post(PendingRequest request) {
        EngineRequest brought = request.request();
        // E4-09
        if (post != null && !post.isOver()) {
            request.answer(Reply.of(400));
            connection.violated("two POSTs in flight: " + brought);
            connection.transportFailed("data request overlap from client");
            return;
        }
        post = request;
        int limit = connection.server().settings().limits().maxPayload();
        if (brought.length() > limit) {
            // E4-20: the session goes on.
            request.answer(Reply.of(413));
            return;
        }
        String type = brought.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (connection.version() == 4 && !type.replace(" ", "").equals("text/plain;charset=utf-8")) {
            // E4-08
            connection.violated("Content-Type: " + type + " (expected: text/plain;charset=UTF-8)");
        }
        List<EnginePacket> packets = new ArrayList<>();
        String bad = null;
        try {
            if (type.equals(BINARY)) {
                connection.payloads().decode(brought.body(), packets);
            } else {
                connection.payloads().decode(brought.text(), packets);
            }
        } catch (BadPacketException e) {
            bad = e.what();
        }
        int most = connection.server().settings().limits().maxPackets();
        if (packets.size() > most) {
            // E4-27
            bad = packets.size() + " packets in a payload (expected: " + most + " or fewer)";
            packets.clear();
        }
        for (EnginePacket packet : packets) {
            if (packet.type() == EnginePacket.Type.CLOSE) {
                connection.record(packet);
                leave();
                break;
            }
            connection.receive(packet);
        }
        if (bad != null) {
            request.answer(Reply.of(400));
            connection.violated(bad);
            connection.finish("parse error");
            return;
        }
        request.answer(Reply.ok().header("Content-Type", "text/html").body("ok"));
    }

    /** The client closes: its poll gets nothing to read. */
    private void leave() {
        if (held) {
            send(List.of(EnginePacket.of(EnginePacket.Type.NOOP, "")));
        }
        connection.finish("transport close");
    }

    /** A request ended before its answer. */
    void gone(PendingRequest request) {
        if (request == poll && held) {
            held = false;
            connection.transportFailed("poll connection closed prematurely");
        } else if (request == post && !request.isOver()) {
            connection.transportFailed("data request connection closed prematurely");
        }
    }

    @Override
    public String name() {
        return "polling";
    }

    @Override
    public boolean isWritable() {
        return held;
    }

    /** Whether the client waits for the answer to a GET or POST. */
    boolean isBusy() {
        return (poll != null && !poll.isOver()) || (post != null && !post.isOver());
    }

    @Override
    public void send(List<EnginePacket> packets) {
        Runnable end = closing;
        List<EnginePacket> all = new ArrayList<>(packets);
        if (end != null) {
            all.add(EnginePacket.of(EnginePacket.Type.CLOSE, ""));
        }
        List<EnginePacket> altered = connection.altered(all);
        if (!altered.isEmpty()) {
            answer(connection
                    .payloads()
                    .encode(altered, connection.takesBinary())
                    .reply());
        }
        if (end != null) {
            closed(end);
        }
    }

    /** Answers the poll that is held with anything at all. */
    void answer(Reply reply) {
        PendingRequest waiting = poll;
        if (waiting == null || !held) {
            throw new IllegalStateException("no poll is held");
        }
        held = false;
        Reply last = connection.withCookie(waiting.request(), reply);
        connection.server().delayed(() -> waiting.answer(last));
    }

    @Override
    public void close(Runnable done) {
        if (held) {
            send(List.of(EnginePacket.of(EnginePacket.Type.CLOSE, "")));
            closed(done);
        } else if (closing == null) {
            closing = done;
            closeTimer = connection.server().hub().after(CLOSE_TIMEOUT, () -> closed(done));
        }
    }

    private void closed(Runnable done) {
        closing = null;
        TimeSource.Timer timer = closeTimer;
        if (timer != null) {
            timer.cancel();
            closeTimer = null;
        }
        done.run();
    }

    /** No timer is left of it. */
    void stop() {
        TimeSource.Timer timer = closeTimer;
        if (timer != null) {
            timer.cancel();
            closeTimer = null;
        }
        closing = null;
    }

    @Override
    public void reset() {
        end(Reply.dropConnection(Reply.Ending.RESET));
    }

    @Override
    public void forget() {
        end(EngineErrors.reply(EngineErrors.UNKNOWN_SESSION));
    }

    private void end(Reply reply) {
        stop();
        if (held) {
            answer(reply);
        }
    }
}
