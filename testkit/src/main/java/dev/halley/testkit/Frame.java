package dev.halley.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket frame (RFC 6455), as it was received or as it is to be sent. Immutable. The with-ers make frames that a
 * correct server would not send.
 */
public final class Frame {
    private final Kind kind;
    private final boolean last;
    private final int reservedBits;
    private final boolean masked;
    private final byte[] payload;

    /** What a frame is, by its opcode. */
    public enum Kind {
        /** A further part of a message. */
        CONTINUATION(0),
        /** A text message, or its first part. */
        TEXT(1),
        /** A binary message, or its first part. */
        BINARY(2),
        /** The end of the socket. */
        CLOSE(8),
        /** A ping. */
        PING(9),
        /** A pong. */
        PONG(10);

        final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }
    }

    Frame(Kind kind, boolean last, int reservedBits, boolean masked, byte[] payload) {
        this.kind = kind;
        this.last = last;
        this.reservedBits = reservedBits;
        this.masked = masked;
        this.payload = payload;
    }

    /**
     * A frame that is complete and not masked.
     *
     * @param kind what it is
     * @param payload its payload
     * @return the frame
     */
    public static Frame of(Kind kind, byte... payload) {
        return new Frame(kind, true, 0, false, payload.clone());
    }

    /**
     * A text message in one frame.
     *
     * @param text the message
     * @return the frame
     */
    public static Frame text(String text) {
        return new Frame(Kind.TEXT, true, 0, false, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A further part of a text message.
     *
     * @param text the part
     * @return the frame
     */
    public static Frame continuation(String text) {
        return new Frame(Kind.CONTINUATION, true, 0, false, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A close frame.
     *
     * @param code the status code
     * @param reason the reason; may be empty
     * @return the frame
     */
    public static Frame close(int code, String reason) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(code >> 8);
        payload.write(code);
        payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        return new Frame(Kind.CLOSE, true, 0, false, payload.toByteArray());
    }

    /**
     * This frame, without the mark that the message ends with it.
     *
     * @return a new frame
     */
    public Frame notLast() {
        return new Frame(kind, false, reservedBits, masked, payload);
    }

    /**
     * This frame with other reserved bits.
     *
     * @param bits RSV1, RSV2, RSV3 as a number from 0 to 7; RSV1 is 4
     * @return a new frame
     */
    public Frame reservedBits(int bits) {
        if (bits < 0 || bits > 7) {
            throw new IllegalArgumentException("bits: " + bits + " (expected: 0 to 7)");
        }
        return new Frame(kind, last, bits, masked, payload);
    }

    /**
     * This frame masked, as only a client may do.
     *
     * @return a new frame
     */
    public Frame mask() {
        return new Frame(kind, last, reservedBits, true, payload);
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Whether its message ends with it.
     *
     * @return the FIN bit
     */
    public boolean isLast() {
        return last;
    }

    /**
     * The reserved bits.
     *
     * @return RSV1, RSV2, RSV3 as a number from 0 to 7
     */
    public int reservedBits() {
        return reservedBits;
    }

    /**
     * Whether it is masked.
     *
     * @return whether it came, or goes, with a mask
     */
    public boolean isMasked() {
        return masked;
    }

    /**
     * The payload, unmasked.
     *
     * @return a copy of the bytes
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * The payload as UTF-8 text.
     *
     * @return the text
     */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * The status code of a close frame.
     *
     * @return the code; 1005 when it has none
     */
    public int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    /**
     * The reason of a close frame.
     *
     * @return the reason; may be empty
     */
    public String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    int length() {
        return payload.length;
    }

    boolean isControl() {
        return kind.opcode >= 8;
    }

    void writePayloadTo(ByteArrayOutputStream out) {
        out.writeBytes(payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && kind == that.kind
                && last == that.last
                && reservedBits == that.reservedBits
                && masked == that.masked
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        String content = switch (kind) {
            case CLOSE -> closeCode() + " " + closeReason();
            case BINARY -> payload.length + " bytes";
            default -> text();
        };
        return kind + (last ? "[" : " (not last)[") + content + "]";
    }
}
