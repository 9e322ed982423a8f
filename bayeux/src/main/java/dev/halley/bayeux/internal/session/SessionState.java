package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's session; immutable.
 *
 * @param kind what is going on
 * @param established whether messages have flowed since this {@code open()}
 * @param epoch counts sessions: a new client id is a new epoch
 * @param link counts exchanges and waits: an event with another link is stale
 * @param clientId the session's id; a secret
 * @param transport the transport in use
 * @param candidates the transports that may be used, in order; the ones that failed before the first success are gone
 * @param failures why the transports that are gone failed
 * @param advice what the server said last
 * @param policy decides about the next retry in this outage
 * @param attempt how many retries there were in this outage
 * @param outageSince when the outage began, on the monotonic clock
 * @param handshakes how many times the session was lost since a connect was held to its end
 * @param loopPolicy decides about the next handshake while sessions are lost one after another
 * @param endReason why the client is closing, when not because the application said so
 */
public record SessionState(
        Kind kind,
        boolean established,
        long epoch,
        long link,
        @Nullable String clientId,
        ConnectionType transport,
        List<ConnectionType> candidates,
        List<HalleyException> failures,
        Advice advice,
        ReconnectPolicy policy,
        int attempt,
        long outageSince,
        int handshakes,
        ReconnectPolicy loopPolicy,
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
                rules.transports().get(0),
                rules.transports(),
                List.of(),
                Advice.DEFAULT,
                rules.policy(),
                0,
                0,
                0,
                rules.policy(),
                null);
    }

    /** What the application sees. */
    public ConnectionState visible() {
        return switch (kind) {
            case NEW -> ConnectionState.NEW;
            case HANDSHAKING, CONNECTING, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE ->
                established ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
            case CONNECTED -> ConnectionState.CONNECTED;
            case CLOSING -> ConnectionState.CLOSING;
            case CLOSED -> ConnectionState.CLOSED;
        };
    }

    /** Whether requests other than handshake and connect may be sent. */
    boolean usable() {
        return kind == Kind.CONNECTED || kind == Kind.CONNECTING;
    }

    Changes change() {
        return new Changes(this);
    }

    /** P58: without the client id. */
    @Override
    public String toString() {
        return kind + "[epoch=" + epoch + ", link=" + link + ", transport=" + transport + ", attempt=" + attempt + "]";
    }

    /** Builds the next state from this one. */
    static final class Changes {
        private Kind kind;
        private boolean established;
        private long epoch;
        private long link;
        private @Nullable String clientId;
        private ConnectionType transport;
        private List<ConnectionType> candidates;
        private List<HalleyException> failures;
        private Advice advice;
        private ReconnectPolicy policy;
        private int attempt;
        private long outageSince;
        private int handshakes;
        private ReconnectPolicy loopPolicy;
        private @Nullable HalleyException endReason;

        private Changes(SessionState from) {
            kind = from.kind;
            established = from.established;
            epoch = from.epoch;
            link = from.link;
            clientId = from.clientId;
            transport = from.transport;
            candidates = from.candidates;
            failures = from.failures;
            advice = from.advice;
            policy = from.policy;
            attempt = from.attempt;
            outageSince = from.outageSince;
            handshakes = from.handshakes;
            loopPolicy = from.loopPolicy;
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

        Changes session(String clientId, ConnectionType transport) {
            this.epoch++;
            this.clientId = clientId;
            this.transport = transport;
            return this;
        }

        Changes noSession() {
            this.clientId = null;
            return this;
        }

        Changes transport(ConnectionType transport) {
            this.transport = transport;
            return this;
        }

        Changes candidates(List<ConnectionType> candidates, List<HalleyException> failures) {
            this.candidates = List.copyOf(candidates);
            this.failures = List.copyOf(failures);
            return this;
        }

        Changes advice(Advice advice) {
            this.advice = advice;
            return this;
        }

        Changes retry(ReconnectPolicy policy, int attempt) {
            this.policy = policy;
            this.attempt = attempt;
            return this;
        }

        Changes outageSince(long nanos) {
            this.outageSince = nanos;
            return this;
        }

        Changes handshakes(int handshakes, ReconnectPolicy loopPolicy) {
            this.handshakes = handshakes;
            this.loopPolicy = loopPolicy;
            return this;
        }

        Changes endReason(@Nullable HalleyException reason) {
            this.endReason = reason;
            return this;
        }

        SessionState done() {
            return new SessionState(
                    kind,
                    established,
                    epoch,
                    link,
                    clientId,
                    transport,
                    candidates,
                    failures,
                    advice,
                    policy,
                    attempt,
                    outageSince,
                    handshakes,
                    loopPolicy,
                    endReason);
        }
    }
}
