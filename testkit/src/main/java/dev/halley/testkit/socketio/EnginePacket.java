package dev.halley.testkit.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An Engine.IO packet, as it was received or as it is to be sent. Immutable. */
public final class EnginePacket {
    private static final Type[] TYPES = Type.values();

    private final @Nullable String encoded;
    private final byte[] bytes;

    /** What a packet is, in the order of the numbers. */
    public enum Type {
        /** The handshake. */
        OPEN('0'),
        /** The end of the session. */
        CLOSE('1'),
        /** A heartbeat, or the probe of an upgrade. */
        PING('2'),
        /** The answer to it. */
        PONG('3'),
        /** A message; the only type of a binary packet. */
        MESSAGE('4'),
        /** The end of an upgrade. */
        UPGRADE('5'),
        /** Nothing; completes a poll. */
        NOOP('6'),
        /** Not a packet of the protocol: only a test sends such. */
        UNKNOWN('?');

        private final char digit;

        Type(char digit) {
            this.digit = digit;
        }

        static Type of(char digit) {
            for (Type type : TYPES) {
                if (type.digit == digit) {
                    return type;
                }
            }
            return UNKNOWN;
        }
    }

    private EnginePacket(@Nullable String encoded, byte[] bytes) {
        this.encoded = encoded;
        this.bytes = bytes;
    }

    /**
     * A text message.
     *
     * @param text the message
     * @return the packet
     */
    public static EnginePacket message(String text) {
        return of(Type.MESSAGE, text);
    }

    /**
     * A binary message.
     *
     * @param bytes the message
     * @return the packet
     */
    public static EnginePacket binary(byte... bytes) {
        return new EnginePacket(null, bytes.clone());
    }

    /**
     * A text packet.
     *
     * @param type what it is
     * @param data what follows the type's digit; may be empty
     * @return the packet
     */
    public static EnginePacket of(Type type, String data) {
        if (type == Type.UNKNOWN) {
            throw new IllegalArgumentException("type: UNKNOWN (expected: a type of the protocol; raw for others)");
        }
        return raw(type.digit + data);
    }

    /**
     * A text packet that need not be one: it is sent as it stands.
     *
     * @param encoded the type's digit and the data, or anything else
     * @return the packet
     */
    public static EnginePacket raw(String encoded) {
        return new EnginePacket(Objects.requireNonNull(encoded, "encoded"), new byte[0]);
    }

    /**
     * What it is.
     *
     * @return the type
     */
    public Type type() {
        if (encoded == null) {
            return Type.MESSAGE;
        }
        return encoded.isEmpty() ? Type.UNKNOWN : Type.of(encoded.charAt(0));
    }

    /**
     * Whether it is a binary message.
     *
     * @return whether {@link #bytes} has it
     */
    public boolean isBinary() {
        return encoded == null;
    }

    /**
     * The data of a text packet.
     *
     * @return what follows the type's digit; empty for a binary message
     */
    public String text() {
        return encoded == null || encoded.isEmpty() ? "" : encoded.substring(1);
    }

    /**
     * The data of a binary message.
     *
     * @return a copy of the bytes; those of {@link #text} in UTF-8 for a text packet
     */
    public byte[] bytes() {
        return encoded == null ? bytes.clone() : text().getBytes(StandardCharsets.UTF_8);
    }

    /** Null for a binary message. */
    @Nullable String encoded() {
        return encoded;
    }

    boolean is(Type type, String data) {
        return type() == type && !isBinary() && text().equals(data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnginePacket that
                && Objects.equals(encoded, that.encoded)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(encoded) * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return encoded == null ? "binary " + Arrays.toString(bytes) : encoded;
    }
}
