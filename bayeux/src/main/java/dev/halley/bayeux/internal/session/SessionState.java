package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's session; immutable.
 *
 * @param kind what is going on
 * @param established whether messages have flowed since this {@code open()}
 * @param epoch counts sessions: a new client id is a new epoch
 * @param link counts exchanges and waits: an event with another link is stale
 * @param clientId the session's id; a secret
 * @param route the server and transport in use
 * @param advice what the server said last
 * @param retries how patient the client still is
 * @param renewals how many renewals of credentials in a row were in vain so far
 * @param resumed whether the session is one of a former client, and has not answered yet
 * @param endReason why the client is closing, when not because the application said so
 */
record SessionState(
        Kind kind,
        boolean established,
        long epoch,
        long link,
        @Nullable String clientId,
        Route route,
        Advice advice,
        Retries retries,
        int renewals,
        boolean resumed,
        @Nullable HalleyException endReason) {

    /** What is going on. */
    public enum Kind {
        NEW,
        /** A handshake is on its way. */
        HANDSHAKING,
        /** There is a client id, and the first connect after the handshake, or after a failure, is on its way. */
        CONNECTING,
        /** The last connect succeeded; the next one is on its way, waits for the interval, or is held back. */
        CONNECTED,
        /** As CONNECTED, and the connect that is on its way goes over a better transport. */
        PROMOTING,
        /** The server did not accept the credentials; new ones were asked for. */
        AUTHENTICATING,
        /** The connection failed; the same session will be tried again. */
        WAITING_TO_CONNECT,
        /** There is no session; a handshake will be tried again. */
        WAITING_TO_HANDSHAKE,
        /** The server is being told that the client leaves. */
        CLOSING,
        CLOSED
    }

    static SessionState initial(SessionRules rules) {
        return new SessionState(
                Kind.NEW,
                false,
                0,
                0,
                null,
                Route.start(rules.servers()),
                Advice.DEFAULT,
                Retries.fresh(rules.policy(), 0),
                0,
                false,
                null);
    }

    /** What the application sees. */
    public ConnectionState visible() {
        return switch (kind) {
            case NEW -> ConnectionState.NEW;
            case HANDSHAKING, CONNECTING, AUTHENTICATING, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE ->
                established ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
            case CONNECTED, PROMOTING -> ConnectionState.CONNECTED;
            case CLOSING -> ConnectionState.CLOSING;
            case CLOSED -> ConnectionState.CLOSED;
        };
    }

    /** Whether requests other than handshake and connect may be sent. */
    boolean usable() {
        return kind == Kind.CONNECTED || kind == Kind.CONNECTING || kind == Kind.PROMOTING;
    }

    /** The transport in use. */
    ConnectionType transport() {
        return route.endpoint().type();
    }

    Changes change() {
        return new Changes(this);
    }

    /** P58: without the client id. */
    @Override
    public String toString() {
        return kind + "[epoch=" + epoch + ", link=" + link + ", " + route.endpoint() + ", attempt=" + retries.attempt()
                + "]";
    }

    /** Builds the next state from this one. */
    static final class Changes {
        private Kind kind;
        private boolean established;
        private long epoch;
        private long link;
        private @Nullable String clientId;
        private Route route;
        private Advice advice;
        private Retries retries;
        private int renewals;
        private boolean resumed;
        private @Nullable HalleyException endReason;

        private Changes(SessionState from) {
            kind = from.kind;
            established = from.established;
            epoch = from.epoch;
            link = from.link;
            clientId = from.clientId;
            route = from.route;
            advice = from.advice;
            retries = from.retries;
            renewals = from.renewals;
            resumed = from.resumed;
            endReason = from.endReason;
        }

        Changes kind(Kind kind) {
            this.kind = kind;
            return this;
        }

        Changes established(boolean established) {
            this.established = established;
            return this;
        }

        Changes newLink() {
            this.link++;
            return this;
        }

        Changes session(String clientId) {
            this.epoch++;
            this.clientId = clientId;
            return this;
        }

        Changes noSession() {
            this.clientId = null;
            this.resumed = false;
            return this;
        }

        Changes route(Route route) {
            this.route = route;
            return this;
        }

        Changes advice(Advice advice) {
            this.advice = advice;
            return this;
        }

        Changes retries(Retries retries) {
            this.retries = retries;
            return this;
        }

        Changes renewals(int renewals) {
            this.renewals = renewals;
            return this;
        }

        Changes resumed(boolean resumed) {
            this.resumed = resumed;
            return this;
        }

        Changes endReason(@Nullable HalleyException reason) {
            this.endReason = reason;
            return this;
        }

        SessionState done() {
            return new SessionState(
                    kind, established, epoch, link, clientId, route, advice, retries, renewals, resumed, endReason);
        }
    }
}
