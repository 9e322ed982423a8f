package dev.halley;

/** Where a subscription (or a namespace) stands with the server. */
public enum SubscriptionState {
    /** Asked for, not confirmed yet; also while the session is being restored. */
    PENDING,
    /** Confirmed by the server. */
    ACTIVE,
    /** Refused by the server, on the first request or when the session was restored. */
    FAILED,
    /** Given up by the application, or ended with the client. */
    ENDED
}
