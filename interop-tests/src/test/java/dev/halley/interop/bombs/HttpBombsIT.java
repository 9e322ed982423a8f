package dev.halley.interop.bombs;

import dev.halley.interop.BothWires;
import dev.halley.interop.bombs.Victims.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SEC-02: replies over HTTP without end, or with very much in very little. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class HttpBombsIT {
    private final Map<Protocol, Victims> victims = new EnumMap<>(Protocol.class);

    /** What is sent, and what the client's failure has to name; the limits of heads are those of the wires. */
    enum Bomb {
        CHUNKS(Bombs.endlessChunks(200), "maxBodyBytes"),
        BODY(Bombs.endlessBody(200), "maxBodyBytes"),
        BODY_OF_AN_ERROR(Bombs.endlessBody(500), "maxBodyBytes"),
        ANNOUNCED(Bombs.announcedBody(1L << 40), "maxBodyBytes"),
        GZIP(Bombs.gzip(), "maxBodyBytes"),
        HEADERS(Bombs.endlessHeaders(200), "Header size too big|header is larger than"),
        HEADER_LINE(Bombs.endlessLine("HTTP/1.1 200 OK\r\nX-Long: "), "Header size too big|header is larger than"),
        STATUS_LINE(Bombs.endlessLine("HTTP/1.1 200 "), "Header size too big|line is larger than"),
        INFORMATION(
                Bombs.endlessInformation(),
                "no reply|no ping of the server|Too many interim responses|Header size too big"),
        CHUNK_SIZE(Bombs.endlessChunkSize(), "Chunk header size too long|line is larger than"),
        // the JDK reads no trailer: it gives the connection up, and the reply counts
        TRAILER(Bombs.endlessTrailer(), "header is larger than|no reply to|packet type"),
        DEEP("[".repeat(3_000_000), "expected: ");

        final Attack attack;
        final String limit;

        Bomb(Attack attack, String limit) {
            this.attack = attack;
            this.limit = limit;
        }

        Bomb(String body, String limit) {
            this(Bombs.reply(200, body, "Content-Type: application/json"), limit);
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
        of(protocol).attackPoll(bomb.attack, bomb.limit);
    }

    @ParameterizedTest
    @EnumSource(names = {"BAYEUX", "SOCKET_IO"})
    void an_opening_fails(Protocol protocol) {
        of(protocol).attackOpening("polling", request -> true, Bombs.endlessChunks(200), "maxBodyBytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"BAYEUX", "SOCKET_IO"})
    void an_upgrade_with_endless_headers_fails(Protocol protocol) {
        of(protocol)
                .attackOpening(
                        "websocket",
                        RawRequest::isUpgrade,
                        Bombs.endlessHeaders(101),
                        "Header size too big|header is larger than");
    }

    /** The JDK reads the body of a refused upgrade by itself, as long as the connect timeout lets it. */
    @ParameterizedTest
    @EnumSource(names = {"BAYEUX", "SOCKET_IO"})
    @EnabledIfSystemProperty(named = "halley.wire", matches = "netty")
    void an_upgrade_refused_with_an_endless_body_fails(Protocol protocol) {
        of(protocol)
                .attackOpening(
                        "websocket",
                        RawRequest::isUpgrade,
                        Bombs.endlessBody(403),
                        "403 at .*: the server refuses this");
    }
}
