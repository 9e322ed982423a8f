package dev.halley.socketio.internal.packet;

import java.security.SecureRandom;

/** Random bytes that stand for others while a codec is at work, so that nothing else is equal to them. Any thread. */
final class Marks {
    private static final int LENGTH = 24;

    /** Bytes of such lengths are keys, hashes and ids, whose types check the length. */
    private static final int MIN_KEPT_LENGTH = 8;

    private static final int MAX_KEPT_LENGTH = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Marks() {}

    static byte[] instead(byte[] bytes) {
        boolean keep = bytes.length >= MIN_KEPT_LENGTH && bytes.length <= MAX_KEPT_LENGTH;
        byte[] random = new byte[keep ? bytes.length : LENGTH];
        RANDOM.nextBytes(random);
        return random;
    }
}
