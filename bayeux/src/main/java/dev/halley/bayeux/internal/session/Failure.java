package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a handshake, a connect or a wait for credentials did not succeed.
 *
 * @param trouble what kind it is
 * @param cause what the application is told
 * @param fatal whether the same attempt is hopeless by its nature
 * @param retryAfter how long to wait at least
 */
record Failure(Trouble trouble, HalleyException cause, boolean fatal, Optional<Duration> retryAfter) {
    /** Whether the server answered the request, and said that it failed itself: HTTP 500, which is no proxy's word. */
    boolean isServerError() {
        return cause instanceof ConnectionException known && known.details().status() == 500;
    }

    static Failure of(Trouble trouble, HalleyException cause) {
        return new Failure(trouble, cause, false, Optional.empty());
    }
}
