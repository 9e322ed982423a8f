package dev.halley.wire.netty.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Answers pings, one at a time: a peer that sends pings and reads nothing fills no memory with what it would be answered.
 * On the connection's loop.
 */
final class Pongs {
    private final Outbox outbox;
    private final Loop loop;

    private boolean writing;
    private byte @Nullable [] next;

    Pongs(Outbox outbox, Loop loop) {
        this.outbox = outbox;
        this.loop = loop;
    }

    /** RFC 6455 §5.5.3: of the pings that come while an answer waits to be written only the last one needs its own. */
    void answer(byte[] ping) {
        if (writing) {
            next = ping;
        } else {
            write(ping);
        }
    }

    // A pong that can't be written means that the connection has ended, which is told in its own way.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void write(byte[] payload) {
        if (outbox.isClosing()) {
            return;
        }
        writing = true;
        outbox.send(FrameWriter.binary(FrameWriter.PONG, ByteBuffer.wrap(payload)))
                .whenComplete((done, failure) -> loop.execute(() -> written(failure == null)));
    }

    private void written(boolean well) {
        byte[] payload = next;
        next = null;
        writing = false;
        if (payload != null && well) {
            write(payload);
        }
    }
}
