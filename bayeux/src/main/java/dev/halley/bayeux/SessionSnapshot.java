package dev.halley.bayeux;

import dev.halley.bayeux.internal.session.FormerSession;

/**
 * A session that a client left open ({@link BayeuxClient#detach()}), for another client to go on with
 * ({@link BayeuxClientBuilder#resume}), perhaps in another process: for restarts that lose no session. Opaque and
 * immutable.
 *
 * <p>It holds the client id and the cookies: whoever has it can take the session over. Keep it like a password. The
 * server keeps the session for {@code maxInterval} only, 10 s by default at CometD.
 */
public final class SessionSnapshot {
    private final FormerSession former;

    SessionSnapshot(FormerSession former) {
        this.former = former;
    }

    FormerSession former() {
        return former;
    }

    /**
     * The snapshot as text, for a file or another process. The format belongs to this library and has a version.
     *
     * @return a JSON object with secrets in it
     */
    public String toJson() {
        return former.toJson();
    }

    /**
     * Reads what {@link #toJson} gave.
     *
     * @param json the text
     * @return the snapshot
     * @throws IllegalArgumentException if it is not such a text
     */
    public static SessionSnapshot parse(String json) {
        return new SessionSnapshot(FormerSession.parse(json));
    }

    /** Where and when, without the secrets. */
    @Override
    public String toString() {
        return "SessionSnapshot of " + former.endpoint() + " at " + former.leftAt();
    }
}
