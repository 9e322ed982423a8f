package dev.halley.testkit.socketio;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server was built with. */
record Settings(String path, Engine engine, Limits limits, SocketIo socketIo) {
    /** The lower layer. */
    record Engine(
            List<Integer> versions,
            List<String> transports,
            boolean upgrades,
            Duration pingInterval,
            Duration pingTimeout,
            Duration upgradeTimeout,
            @Nullable String cookie) {}

    /** What the server takes. */
    record Limits(int maxPayload, int maxPackets, int maxAttachments) {}

    /** The upper layer; without it messages are the test's. */
    record SocketIo(
            boolean present,
            boolean msgPack,
            boolean anyNamespace,
            Duration connectTimeout,
            @Nullable Duration recovery) {}
}
