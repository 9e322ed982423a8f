package dev.halley.bayeux.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.internal.machine.Transition;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A machine that a test steps, and what it looks at. */
abstract class MachineFixture {
    static final HalleyException BROKEN = new ConnectionException("broken", ConnectionException.Details.NONE, null);
    static final HalleyException REFUSED = new ClosedException("refused", null);
    static final List<ConnectionType> BOTH = List.of(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING);
    static final Endpoint SOCKET = new Endpoint(ConnectionType.WEBSOCKET, URI.create("http://a/cometd"));
    static final Endpoint POLLING = new Endpoint(ConnectionType.LONG_POLLING, URI.create("http://a/cometd"));
    static final List<Server> ONE = List.of(new Server(List.of(SOCKET, POLLING)));
    static final Server SECOND = ONE.get(0).at("b");
    static final SessionRules RULES = rules(ONE, false, false);
    static final SessionRules RETRYING = rules(ONE, true, false);
    static final SessionRules EVERYTHING = rules(List.of(ONE.get(0), SECOND), true, true);

    static SessionRules rules(List<Server> servers, boolean retryFirstOpen, boolean authenticates) {
        return new SessionRules(
                servers,
                Set.of("c"),
                ReconnectPolicy.exponentialBackoff(),
                retryFirstOpen,
                authenticates,
                authenticates,
                Duration.ofMinutes(1));
    }

    SessionRules rules = RULES;
    SessionState state = SessionState.initial(RULES);
    List<SessionEffect> effects = List.of();
    long now;

    static Advice advice(Reconnect reconnect) {
        return new Advice(reconnect, 0, 30_000, -1, false);
    }

    static Failure broken() {
        return Failure.of(Trouble.BROKEN, BROKEN);
    }

    static Failure refused(Trouble trouble) {
        return Failure.of(trouble, REFUSED);
    }

    void step(SessionEvent event) {
        Transition<SessionState, SessionEffect> next = BayeuxMachine.step(rules, state, event, now, 0.5);
        state = next.next();
        effects = next.effects();
    }

    void handshaken() {
        step(new SessionEvent.Open(null));
        step(new SessionEvent.HandshakeAccepted(state.link(), "c1", BOTH, advice(Reconnect.RETRY)));
    }

    void connected() {
        handshaken();
        step(new SessionEvent.ConnectAccepted(state.link(), advice(Reconnect.RETRY)));
    }

    <E extends SessionEffect> E only(Class<E> type) {
        List<E> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as("%s in %s", type.getSimpleName(), effects).hasSize(1);
        return found.get(0);
    }

    boolean ordered(Class<? extends SessionEffect> type) {
        return effects.stream().anyMatch(type::isInstance);
    }
}
