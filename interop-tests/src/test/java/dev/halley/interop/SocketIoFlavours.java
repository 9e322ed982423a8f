package dev.halley.interop;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Which servers, ways and faces a Socket.IO scenario runs with, and the servers, started when one is first needed. */
final class SocketIoFlavours implements AutoCloseable {
    private static final boolean LONG = Boolean.getBoolean("halley.long");

    private final Map<PeerKind, SocketIoPeer> peers = new EnumMap<>(PeerKind.class);

    /** Every server, way and face that has handlers. */
    static Stream<Arguments> everything() {
        return ways().flatMap(arguments -> Stream.of(Face.BLOCKING, Face.ASYNC)
                .map(face -> Arguments.of(arguments.get()[0], arguments.get()[1], face)));
    }

    /** Every server and way, with the faces in turn; with all of them under {@code -Dhalley.long=true}. */
    static Stream<Arguments> rotating() {
        return LONG
                ? everything()
                : ways().map(arguments -> Arguments.of(
                        arguments.get()[0],
                        arguments.get()[1],
                        (((PeerKind) arguments.get()[0]).ordinal()
                                                        + ((Way) arguments.get()[1]).ordinal())
                                                % 2
                                        == 0
                                ? Face.BLOCKING
                                : Face.ASYNC));
    }

    private static Stream<Arguments> ways() {
        return Stream.of(PeerKind.values())
                .flatMap(kind -> Stream.of(Way.values()).filter(kind::canTake).map(way -> Arguments.of(kind, way)));
    }

    SocketIoPeer peer(PeerKind kind) {
        return peers.computeIfAbsent(kind, PeerKind::start);
    }

    @Override
    public void close() {
        peers.values().forEach(SocketIoPeer::close);
        peers.clear();
    }
}
