package dev.halley.socketio.internal.session;

import java.lang.System.Logger.Level;

/** Says once that the older protocol leaves the credentials of the root unsent. Serial context. */
final class RootCredentials {
    private boolean said;

    /** S4-01: the server joins the root unasked, so there is no packet in which they could travel. */
    void notAsked(Membership.Home home) {
        if (said || home.request().auth() == null) {
            return;
        }
        said = true;
        home.setup()
                .log()
                .log(
                        Level.WARNING,
                        () ->
                                "auth is not sent for the namespace /: a server of Socket.IO 1 or 2 takes credentials of the"
                                        + " root from the URL's query or from headers only");
    }
}
