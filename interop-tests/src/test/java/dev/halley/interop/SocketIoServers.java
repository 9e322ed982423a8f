package dev.halley.interop;

import java.util.EnumMap;
import java.util.Map;

/** One server of each kind for all tests of a class, started when the first one asks for it. */
final class SocketIoServers implements AutoCloseable {
    private final Map<PeerKind, SocketIoPeer> running = new EnumMap<>(PeerKind.class);

    SocketIoPeer get(PeerKind kind) {
        return running.computeIfAbsent(kind, PeerKind::start);
    }

    @Override
    public void close() {
        running.values().forEach(Peer::close);
        running.clear();
    }
}
