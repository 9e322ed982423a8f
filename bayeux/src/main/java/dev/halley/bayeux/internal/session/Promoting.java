package dev.halley.bayeux.internal.session;

import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;

/**
 * The machine's part for going back to the preferred transport after a fallback: the next connect goes over it, with
 * the same client id (P05), when no other is outstanding (P12). Everything else stays where it is until the server has
 * answered. Pure.
 */
final class Promoting {
    /** How long the attempt may take: well below what a server keeps a session without a connect. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private Promoting() {}

    /** In place of the next connect. */
    static SessionState begin(SessionState connected) {
        return connected.change().kind(Kind.PROMOTING).done();
    }

    /** Back to what worked. Nothing is lost, unless the server may have answered the attempt. */
    static Transition<SessionState, SessionEffect> failed(Turn turn, SessionState from, Failure failure) {
        Route route = from.route().promotionFailed(turn.now());
        boolean answered =
                failure.cause() instanceof UnconfirmedException || failure.cause() instanceof OperationTimeoutException;
        if (answered) {
            SessionState next = Retrying.outage(turn, from)
                    .change()
                    .kind(Kind.CONNECTING)
                    .newLink()
                    .route(route)
                    .done();
            return Turn.to(
                    next,
                    new SessionEffect.LinkLost(failure.cause(), from.transport()),
                    Turn.connect(next, true, Duration.ZERO));
        }
        SessionState next =
                from.change().kind(Kind.CONNECTED).newLink().route(route).done();
        return Turn.to(next, Turn.connect(next, false, Duration.ZERO));
    }
}
