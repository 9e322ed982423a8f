package dev.halley.engineio.internal.payload;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import java.nio.ByteBuffer;
import java.util.List;

/** Version 4: packets separated by U+001E, binary data raw on a WebSocket and {@code b} with base64 elsewhere. */
final class PayloadV4 implements PayloadCodec {
    static final PayloadV4 CODEC = new PayloadV4();

    private static final char SEPARATOR = 0x1E;

    private PayloadV4() {}

    @Override
    public EngineVersion version() {
        return EngineVersion.V4;
    }

    @Override
    public long size(OutgoingPacket packet, boolean first) {
        ByteBuffer bytes = Packets.bytes(packet);
        long own = bytes == null ? Packets.utf8Length((String) packet.data()) : Packets.base64Length(bytes.remaining());
        return (first ? 1 : 2) + own;
    }

    // E4-07
    @Override
    public String encode(List<OutgoingPacket> packets) {
        if (packets.size() == 1) {
            return text(packets.get(0));
        }
        StringBuilder body = new StringBuilder();
        for (OutgoingPacket packet : packets) {
            if (body.length() > 0) {
                body.append(SEPARATOR);
            }
            body.append(text(packet));
        }
        return body.toString();
    }

    private static String text(OutgoingPacket packet) {
        ByteBuffer bytes = Packets.bytes(packet);
        return bytes == null ? packet.type().digit() + (String) packet.data() : "b" + Packets.base64(bytes);
    }

    @Override
    public void decode(char[] body, int maxPackets, PacketSink sink) {
        int start = 0;
        int packets = 0;
        while (true) {
            int end = start;
            while (end < body.length && body[end] != SEPARATOR) {
                end++;
            }
            Packets.checkCount(++packets, maxPackets);
            if (!read(body, start, end - start, sink) || end == body.length) {
                return;
            }
            start = end + 1;
        }
    }

    @Override
    public void decode(byte[] body, int maxPackets, PacketSink sink) {
        throw new ProtocolException("payload: " + body.length + " bytes (expected: text in version 4)", null);
    }

    // E4-06
    @Override
    public Object frame(OutgoingPacket packet, boolean base64) {
        ByteBuffer bytes = Packets.bytes(packet);
        return bytes == null || base64 ? text(packet) : bytes;
    }

    @Override
    public void text(char[] frame, int offset, int length, PacketSink sink) {
        boolean unused = read(frame, offset, length, sink);
    }

    @Override
    public void binary(ByteBuffer frame, PacketSink sink) {
        boolean unused = sink.binary(frame);
    }

    private static boolean read(char[] text, int offset, int length, PacketSink sink) {
        return length > 0 && text[offset] == 'b'
                ? sink.binary(Packets.base64(text, offset + 1, length - 1))
                : Packets.text(text, offset, length, sink);
    }
}
