package dev.halley.engineio.internal.payload;

import dev.halley.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What both versions have in common. Any thread. */
final class Packets {
    private static final int SHOWN = 20;
    private static final String SECRET = "\"sid\"";

    private Packets() {}

    // E4-05
    static boolean text(char[] text, int offset, int length, PacketSink sink) {
        if (length == 0) {
            throw new ProtocolException("packet: empty (expected: a type)", null);
        }
        PacketType type = PacketType.of(text[offset]);
        if (type == null) {
            throw new ProtocolException("packet type: " + shown(text, offset, length) + " (expected: 0 to 6)", null);
        }
        return sink.packet(type, text, offset + 1, length - 1);
    }

    static ByteBuffer base64(char[] text, int offset, int length) {
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text[offset + i];
            // what is not ASCII is no base64: a byte that the decoder refuses
            ascii[i] = c < 0x80 ? (byte) c : 0;
        }
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(ascii));
        } catch (IllegalArgumentException notBase64) {
            throw new ProtocolException("binary packet: " + notBase64.getMessage() + " (expected: base64)", notBase64);
        }
    }

    // E4-07: the standard alphabet, without line breaks
    static String base64(ByteBuffer data) {
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(data.duplicate()))
                .toString();
    }

    static long base64Length(int bytes) {
        return (bytes + 2L) / 3 * 4;
    }

    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    static void checkCount(int packets, int maxPackets) {
        if (packets > maxPackets) {
            throw new ProtocolException(
                    "packets in a payload: more than " + maxPackets
                            + " (expected: at most maxPacketsPerPayload; raise it if the server rightly sends that many)",
                    null);
        }
    }

    /** The beginning of what was not understood, for a message; printable, and without a session's id (SEC-05). */
    static String shown(char[] text, int offset, int length) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = offset; i < offset + Math.min(length, SHOWN); i++) {
            shown.append(Character.isISOControl(text[i]) ? '?' : text[i]);
        }
        int secret = shown.indexOf(SECRET);
        if (secret >= 0) {
            shown.setLength(secret + SECRET.length());
        }
        return shown.append(secret >= 0 || length > SHOWN ? "...'" : "'").toString();
    }

    static @Nullable ByteBuffer bytes(OutgoingPacket packet) {
        return packet.data() instanceof ByteBuffer bytes ? bytes : null;
    }
}
