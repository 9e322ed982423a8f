package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import java.util.Base64;
import java.util.List;

/** Packets as Engine.IO 4 writes them: joined by U+001E in a body, one in each frame (E4-05 to E4-07). Pure. */
final class PayloadV4 implements Payloads {
    private static final char SEPARATOR = '\u001e';

    @Override
    public Body encode(List<EnginePacket> packets, boolean binary) {
        StringBuilder body = new StringBuilder();
        for (EnginePacket packet : packets) {
            body.append(body.length() == 0 ? "" : SEPARATOR).append(text(packet));
        }
        return Body.text(body.toString());
    }

    private static String text(EnginePacket packet) {
        String encoded = packet.encoded();
        return encoded == null ? "b" + Base64.getEncoder().encodeToString(packet.bytes()) : encoded;
    }

    @Override
    public void decode(String body, List<EnginePacket> into) throws BadPacketException {
        int from = 0;
        while (true) {
            int end = body.indexOf(SEPARATOR, from);
            into.add(decode(end < 0 ? body.substring(from) : body.substring(from, end)));
            if (end < 0) {
                return;
            }
            from = end + 1;
        }
    }

    @Override
    public void decode(byte[] body, List<EnginePacket> into) throws BadPacketException {
        // E4-08
        throw new BadPacketException("a POST with application/octet-stream (expected: text/plain)");
    }

    @Override
    public Frame frame(EnginePacket packet, boolean binary) {
        return packet.isBinary() && binary ? Frame.of(Frame.Kind.BINARY, packet.bytes()) : Frame.text(text(packet));
    }

    @Override
    public EnginePacket decode(String frame) throws BadPacketException {
        if (frame.startsWith("b")) {
            return EnginePacket.binary(base64(frame.substring(1)));
        }
        EnginePacket packet = EnginePacket.raw(frame);
        if (packet.type() == EnginePacket.Type.UNKNOWN) {
            throw new BadPacketException("packet: " + frame + " (expected: one that begins with 0 to 6 or b)");
        }
        return packet;
    }

    @Override
    public EnginePacket decode(byte[] frame) {
        return EnginePacket.binary(frame);
    }

    static byte[] base64(String text) throws BadPacketException {
        try {
            // E4-07: standard, without line breaks.
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadPacketException("base64: " + text + " (" + e.getMessage() + ")");
        }
    }
}
