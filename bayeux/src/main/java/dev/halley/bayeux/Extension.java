package dev.halley.bayeux;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sees, changes or withholds the messages that a client sends and receives, meta messages included.
 *
 * <p>Both methods are called on the client's executor, one call of a client at a time in each direction, in the order in
 * which the messages travel. The two directions are independent, so {@code outgoing} and {@code incoming} may run at the
 * same time: what they share has to be thread-safe. Outgoing payloads pass the extensions in the order in which they were added and then the {@link AuthExtension};
 * incoming ones pass the {@link AuthExtension} first and then the others, in the same order (as aiocometd does). The
 * returned stage may complete later, on any thread; until then no later payload of that direction passes. Each call has
 * 30 s. A call must not wait for the same client's replies, which wait for it. An extension that overrides neither method
 * costs nothing, and one that overrides one costs nothing in the other direction.
 *
 * <p>An outgoing call that throws, fails or is late: nothing of the payload is sent and each of its messages fails with
 * {@link ExtensionException}; a handshake or connect counts as a failed connection, and a client closes also without its
 * disconnect. An incoming call that throws, fails or is late: the payload goes on as it stands, so that
 * nothing is lost, and {@link dev.halley.ClientEvent.HandlerFailed} tells of it.
 *
 * <p>For a message at a time there is {@link MessageExtension}.
 */
public interface Extension {
    /**
     * A payload is about to be written.
     *
     * @param payload its messages and headers
     * @return completes when the payload may go on
     */
    default CompletionStage<Void> outgoing(ExtensionPayload payload) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * A payload was received.
     *
     * @param payload its messages and headers
     * @return completes when the payload may go on
     */
    default CompletionStage<Void> incoming(ExtensionPayload payload) {
        return CompletableFuture.completedFuture(null);
    }
}
