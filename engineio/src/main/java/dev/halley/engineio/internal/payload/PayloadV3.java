package dev.halley.engineio.internal.payload;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Version 3: packets with their lengths before them, binary data with a type byte or as {@code b4} with base64. */
final class PayloadV3 implements PayloadCodec {
    static final PayloadV3 CODEC = new PayloadV3();

    private static final byte MESSAGE = 4;
    private static final int MAX_DIGITS = 10;

    private PayloadV3() {}

    @Override
    public EngineVersion version() {
        return EngineVersion.V3;
    }

    @Override
    public long size(OutgoingPacket packet, boolean first) {
        ByteBuffer bytes = Packets.bytes(packet);
        long own = bytes == null
                ? 1 + Packets.utf8Length((String) packet.data())
                : 2 + Packets.base64Length(bytes.remaining());
        return own + MAX_DIGITS + 1;
    }

    // E3-01: the length counts UTF-16 units
    @Override
    public String encode(List<OutgoingPacket> packets) {
        StringBuilder body = new StringBuilder();
        for (OutgoingPacket packet : packets) {
            String text = text(packet);
            body.append(text.length()).append(':').append(text);
        }
        return body.toString();
    }

    // E3-02
    private static String text(OutgoingPacket packet) {
        ByteBuffer bytes = Packets.bytes(packet);
        return bytes == null ? packet.type().digit() + (String) packet.data() : "b4" + Packets.base64(bytes);
    }

    @Override
    public void decode(char[] body, int maxPackets, PacketSink sink) {
        // E3-06
        if (body.length == 0) {
            throw new ProtocolException("payload: empty (expected: packets)", null);
        }
        int at = 0;
        int packets = 0;
        while (at < body.length) {
            Packets.checkCount(++packets, maxPackets);
            int colon = at;
            long length = 0;
            while (colon < body.length && body[colon] >= '0' && body[colon] <= '9' && colon - at < MAX_DIGITS) {
                length = 10 * length + body[colon] - '0';
                colon++;
            }
            if (colon == at || colon == body.length || body[colon] != ':' || length > body.length - colon - 1) {
                throw new ProtocolException(
                        "packet length: " + Packets.shown(body, at, body.length - at)
                                + " (expected: digits, a colon and as many characters)",
                        null);
            }
            if (!read(body, colon + 1, (int) length, sink)) {
                return;
            }
            at = colon + 1 + (int) length;
        }
    }

    // E3-03
    @Override
    public void decode(byte[] body, int maxPackets, PacketSink sink) {
        if (body.length == 0) {
            throw new ProtocolException("payload: empty (expected: packets)", null);
        }
        int at = 0;
        int packets = 0;
        while (at < body.length) {
            Packets.checkCount(++packets, maxPackets);
            int kind = body[at];
            int end = at + 1;
            long length = 0;
            while (end < body.length && body[end] >= 0 && body[end] <= 9 && end - at <= MAX_DIGITS) {
                length = 10 * length + body[end];
                end++;
            }
            boolean readable =
                    (kind == 0 || kind == 1) && end > at + 1 && end < body.length && body[end] == (byte) 0xFF;
            if (!readable || length > body.length - end - 1) {
                throw new ProtocolException(
                        "packet length: unreadable at byte " + at
                                + " (expected: 0 or 1, digits, 255 and as many bytes)",
                        null);
            }
            ByteBuffer data = ByteBuffer.wrap(body, end + 1, (int) length);
            if (!(kind == 0 ? readText(data, sink) : readBinary(data.slice(), sink))) {
                return;
            }
            at = end + 1 + (int) length;
        }
    }

    private static boolean readText(ByteBuffer utf8, PacketSink sink) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(utf8);
            return read(text.array(), text.arrayOffset(), text.remaining(), sink);
        } catch (CharacterCodingException notUtf8) {
            throw new ProtocolException("packet: not UTF-8 (expected: text)", notUtf8);
        }
    }

    // E3-04
    @Override
    public Object frame(OutgoingPacket packet, boolean base64) {
        ByteBuffer bytes = Packets.bytes(packet);
        if (bytes == null || base64) {
            return text(packet);
        }
        ByteBuffer frame = ByteBuffer.allocate(1 + bytes.remaining());
        return frame.put(MESSAGE).put(bytes.duplicate()).flip();
    }

    @Override
    public void text(char[] frame, int offset, int length, PacketSink sink) {
        boolean unused = read(frame, offset, length, sink);
    }

    @Override
    public void binary(ByteBuffer frame, PacketSink sink) {
        boolean unused = readBinary(frame, sink);
    }

    private static boolean readBinary(ByteBuffer data, PacketSink sink) {
        if (!data.hasRemaining() || data.get(data.position()) != MESSAGE) {
            throw new ProtocolException(
                    "binary packet: " + (data.hasRemaining() ? "type " + data.get(data.position()) : "empty")
                            + " (expected: type 4)",
                    null);
        }
        data.get();
        return sink.binary(data.slice());
    }

    private static boolean read(char[] text, int offset, int length, PacketSink sink) {
        if (length > 0 && text[offset] == 'b') {
            if (length < 2 || text[offset + 1] != '4') {
                throw new ProtocolException(
                        "binary packet: " + Packets.shown(text, offset, length) + " (expected: b4 and base64)", null);
            }
            return sink.binary(Packets.base64(text, offset + 2, length - 2));
        }
        return Packets.text(text, offset, length, sink);
    }
}
