package dev.halley.reliability.fuzz;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketSink;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.payload.PayloadCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Engine.IO: what was decoded is encoded as it was, and nothing but a ProtocolException is thrown. */
final class PayloadTarget {
    private static final int MAX_PACKETS = 1_000;

    private final PayloadCodec codec;

    PayloadTarget(EngineVersion version) {
        this.codec = PayloadCodec.of(version);
    }

    /** Keeps packets, and does not want more than so many. */
    private static final class Kept implements PacketSink {
        final List<OutgoingPacket> packets = new ArrayList<>();
        private final int most;

        Kept(int most) {
            this.most = most;
        }

        @Override
        public boolean packet(PacketType type, char[] text, int offset, int length) {
            return kept(new OutgoingPacket(type, new String(text, offset, length), true));
        }

        @Override
        public boolean binary(ByteBuffer data) {
            return kept(new OutgoingPacket(PacketType.MESSAGE, data, true));
        }

        private boolean kept(OutgoingPacket packet) {
            Claim.that(packets.size() < most, () -> "a packet after the sink said stop");
            packets.add(packet);
            return packets.size() < most;
        }
    }

    void run(byte[] input) {
        char[] text = Input.text(input);
        List<OutgoingPacket> packets = new ArrayList<>();
        if (decodes(sink -> codec.decode(text, MAX_PACKETS, sink), packets)) {
            isEncodedAsItWas(packets);
        }
        packets.forEach(this::isFramedAsItWas);
        decodes(sink -> codec.decode(input.clone(), MAX_PACKETS, sink), new ArrayList<>());
        List<OutgoingPacket> frame = new ArrayList<>();
        decodes(sink -> codec.text(text, 0, text.length, sink), frame);
        decodes(sink -> codec.binary(ByteBuffer.wrap(input.clone()), sink), frame);
        frame.forEach(this::isFramedAsItWas);
    }

    private static boolean decodes(Consumer<PacketSink> decoding, List<OutgoingPacket> into) {
        Kept some = new Kept(3);
        Kept all = new Kept(Integer.MAX_VALUE);
        try {
            decoding.accept(some);
        } catch (ProtocolException refused) {
            Claim.isReadable(refused);
        }
        try {
            decoding.accept(all);
            return true;
        } catch (ProtocolException refused) {
            Claim.isReadable(refused);
            return false;
        } finally {
            Claim.that(all.packets.size() <= MAX_PACKETS, () -> "packets: " + all.packets.size());
            into.addAll(all.packets);
        }
    }

    private void isEncodedAsItWas(List<OutgoingPacket> packets) {
        String body = codec.encode(packets);
        List<OutgoingPacket> again = new ArrayList<>();
        Claim.that(
                decodes(sink -> codec.decode(body.toCharArray(), MAX_PACKETS, sink), again),
                () -> "refused its own: " + body);
        Claim.equal(again, packets, () -> "encoded");
        long announced = 0;
        for (int i = 0; i < packets.size(); i++) {
            announced += codec.size(packets.get(i), i == 0);
        }
        long size = announced;
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        // E4-20: a body must not be longer than the server's maxPayload
        Claim.that(bytes <= size, () -> "size: " + size + " (expected: at least " + bytes + ")");
    }

    private void isFramedAsItWas(OutgoingPacket packet) {
        for (boolean base64 : new boolean[] {false, true}) {
            Object frame = codec.frame(packet, base64);
            List<OutgoingPacket> again = new ArrayList<>();
            boolean read = frame instanceof ByteBuffer bytes
                    ? decodes(sink -> codec.binary(bytes.duplicate(), sink), again)
                    : decodes(
                            sink -> codec.text(((String) frame).toCharArray(), 0, ((String) frame).length(), sink),
                            again);
            Claim.that(read, () -> "refused its own frame: " + frame);
            Claim.equal(again, List.of(packet), () -> "framed");
        }
    }
}
