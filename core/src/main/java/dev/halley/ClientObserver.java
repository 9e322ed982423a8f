package dev.halley;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches one client for metrics and traces: what it sends and receives, how long that takes, how much waits. Each method
 * does nothing unless it is overridden.
 *
 * <p>Called in the client's serial context, one call at a time, in the order of things; must not block, and may use the
 * async methods only. What it throws is logged, and the observer is taken off.
 */
public interface ClientObserver {
    /**
     * The client says something of itself; listeners hear of it afterwards. Changes of state, retries, gaps, drops and
     * failed handlers can be counted here.
     *
     * @param event what
     */
    default void onEvent(ClientEvent event) {}

    /**
     * An HTTP request or a WebSocket upgrade has ended.
     *
     * @param exchange how
     */
    default void onExchange(Exchange exchange) {}

    /**
     * A text message was queued on a WebSocket.
     *
     * @param characters its length
     */
    default void onTextSent(int characters) {}

    /**
     * A whole text message came over a WebSocket.
     *
     * @param characters its length
     */
    default void onTextReceived(int characters) {}

    /**
     * A binary message was queued on a WebSocket.
     *
     * @param bytes its length
     */
    default void onBinarySent(int bytes) {}

    /**
     * A whole binary message came over a WebSocket.
     *
     * @param bytes its length
     */
    default void onBinaryReceived(int bytes) {}

    /**
     * What one read brought has been handed over to handlers and streams.
     *
     * @param messages how many messages of the protocol it was, replies included
     * @param pendingCount how many messages wait to be consumed now
     * @param pendingBytes how many bytes they take
     */
    default void onReceived(int messages, int pendingCount, long pendingBytes) {}

    /**
     * A handler has finished: it returned, or its stage ended. Where several got the same event, each is told of.
     *
     * @param scope the channel or namespace of its subscription
     * @param messages how many messages it got: one, unless it takes batches
     * @param took how long it ran
     * @param failure what it threw, or null
     */
    default void onHandled(String scope, int messages, Duration took, @Nullable Throwable failure) {}

    /**
     * An operation of the application has ended.
     *
     * @param operation the method's name: {@code subscribe}, {@code publish} or {@code call} of a Bayeux client,
     *     {@code connect}, {@code join}, {@code emit} or {@code call} of a Socket.IO client
     * @param scope the channel or namespace; empty for {@code connect}
     * @param took from the call to its end: the server's answer, or for {@code emit} that the wire took it (in the blocking
     *     face: that it waits for the connection); waiting for a connection included
     * @param failure why it failed, or null
     */
    default void onOperation(String operation, String scope, Duration took, @Nullable Throwable failure) {}

    /**
     * An HTTP request with its reply, or a WebSocket upgrade. Each redirect that was followed is one of its own.
     *
     * @param transport the protocol's name of the transport, such as {@code websocket}
     * @param url where to, masked
     * @param status the HTTP status; 0 when no reply came, 101 for an upgrade that succeeded
     * @param bytesSent the length of the body that was sent
     * @param charactersReceived the length of the body that came, decompressed; in bytes where it is binary
     * @param took from the hand-over to the wire to its end; for a long poll with the time that the server held it
     * @param failure why it failed, or null; a reply of any status is none, but for an upgrade
     */
    record Exchange(
            String transport,
            URI url,
            int status,
            long bytesSent,
            long charactersReceived,
            Duration took,
            @Nullable Throwable failure) {}
}
