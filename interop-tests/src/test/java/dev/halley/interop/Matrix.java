package dev.halley.interop;

import dev.halley.bayeux.ConnectionType;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Which transports and faces a scenario runs with. */
final class Matrix {
    private static final boolean LONG = Boolean.getBoolean("halley.long");

    private Matrix() {}

    /** Every transport with every face: for scenarios that take no time. */
    static Stream<Arguments> everything() {
        return Stream.of(ConnectionType.values())
                .flatMap(transport -> Stream.of(Face.values()).map(face -> Arguments.of(transport, face)));
    }

    static Stream<ConnectionType> transports() {
        return Stream.of(ConnectionType.values());
    }

    static Stream<Face> faces() {
        return Stream.of(Face.values());
    }

    /** Every transport with the faces that have handlers. */
    static Stream<Arguments> handlers() {
        return everything().filter(arguments -> arguments.get()[1] != Face.FLOW);
    }

    /**
     * Every transport once, each with another face: for scenarios that take long. Everything with
     * {@code -Dhalley.long=true}.
     *
     * @param first the face that the first transport has; let scenarios differ
     */
    static Stream<Arguments> rotating(Face first) {
        if (LONG) {
            return everything();
        }
        ConnectionType[] transports = ConnectionType.values();
        Face[] faces = Face.values();
        return Stream.of(transports)
                .map(transport ->
                        Arguments.of(transport, faces[(first.ordinal() + transport.ordinal()) % faces.length]));
    }
}
