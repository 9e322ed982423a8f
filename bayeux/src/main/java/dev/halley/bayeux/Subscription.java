package dev.halley.bayeux;

import dev.halley.SubscriptionState;
import java.util.Optional;

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
}
