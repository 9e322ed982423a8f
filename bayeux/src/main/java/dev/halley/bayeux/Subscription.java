package dev.halley.bayeux;

import dev.halley.SubscriptionState;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One {@code subscribe} of the application. It lives until it is given to {@code unsubscribe}, its channel is
 * unsubscribed, or the client is closed; when the session is lost it is restored without the application's doing.
 * Thread-safe.
 */
public interface Subscription {
    /**
     * The channel, perhaps a pattern that ends in {@code /*} or {@code /**}.
     *
     * @return the channel as it was subscribed
     */
    String channel();

    /**
     * The template by which it was subscribed.
     *
     * @return the template; empty when it was subscribed by a channel or pattern
     */
    Optional<ChannelTemplate> template();

    /**
     * Where it stands with the server.
     *
     * @return the state now
     */
    SubscriptionState state();

    /**
     * Why it failed.
     *
     * @return the refusal or failure while the state is {@link SubscriptionState#FAILED}, else empty
     */
    Optional<Throwable> failure();

    /**
     * The position up to which its messages were processed, for servers that give positions.
     *
     * @return the replay id; empty while there is none
     */
    OptionalLong position();
}
