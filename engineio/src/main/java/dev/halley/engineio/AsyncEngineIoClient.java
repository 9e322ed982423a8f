package dev.halley.engineio;

import dev.halley.ListenerHandle;
import dev.halley.engineio.internal.client.EngineIoCore;
import dev.halley.internal.loop.Stages;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An Engine.IO client whose operations return futures; {@link EngineIoClient} is the same client for threads that wait.
 * It opens one session and says when and why that ended; it does not reconnect. Thread-safe; no method blocks. Listeners
 * and dependents of returned futures run on the client's executor.
 */
public final class AsyncEngineIoClient implements AutoCloseable {
    private static final char SEPARATOR = 0x1E;

    private final EngineIoCore core;

    AsyncEngineIoClient(EngineIoCore core) {
        this.core = core;
    }

    /**
     * Starts to configure a client.
     *
     * @param url the server's origin, {@code http}, {@code https}, {@code ws} or {@code wss}, such as
     *     {@code https://example.com}; its path is that of the {@link EngineOptions}
     * @return a builder with the defaults that its methods name
     * @throws IllegalArgumentException if the URL is not absolute or has another scheme
     */
    public static EngineIoClientBuilder builder(String url) {
        return new EngineIoClientBuilder(url);
    }

    /**
     * The same client for threads that wait.
     *
     * @return the blocking face
     */
    public EngineIoClient blocking() {
        return new EngineIoClient(this, core);
    }

    /**
     * Opens a session. A client whose session has ended may be opened again.
     *
     * @return completes with this client when the server's handshake is there; ends with
     *     {@link dev.halley.ConnectionException} when the server cannot be reached or is none of Engine.IO, with
     *     {@link dev.halley.ProtocolException} when its handshake cannot be used, with
     *     {@link dev.halley.OperationTimeoutException} when it said nothing, with {@link dev.halley.ClosedException} when
     *     the client was closed meanwhile, with {@link IllegalStateException} when it is open already. Cancelling it
     *     gives the session up
     */
    public CompletableFuture<AsyncEngineIoClient> open() {
        CompletableFuture<Void> raw = core.open();
        return core.expose(raw.thenApply(nothing -> this), raw);
    }

    /**
     * Sends a text message.
     *
     * @param text the message
     * @return completes when the wire took it (over polling: when the server answered); ends with
     *     {@link dev.halley.UnconfirmedException} when the session ended while it was written, with another
     *     {@link dev.halley.ConnectionException} when it was not written, with {@link dev.halley.OverflowException} when
     *     more waits to be written than {@link EngineOptions#withMaxSendBuffer} allows (nothing of it was written, and the
     *     session goes on), with {@link dev.halley.ClosedException} when the client is not open. Cancelling it withdraws a
     *     message that has not been written
     * @throws IllegalArgumentException if the text has the character U+001E, which separates packets over polling
     */
    public CompletableFuture<Void> send(String text) {
        return send(text, true);
    }

    /**
     * Sends a text message and says whether it is worth compressing.
     *
     * @param text the message
     * @param compress false to leave it as it is; otherwise a wire that can compresses it on a WebSocket, from
     *     {@link EngineOptions#withCompressionThreshold} on
     * @return ends as that of {@link #send(String)} does
     * @throws IllegalArgumentException if the text has the character U+001E, which separates packets over polling
     */
    public CompletableFuture<Void> send(String text, boolean compress) {
        return core.expose(core.send(checked(text), compress));
    }

    /**
     * Sends a binary message.
     *
     * @param data the message, from its position to its limit; copied
     * @return ends as that of {@link #send(String)} does
     */
    public CompletableFuture<Void> send(ByteBuffer data) {
        return send(data, true);
    }

    /**
     * Sends a binary message and says whether it is worth compressing.
     *
     * @param data the message, from its position to its limit; copied
     * @param compress as with {@link #send(String, boolean)}
     * @return ends as that of {@link #send(String)} does
     */
    public CompletableFuture<Void> send(ByteBuffer data, boolean compress) {
        return core.expose(core.send(copied(data), compress));
    }

    static String checked(String text) {
        int at = text.indexOf(SEPARATOR);
        if (at >= 0) {
            throw new IllegalArgumentException("text: U+001E at index " + at
                    + ", which separates packets over polling (expected: text without it, or bytes)");
        }
        return text;
    }

    static ByteBuffer copied(ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        return copy.put(data.duplicate()).flip();
    }

    /**
     * Closes the session: what is queued is sent, a running upgrade is waited for, the server is told. Idempotent.
     *
     * @return completes when everything is released, after {@link EngineIoClientBuilder#closeTimeout} at the latest
     */
    public CompletableFuture<Void> closeAsync() {
        return core.expose(core.close());
    }

    /** Starts {@link #closeAsync()} and does not wait for it. */
    @Override
    public void close() {
        Stages.ignore(core.close());
    }

    /**
     * The end of the session.
     *
     * @return completes with the reason when the session that is open, or is opened next, has ended; also when it could
     *     not be opened
     */
    public CompletableFuture<EngineClose> closed() {
        return core.expose(core.closed());
    }

    /**
     * Listens to messages.
     *
     * @param listener called one message at a time, in order
     * @return takes the listener off
     */
    public ListenerHandle onMessage(Consumer<? super EngineMessage> listener) {
        return core.onMessage(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Listens to events. Of single packets only clients tell whose builder was given a listener.
     *
     * @param listener called one event at a time, in order
     * @return takes the listener off
     */
    public ListenerHandle onEvent(Consumer<? super EngineEvent> listener) {
        return core.onEvent(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * What the server said when the session began.
     *
     * @return the handshake; empty when no session is open
     */
    public Optional<EngineHandshake> handshake() {
        return Optional.ofNullable(core.handshake());
    }

    /**
     * The transport in use, which an upgrade changes.
     *
     * @return the transport; empty when no session is open
     */
    public Optional<EngineTransport> transport() {
        return Optional.ofNullable(core.transport());
    }

    /**
     * Whether a session is open.
     *
     * @return whether it is
     */
    public boolean isOpen() {
        return core.handshake() != null;
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
