package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How packets stand in the bodies of requests and in frames. Pure; any thread. */
interface Payloads {
    /** The body of a poll's answer. */
    record Body(byte[] bytes, boolean binary) {
        static Body text(String text) {
            return new Body(text.getBytes(StandardCharsets.UTF_8), false);
        }

        Reply reply() {
            return Reply.ok()
                    .header("Content-Type", binary ? "application/octet-stream" : "text/plain; charset=UTF-8")
                    .body(bytes);
        }
    }

    /** Encodes packets; the client takes bytes as such only where {@code binary} says so. */
    Body encode(List<EnginePacket> packets, boolean binary);

    /** Decodes a text body; what came before a bad packet is in the list then. */
    void decode(String body, List<EnginePacket> into) throws BadPacketException;

    /** Decodes a body of bytes. */
    void decode(byte[] body, List<EnginePacket> into) throws BadPacketException;

    Frame frame(EnginePacket packet, boolean binary);

    EnginePacket decode(String frame) throws BadPacketException;

    EnginePacket decode(byte[] frame) throws BadPacketException;

    static Payloads of(int version) {
        return version == 3 ? new PayloadV3() : new PayloadV4();
    }
}
