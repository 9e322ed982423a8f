package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Socket.IO servers against bare HTTP and WebSocket: what a scenario asks of them, they do. */
@Timeout(60)
@BothWires
class PeersIT {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JS4_MSGPACK")
    void answers_over_polling(PeerKind kind) {
        try (SocketIoPeer peer = kind.start();
                RawEngine engine = RawEngine.polling(peer.url(), kind.engineVersion)) {
            exchange(kind, engine);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JS4_MSGPACK")
    void answers_over_websocket(PeerKind kind) {
        try (SocketIoPeer peer = kind.start();
                RawEngine engine = RawEngine.websocket(peer.url(), kind.engineVersion)) {
            exchange(kind, engine);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JS4_MSGPACK")
    void goes_over_to_websocket(PeerKind kind) {
        try (SocketIoPeer peer = kind.start();
                RawEngine engine = RawEngine.polling(peer.url(), kind.engineVersion)) {
            exchange(kind, engine);
            engine.upgrade();
            engine.send("42[\"echo\",2]");
            assertThat(engine.next()).isEqualTo("42[\"echo\",2]");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JS4_MSGPACK")
    void comes_back_on_the_same_port(PeerKind kind) {
        try (SocketIoPeer peer = kind.start()) {
            RawEngine before = RawEngine.polling(peer.url(), kind.engineVersion);
            peer.stop();
            peer.restart();
            before.close();
            try (RawEngine engine = RawEngine.polling(peer.url(), kind.engineVersion)) {
                exchange(kind, engine);
            }
        }
    }

    private static void exchange(PeerKind kind, RawEngine engine) {
        if (kind.engineVersion == 4) {
            engine.send("40");
        }
        // netty-socketio's handlers are earlier than its answer
        assertThat(List.of(engine.next(), engine.next()))
                .anyMatch(packet -> packet.startsWith("40"))
                .contains("42[\"welcome\",\"/\"]");
        engine.send("420[\"echo\",\"hé\",{\"a\":[1,null]}]");
        assertThat(engine.next()).isEqualTo("42[\"echo\",\"hé\",{\"a\":[1,null]}]");
        assertThat(engine.next()).isEqualTo("430[\"hé\",{\"a\":[1,null]}]");
        engine.send("42[\"ask\",\"question\",7]");
        String question = engine.next();
        assertThat(question).matches("42\\d+\\[\"question\",7]");
        String id = question.substring(2, question.indexOf('['));
        engine.send("43" + id + "[\"yes\"]");
        assertThat(engine.next()).isEqualTo("42[\"answer\",\"yes\"]");
        engine.send("421[\"join\",\"room\"]");
        assertThat(engine.next()).isEqualTo("431[\"joined\"]");
        engine.send("42[\"broadcast\",\"room\",\"news\",1]");
        assertThat(engine.next()).isEqualTo("42[\"news\",1]");
        engine.send("42[\"take\",0,\"text 0\"]");
        engine.send("422[\"taken\"]");
        assertThat(engine.next()).isEqualTo("432[1,null]");
    }
}
