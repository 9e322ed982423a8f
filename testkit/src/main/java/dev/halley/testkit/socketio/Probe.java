package dev.halley.testkit.socketio;

import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upgrade under way, as the JavaScript server does it (E4-15 to E4-18). Guarded by the server's lock. */
final class Probe {
    private static final Duration CHECK = Duration.ofMillis(100);
    private static final EnginePacket PROBE = EnginePacket.of(EnginePacket.Type.PONG, "probe");

    private final EngineConnection connection;
    private final SocketTransport socket;
    private final TimeSource.Timer timeout;
    private TimeSource.@Nullable Timer check;
    private boolean over;

    Probe(EngineConnection connection, SocketTransport socket) {
        this.connection = connection;
        this.socket = socket;
        EngineServer server = connection.server();
        this.timeout = server.hub().after(server.settings().engine().upgradeTimeout(), this::fail);
        socket.probe(this);
    }

    void receive(EnginePacket packet) {
        if (over) {
            return;
        }
        if (packet.is(EnginePacket.Type.PING, "probe")) {
            connection.record(packet);
            socket.send(List.of(PROBE));
            stopChecking();
            check = connection.server().hub().after(CHECK, this::check);
        } else if (packet.type() == EnginePacket.Type.UPGRADE) {
            connection.record(packet);
            end();
            socket.probe(null);
            connection.upgraded(socket);
        } else {
            connection.violated("packet during an upgrade: " + packet + " (expected: 2probe or 5)");
            fail();
        }
    }

    /** The poll is answered, so that the client need not wait for one to end. */
    private void check() {
        if (!over) {
            connection.releasePoll();
            check = connection.server().hub().after(CHECK, this::check);
        }
    }

    void fail() {
        if (!over) {
            end();
            socket.close();
        }
    }

    void end() {
        over = true;
        timeout.cancel();
        stopChecking();
        connection.probeEnded();
    }

    private void stopChecking() {
        TimeSource.Timer running = check;
        if (running != null) {
            running.cancel();
            check = null;
        }
    }
}
