package dev.halley.engineio;

import dev.halley.ListenerHandle;
import dev.halley.engineio.internal.client.EngineIoCore;
import dev.halley.internal.loop.Stages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An Engine.IO client for threads that wait; {@link AsyncEngineIoClient} is the same client with futures. It opens one
 * session and says when and why that ended; it does not reconnect. Thread-safe. Listeners run on the client's executor.
 */
public final class EngineIoClient implements AutoCloseable {
    private final AsyncEngineIoClient async;
    private final EngineIoCore core;

    EngineIoClient(AsyncEngineIoClient async, EngineIoCore core) {
        this.async = async;
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
     * The same client with futures.
     *
     * @return the async face
     */
    public AsyncEngineIoClient async() {
        return async;
    }

    /**
     * Opens a session and waits for the server's handshake. A client whose session has ended may be opened again.
     *
     * @return this client
     * @throws dev.halley.ConnectionException if the server cannot be reached or is none of Engine.IO
     * @throws dev.halley.ProtocolException if its handshake cannot be used
     * @throws dev.halley.OperationTimeoutException if it said nothing
     * @throws dev.halley.ClosedException if the client was closed meanwhile
     * @throws dev.halley.OperationInterruptedException if the thread was interrupted; the session is given up
     * @throws IllegalStateException if it is open already
     */
    public EngineIoClient open() {
        await(core.open(), "open");
        return this;
    }

    /**
     * Sends a text message and waits until the wire took it (over polling: until the server answered).
     *
     * @param text the message
     * @throws dev.halley.UnconfirmedException if the session ended while it was written
     * @throws dev.halley.ConnectionException if it was not written
     * @throws dev.halley.OverflowException if more waits to be written than {@link EngineOptions#withMaxSendBuffer} allows;
     *     nothing of it was written, and the session goes on
     * @throws dev.halley.ClosedException if the client is not open
     * @throws IllegalArgumentException if the text has the character U+001E, which separates packets over polling
     */
    public void send(String text) {
        send(text, true);
    }

    /**
     * Sends a text message as {@link #send(String)} does, and says whether it is worth compressing.
     *
     * @param text the message
     * @param compress false to leave it as it is; otherwise a wire that can compresses it on a WebSocket, from
     *     {@link EngineOptions#withCompressionThreshold} on
     * @throws dev.halley.UnconfirmedException if the session ended while it was written
     * @throws dev.halley.ConnectionException if it was not written
     * @throws dev.halley.ClosedException if the client is not open
     * @throws IllegalArgumentException if the text has the character U+001E, which separates packets over polling
     */
    public void send(String text, boolean compress) {
        await(core.send(AsyncEngineIoClient.checked(text), compress), "send");
    }

    /**
     * Sends a binary message and waits until the wire took it (over polling: until the server answered).
     *
     * @param data the message, from its position to its limit
     * @throws dev.halley.UnconfirmedException if the session ended while it was written
     * @throws dev.halley.ConnectionException if it was not written
     * @throws dev.halley.OverflowException if more waits to be written than {@link EngineOptions#withMaxSendBuffer} allows;
     *     nothing of it was written, and the session goes on
     * @throws dev.halley.ClosedException if the client is not open
     */
    public void send(ByteBuffer data) {
        send(data, true);
    }

    /**
     * Sends a binary message as {@link #send(ByteBuffer)} does, and says whether it is worth compressing.
     *
     * @param data the message, from its position to its limit
     * @param compress as with {@link #send(String, boolean)}
     * @throws dev.halley.UnconfirmedException if the session ended while it was written
     * @throws dev.halley.ConnectionException if it was not written
     * @throws dev.halley.ClosedException if the client is not open
     */
    public void send(ByteBuffer data, boolean compress) {
        await(core.send(AsyncEngineIoClient.copied(data), compress), "send");
    }

    /**
     * Closes the session: what is queued is sent, a running upgrade is waited for, the server is told; waits for that, at
     * most for {@link EngineIoClientBuilder#closeTimeout}. Idempotent.
     */
    @Override
    public void close() {
        Stages.await(core.close(), "close");
    }

    /**
     * Waits for the end of the session that is open, or is opened next.
     *
     * @return why it ended
     */
    public EngineClose awaitClosed() {
        return Stages.await(core.closed(), "awaitClosed");
    }

    /**
     * The same with a limit.
     *
     * @param timeout how long to wait
     * @return why it ended; empty when it has not
     */
    public Optional<EngineClose> awaitClosed(Duration timeout) {
        return Stages.await(core.closed(), timeout, "awaitClosed");
    }

    /**
     * Listens to messages.
     *
     * @param listener called one message at a time, in order
     * @return takes the listener off
     */
    public ListenerHandle onMessage(Consumer<? super EngineMessage> listener) {
        return async.onMessage(listener);
    }

    /**
     * Listens to events. Of single packets only clients tell whose builder was given a listener.
     *
     * @param listener called one event at a time, in order
     * @return takes the listener off
     */
    public ListenerHandle onEvent(Consumer<? super EngineEvent> listener) {
        return async.onEvent(listener);
    }

    /**
     * What the server said when the session began.
     *
     * @return the handshake; empty when no session is open
     */
    public Optional<EngineHandshake> handshake() {
        return async.handshake();
    }

    /**
     * The transport in use, which an upgrade changes.
     *
     * @return the transport; empty when no session is open
     */
    public Optional<EngineTransport> transport() {
        return async.transport();
    }

    /**
     * Whether a session is open.
     *
     * @return whether it is
     */
    public boolean isOpen() {
        return async.isOpen();
    }

    private void await(CompletableFuture<Void> raw, String operation) {
        Stages.await(raw, operation, () -> core.withdraw(raw));
    }

    @Override
    public String toString() {
        return async.toString();
    }
}
