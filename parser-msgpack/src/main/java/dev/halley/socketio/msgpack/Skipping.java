package dev.halley.socketio.msgpack;

import dev.halley.ProtocolException;
import java.io.IOException;
import org.msgpack.core.MessageUnpacker;

/**
 * Passes over values and checks what reading them relies on: nesting, and that no length is beyond the message. Allocates
 * nothing. Pure; one thread at a time.
 */
final class Skipping {
    /** SEC-03 */
    private static final int MAX_DEPTH = 500;

    private Skipping() {}

    /** Passes over one value. */
    static void skip(MessageUnpacker in) throws IOException {
        skip(in, 0);
    }

    private static void skip(MessageUnpacker in, int depth) throws IOException {
        switch (in.getNextFormat().getValueType()) {
            case ARRAY -> {
                checkDepth(depth);
                // Each element has a byte at least, so the loop ends with the message.
                for (int i = in.unpackArrayHeader(); i > 0; i--) {
                    skip(in, depth + 1);
                }
            }
            case MAP -> {
                checkDepth(depth);
                for (int i = in.unpackMapHeader(); i > 0; i--) {
                    skip(in, depth + 1);
                    skip(in, depth + 1);
                }
            }
            default -> in.skipValue();
        }
    }

    private static void checkDepth(int depth) {
        if (depth >= MAX_DEPTH) {
            throw new ProtocolException(
                    "MessagePack: nested deeper than " + MAX_DEPTH + " (expected: at most " + MAX_DEPTH + ")", null);
        }
    }
}
