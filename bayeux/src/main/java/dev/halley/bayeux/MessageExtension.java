package dev.halley.bayeux;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An {@link Extension} that looks at a message at a time and answers at once. */
public interface MessageExtension extends Extension {
    /**
     * A message is about to be written.
     *
     * @param message the message
     * @return false to withhold it
     */
    default boolean send(ExtensionMessage message) {
        return true;
    }

    /**
     * A message was received.
     *
     * @param message the message
     * @return false to treat it as if it had never come
     */
    default boolean receive(ExtensionMessage message) {
        return true;
    }

    @Override
    default CompletionStage<Void> outgoing(ExtensionPayload payload) {
        payload.messages().removeIf(message -> !send(message));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    default CompletionStage<Void> incoming(ExtensionPayload payload) {
        payload.messages().removeIf(message -> !receive(message));
        return CompletableFuture.completedFuture(null);
    }
}
