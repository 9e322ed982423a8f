package dev.halley.internal.http;

import dev.halley.wire.WebSocketLink;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One message on its way to a WebSocket. Made on any thread; afterwards its queue's, which tells its end once. */
public abstract class Outgoing {
    private final Object message;
    private final boolean compress;

    /** What the link said of it; guarded by the queue. */
    private @Nullable CompletionStage<?> stage;

    /**
     * A message.
     *
     * @param message a {@code String}, or a {@code ByteBuffer} that nobody changes afterwards
     * @param compress false to leave it as it is, where the wire can tell messages apart
     */
    protected Outgoing(Object message, boolean compress) {
        this.message = message;
        this.compress = compress;
    }

    /**
     * Its end, on a thread of the wire or on the sender's, in the order of sending.
     *
     * @param failure null when the wire took it; {@link dev.halley.UnconfirmedException} when it was being written as the
     *     connection ended, another {@link dev.halley.ConnectionException} when it was never written
     * @param more whether the end of another message is told right after this, on this thread
     */
    protected abstract void ended(@Nullable Throwable failure, boolean more);

    /** Whether it need not be written any more. */
    boolean isWithdrawn() {
        return false;
    }

    Object message() {
        return message;
    }

    CompletionStage<?> give(WebSocketLink link) {
        return message instanceof ByteBuffer bytes
                ? link.sendBinary(bytes, compress)
                : link.sendText((String) message, compress);
    }

    final void stage(CompletionStage<?> given) {
        stage = given;
    }

    final boolean has(CompletionStage<?> ended) {
        return stage == ended;
    }
}
