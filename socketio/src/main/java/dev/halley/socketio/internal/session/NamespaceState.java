package dev.halley.socketio.internal.session;

import dev.halley.SubscriptionState;

/**
 * The state of one namespace; immutable.
 *
 * @param kind where it stands
 * @param attempt counts attempts to join: an event with another attempt is stale
 * @param refusals how many attempts in a row the server refused
 * @param failures how many times in a row there were no credentials
 * @param wasJoined whether it was joined since it was wanted
 */
record NamespaceState(Kind kind, long attempt, int refusals, int failures, boolean wasJoined) {
    /** Never asked for. */
    static final NamespaceState INITIAL = new NamespaceState(Kind.IDLE, 0, 0, 0, false);

    /** Where a namespace stands. */
    enum Kind {
        /** Nobody wants it. */
        IDLE,
        /** It is wanted, and there is no connection over which it could be joined now. */
        PENDING,
        /** The application is asked for credentials. */
        PREPARING,
        /** The server was asked, and has not answered. */
        JOINING,
        /** As JOINING, and the application has left meanwhile: the server may be told only after its answer (S5-02). */
        LEAVING,
        JOINED,
        /** The attempt was in vain; another one follows on this connection. */
        WAITING,
        /** The server refused it for good. */
        REFUSED,
        /** The application or the server left it, or the client ended. */
        LEFT
    }

    /** Whether it is joined, or will be without anybody's doing. */
    boolean isActive() {
        return switch (kind) {
            case PENDING, PREPARING, JOINING, JOINED, WAITING -> true;
            case IDLE, LEAVING, REFUSED, LEFT -> false;
        };
    }

    /** Whether nobody wants it any more, nor waits for an answer. */
    boolean isPast() {
        return switch (kind) {
            case IDLE, REFUSED, LEFT -> true;
            case PENDING, PREPARING, JOINING, LEAVING, JOINED, WAITING -> false;
        };
    }

    /** As the application sees it. */
    SubscriptionState visible() {
        return switch (kind) {
            case PENDING, PREPARING, JOINING, WAITING -> SubscriptionState.PENDING;
            case JOINED -> SubscriptionState.ACTIVE;
            case REFUSED -> SubscriptionState.FAILED;
            case IDLE, LEAVING, LEFT -> SubscriptionState.ENDED;
        };
    }

    NamespaceState as(Kind next) {
        return new NamespaceState(next, attempt, refusals, failures, wasJoined);
    }

    NamespaceState next(Kind next) {
        return new NamespaceState(next, attempt + 1, refusals, failures, wasJoined);
    }

    NamespaceState refusedOnce() {
        return new NamespaceState(Kind.WAITING, attempt + 1, refusals + 1, 0, wasJoined);
    }

    NamespaceState failedOnce() {
        return new NamespaceState(Kind.WAITING, attempt + 1, refusals, failures + 1, wasJoined);
    }

    NamespaceState joined() {
        return new NamespaceState(Kind.JOINED, attempt, 0, 0, true);
    }

    NamespaceState ended(Kind next) {
        return new NamespaceState(next, attempt + 1, 0, 0, false);
    }
}
