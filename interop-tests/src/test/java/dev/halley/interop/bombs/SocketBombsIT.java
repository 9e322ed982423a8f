package dev.halley.interop.bombs;

import dev.halley.interop.BothWires;
import dev.halley.interop.bombs.Victims.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SEC-02: frames of a WebSocket without end, whatever the protocol. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class SocketBombsIT {
    private final Map<Protocol, Victims> victims = new EnumMap<>(Protocol.class);

    /** What is sent, and what the client's failure has to name. */
    enum Bomb {
        FRAME(Bombs.endlessFrame(Bombs.TEXT), "message longer than maxMessageSize: 1048576"),
        FRAGMENTS(Bombs.endlessFragments(Bombs.TEXT), "message longer than maxMessageSize: 1048576"),
        BINARY(
                Bombs.endlessFrame(Bombs.BINARY),
                "a binary message longer than maxMessageSize: 1048576|a binary message \\(expected: text\\)"),
        // it needs no memory and has no size: a session that hears nothing ends in time
        EMPTY_FRAGMENTS(Bombs.emptyFragments(), "no reply to|no ping of the server"),
        DEEP(Bombs.once(Bombs.text("[".repeat(1_000_000))), "nesting at offset 500|packet type: ");

        final Attack attack;
        final String limit;

        Bomb(Attack attack, String limit) {
            this.attack = attack;
            this.limit = limit;
        }
    }

    static Stream<Arguments> everything() {
        return Stream.of(Protocol.BAYEUX, Protocol.SOCKET_IO)
                .flatMap(protocol -> Stream.of(Bomb.values()).map(bomb -> Arguments.of(protocol, bomb)));
    }

    private Victims of(Protocol protocol) {
        return victims.computeIfAbsent(protocol, Victims::of);
    }

    @AfterAll
    void stop() {
        victims.values().forEach(Victims::close);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void an_open_session_survives(Protocol protocol, Bomb bomb) {
        of(protocol).attackSocket(bomb.attack, bomb.limit);
    }

    /** More bytes of pongs than the heap has, if each ping were answered. */
    @ParameterizedTest
    @EnumSource(names = {"BAYEUX", "SOCKET_IO"})
    void pings_whose_answers_nobody_reads_take_no_memory(Protocol protocol) {
        of(protocol).attackSocketDeaf(Bombs.times(1_000_000, Bombs.frame(Bombs.PING, new byte[125])), null);
    }
}
