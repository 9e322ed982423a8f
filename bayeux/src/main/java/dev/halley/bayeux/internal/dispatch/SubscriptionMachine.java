package dev.halley.bayeux.internal.dispatch;

import dev.halley.SubscriptionState;

/** The small machine of one channel's subscription: pure. */
final class SubscriptionMachine {
    private SubscriptionMachine() {}

    /** What can happen to it. */
    enum Event {
        /** The server confirmed it. */
        CONFIRMED,
        /** The server refused it. */
        REFUSED,
        /** The session was lost, and with it the server's memory of the subscription. */
        SESSION_LOST,
        /** The application gave it up, or the client ended. */
        ENDED
    }

    static SubscriptionState step(SubscriptionState state, Event event) {
        if (state == SubscriptionState.ENDED) {
            return state;
        }
        return switch (event) {
            case CONFIRMED -> SubscriptionState.ACTIVE;
            case REFUSED -> SubscriptionState.FAILED;
            // P51: wanted subscriptions, failed ones too, are tried again in the next session
            case SESSION_LOST -> SubscriptionState.PENDING;
            case ENDED -> SubscriptionState.ENDED;
        };
    }
}
