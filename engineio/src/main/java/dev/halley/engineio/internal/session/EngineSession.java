package dev.halley.engineio.internal.session;

import dev.halley.OverflowException;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.delivery.Pressure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One session, from the attempt to open it to its end. In the serial context only. */
public interface EngineSession {
    /**
     * Sends messages that belong together: nothing comes between them, whatever the transport does meanwhile (S5-10).
     *
     * @param messages each a {@code String} (text) or a {@link ByteBuffer} (binary, not changed afterwards)
     * @param compress whether the wire may compress them, where it can
     * @return completes in the context when the wire took all of them (over polling: when the POST was answered); fails
     *     with {@link dev.halley.UnconfirmedException} when they were being written as the session ended, with another
     *     {@link dev.halley.ConnectionException} when nothing of them was written (a
     *     {@link dev.halley.engineio.MessageRefusedException} when the server refused the request with them), and at once with what {@link #overflow}
     *     says. Cancelling it withdraws them while nothing of them is written
     */
    CompletableFuture<Void> send(List<?> messages, boolean compress);

    /** As {@link #send}, and never fails for want of room: what the protocol above has to say of itself. */
    CompletableFuture<Void> sendAnyway(List<?> messages);

    /** SEC-03: why there is no room for these messages now, all of them together; null when there is. */
    @Nullable OverflowException overflow(List<?> messages);

    /** Whether a message would go out at once: open, nothing queued, and no upgrade is switching (for volatile emits). */
    boolean isWritable();

    /**
     * Whether the heartbeat is overdue by the clock, though its timer may not have run yet: a suspended machine (E4-13).
     * When it is, the session closes with a ping timeout right after this call. Also true from a {@link #close}, an
     * {@link #abort} or such a check on, though the end is not told yet: nothing can be sent any more.
     */
    boolean checkHeartbeat();

    /** The transport that messages take now; null before the handshake. */
    @Nullable EngineTransport transport();

    /** The session's id; null before the handshake. */
    @Nullable String sid();

    /** How fast to read from now on; polls and reads are held back as the pressure says, heartbeats are still answered. */
    void pressure(Pressure pressure);

    /**
     * Sends what is queued, waits for a running upgrade, tells the server, and closes (E4-19). The listener hears
     * {@code onClosed} with {@code CLIENT}, after the drain deadline of the settings at the latest. Idempotent.
     */
    void close();

    /** Closes at once without telling the server. The listener hears {@code onClosed}, in another task. Idempotent. */
    void abort(Throwable cause);
}
