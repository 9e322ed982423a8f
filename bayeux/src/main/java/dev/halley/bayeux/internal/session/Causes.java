package dev.halley.bayeux.internal.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the visible state changed, from what was ordered with it. Pure. */
final class Causes {
    private Causes() {}

    static @Nullable Throwable of(List<SessionEffect> effects) {
        for (SessionEffect effect : effects) {
            if (effect instanceof SessionEffect.LinkLost lost) {
                return lost.cause();
            } else if (effect instanceof SessionEffect.SessionLost lost) {
                return lost.cause();
            } else if (effect instanceof SessionEffect.Authenticate authenticate) {
                return authenticate.cause();
            } else if (effect instanceof SessionEffect.OpenFailed failed) {
                return failed.cause();
            } else if (effect instanceof SessionEffect.Retrying retrying) {
                return retrying.cause();
            } else if (effect instanceof SessionEffect.Ended ended) {
                return ended.reason();
            }
        }
        return null;
    }
}
