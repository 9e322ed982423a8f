package dev.halley.bayeux;

/** What a client does when the server sends it a {@code /meta/disconnect} that it did not ask for. */
public enum ServerDisconnect {
    /** The client ends; whoever waits gets a {@link dev.halley.ClosedException} that says so. */
    END,
    /**
     * The session is lost, and the client makes a new one, like after any other lost session: subscriptions are
     * restored, gaps are reported, and sessions that are lost one after another are retried by the reconnect policy.
     */
    REHANDSHAKE
}
