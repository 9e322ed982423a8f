package dev.halley.interop;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Which servers, routes and faces a Socket.IO scenario runs with. netty-socketio 2.0.14 has WebSocket only: after each reply
 * over HTTP it closes the connection that the reply promised to keep, so that the next request fails at random.
 */
final class SocketIoMatrix {
    static final boolean LONG = Boolean.getBoolean("halley.long");

    private SocketIoMatrix() {}

    /** Every server, route and face: for scenarios that take no time. */
    static Stream<Arguments> everything() {
        return routed(EnumSet.allOf(PeerKind.class))
                .flatMap(both ->
                        Stream.of(SocketIoFace.values()).map(face -> Arguments.of(both.get()[0], both.get()[1], face)));
    }

    /** Every server and route. */
    static Stream<Arguments> servers() {
        return routed(EnumSet.allOf(PeerKind.class));
    }

    private static Stream<Arguments> routed(Set<PeerKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> Stream.of(SocketIoRoute.values())
                        .filter(route -> kind != PeerKind.NETTY || route == SocketIoRoute.WEBSOCKET)
                        .map(route -> Arguments.of(kind, route)));
    }
}
