package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Packets as Engine.IO 3 writes them: each with its length before it (E3-01 to E3-04). Pure. */
final class PayloadV3 implements Payloads {
    private static final int LENGTH_END = 0xff;
    private static final int BINARY_MESSAGE = 4;

    @Override
    public Body encode(List<EnginePacket> packets, boolean binary) {
        if (binary && packets.stream().anyMatch(EnginePacket::isBinary)) {
            return new Body(bytes(packets), true);
        }
        StringBuilder body = new StringBuilder();
        for (EnginePacket packet : packets) {
            String text = text(packet);
            // E3-01: counted in UTF-16 code units.
            body.append(text.length()).append(':').append(text);
        }
        return Body.text(body.toString());
    }

    private static String text(EnginePacket packet) {
        String encoded = packet.encoded();
        return encoded == null ? "b4" + Base64.getEncoder().encodeToString(packet.bytes()) : encoded;
    }

    // E3-03
    private static byte[] bytes(List<EnginePacket> packets) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (EnginePacket packet : packets) {
            String encoded = packet.encoded();
            byte[] data = encoded == null ? prefixed(packet.bytes()) : encoded.getBytes(StandardCharsets.UTF_8);
            body.write(encoded == null ? 1 : 0);
            for (char digit : Integer.toString(data.length).toCharArray()) {
                body.write(digit - '0');
            }
            body.write(LENGTH_END);
            body.writeBytes(data);
        }
        return body.toByteArray();
    }

    private static byte[] prefixed(byte[] data) {
        byte[] all = new byte[data.length + 1];
        all[0] = (byte) BINARY_MESSAGE;
        System.arraycopy(data, 0, all, 1, data.length);
        return all;
    }

    @Override
    public void decode(String body, List<EnginePacket> into) throws BadPacketException {
        if (body.isEmpty()) {
            throw new BadPacketException("payload: empty (expected: length:packet)");
        }
        int from = 0;
        while (from < body.length()) {
            int colon = body.indexOf(':', from);
            int length = colon < 0 ? -1 : length(body.substring(from, colon));
            if (length < 0 || length > body.length() - colon - 1) {
                throw new BadPacketException("payload: " + body.substring(from) + " (expected: length:packet)");
            }
            from = colon + 1 + length;
            if (length > 0) {
                into.add(decode(body.substring(colon + 1, from)));
            }
        }
    }

    private static int length(String digits) {
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    }

    @Override
    public void decode(byte[] body, List<EnginePacket> into) throws BadPacketException {
        int from = 0;
        while (from < body.length) {
            int kind = body[from++];
            int length = 0;
            int digits = 0;
            while (from < body.length && (body[from] & 0xff) != LENGTH_END && digits < 10) {
                length = length * 10 + body[from++];
                digits++;
            }
            from++;
            if (kind < 0 || kind > 1 || digits == 0 || digits > 9 || length > body.length - from) {
                throw new BadPacketException("binary payload: bad length (expected: 0 or 1, digits, 255, data)");
            }
            byte[] data = Arrays.copyOfRange(body, from, from + length);
            from += length;
            into.add(kind == 1 ? decode(data) : decode(new String(data, StandardCharsets.UTF_8)));
        }
    }

    @Override
    public Frame frame(EnginePacket packet, boolean binary) {
        // E3-04
        return packet.isBinary() && binary
                ? Frame.of(Frame.Kind.BINARY, prefixed(packet.bytes()))
                : Frame.text(text(packet));
    }

    @Override
    public EnginePacket decode(String frame) throws BadPacketException {
        if (frame.startsWith("b" + BINARY_MESSAGE)) {
            return EnginePacket.binary(PayloadV4.base64(frame.substring(2)));
        }
        EnginePacket packet = EnginePacket.raw(frame);
        if (packet.type() == EnginePacket.Type.UNKNOWN) {
            throw new BadPacketException("packet: " + frame + " (expected: one that begins with 0 to 6 or b4)");
        }
        return packet;
    }

    @Override
    public EnginePacket decode(byte[] frame) throws BadPacketException {
        if (frame.length == 0 || frame[0] != BINARY_MESSAGE) {
            throw new BadPacketException("binary packet: it does not begin with 4");
        }
        return EnginePacket.binary(Arrays.copyOfRange(frame, 1, frame.length));
    }
}
