package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One WebSocket: a session's transport, or the probe of an upgrade before that. Guarded by the server's lock. */
final class SocketTransport implements ServerTransport {
    private static final int NORMAL = 1000;

    private final EngineConnection connection;
    private final Link link;
    private @Nullable Probe probe;
    private boolean open = true;
    private boolean closeSent;

    SocketTransport(EngineConnection connection, Link link) {
        this.connection = connection;
        this.link = link;
    }

    /** From now on packets are an upgrade's; with null they are the session's. */
    void probe(@Nullable Probe probe) {
        this.probe = probe;
    }

    void text(String text) {
        int limit = connection.server().settings().limits().maxPayload();
        if (text.length() > limit) {
            tooBig();
            return;
        }
        try {
            packet(connection.payloads().decode(text));
        } catch (BadPacketException e) {
            bad(e);
        }
    }

    void binary(byte[] bytes) {
        if (bytes.length > connection.server().settings().limits().maxPayload()) {
            tooBig();
            return;
        }
        try {
            packet(connection.payloads().decode(bytes));
        } catch (BadPacketException e) {
            bad(e);
        }
    }

    private void packet(EnginePacket packet) {
        if (!open || closeSent) {
            return;
        }
        Probe upgrade = probe;
        if (upgrade != null) {
            upgrade.receive(packet);
        } else {
            connection.receive(packet);
        }
    }

    private void bad(BadPacketException e) {
        connection.violated(e.what());
        Probe upgrade = probe;
        if (upgrade != null) {
            upgrade.fail();
        } else {
            connection.finish("parse error");
        }
    }

    /** What the library below the JavaScript server does. */
    private void tooBig() {
        sendFrame(Frame.close(1009, ""));
        closeSent = true;
    }

    /** The client closed it, or it broke. */
    void gone() {
        if (!open) {
            return;
        }
        open = false;
        Probe upgrade = probe;
        if (upgrade != null) {
            upgrade.fail();
        } else {
            connection.transportClosed(this);
        }
    }

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public boolean isWritable() {
        return open && !closeSent;
    }

    @Override
    public void send(List<EnginePacket> packets) {
        List<Frame> frames = new ArrayList<>();
        for (EnginePacket packet : connection.altered(packets)) {
            frames.add(connection.payloads().frame(packet, connection.takesBinary()));
        }
        if (!frames.isEmpty() && isWritable()) {
            connection.server().delayed(() -> link.send(frames));
        }
    }

    void sendFrame(Frame frame) {
        if (isWritable()) {
            connection.server().delayed(() -> link.send(List.of(frame)));
        }
    }

    @Override
    public void close(Runnable done) {
        close();
        done.run();
    }

    void close() {
        sendFrame(Frame.close(NORMAL, ""));
        closeSent = true;
    }

    @Override
    public void reset() {
        if (open) {
            open = false;
            link.reset();
        }
    }

    @Override
    public void forget() {
        reset();
    }
}
