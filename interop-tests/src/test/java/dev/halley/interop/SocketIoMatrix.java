package dev.halley.interop;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Which servers, routes and faces a Socket.IO scenario runs with. */
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

    /** Servers in a process of their own, which can be driven, with every route. */
    static Stream<Arguments> node() {
        return routed(EnumSet.of(PeerKind.JS4, PeerKind.JS4_MSGPACK, PeerKind.JS4_EIO3, PeerKind.JS2));
    }

    /** The two that most people have, with every route. */
    static Stream<Arguments> main() {
        return routed(EnumSet.of(PeerKind.JS4, PeerKind.JS2));
    }

    /** Every server once, each with another route; with {@code -Dhalley.long=true} with all. */
    static Stream<Arguments> rotating() {
        if (LONG) {
            return servers();
        }
        SocketIoRoute[] routes = SocketIoRoute.values();
        return Stream.of(PeerKind.values()).map(kind -> Arguments.of(kind, routes[kind.ordinal() % routes.length]));
    }

    private static Stream<Arguments> routed(Set<PeerKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> Stream.of(SocketIoRoute.values()).map(route -> Arguments.of(kind, route)));
    }
}
