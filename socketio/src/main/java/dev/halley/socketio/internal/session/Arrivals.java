package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.delivery.Completion;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import dev.halley.socketio.parser.Packet;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The events of one namespace as they come: in order and once, and what is missed is told. Serial context. */
final class Arrivals {
    private final String namespace;
    private final Membership.Home home;
    private final Supplier<NamespaceState> state;
    private final Early early;
    private final Recovery recovery;

    private @Nullable Instant lostAt;
    /** The position before that. */
    private @Nullable String lostPosition;
    /** Whether the server may have sent events that are lost. */
    private boolean mayMiss;

    Arrivals(String namespace, Membership.Home home, Supplier<NamespaceState> state) {
        this.namespace = namespace;
        this.home = home;
        this.state = state;
        this.early = new Early(
                namespace,
                home.setup().parserSettings().maxAttachmentBytes(),
                home.setup().hub());
        this.recovery = new Recovery(home.setup().context());
    }

    void event(Packet packet) {
        switch (state.get().kind()) {
            case JOINED -> deliver(packet);
            // S5-17: a replay comes before the answer to the CONNECT
            case JOINING -> early.add(packet);
            case LEAVING, LEFT, REFUSED ->
                raise(new ClientEvent.Dropped(namespace, 1, ClientEvent.DropReason.DISCARDED));
            case IDLE, PENDING, PREPARING, WAITING ->
                raise(new ClientEvent.ProtocolViolated("an event in " + namespace + " before it was joined, ignored"));
        }
    }

    private void raise(ClientEvent event) {
        home.setup().hub().raise(event);
    }

    private void deliver(Packet packet) {
        Completion processed = null;
        Packet shown = packet;
        String offset = recovery.offsetOf(packet);
        if (offset != null) {
            if (recovery.isRepeated(offset)) {
                return;
            }
            processed = recovery.received(offset);
            if (!home.outlet().settings().showsOffset()) {
                shown = new Packet(
                        packet.type(), packet.namespace(), packet.id(), packet.event(), new WithoutLast(packet.data()));
            }
        }
        home.outlet().dispatcher().event(shown, packet.id() < 0 ? null : reply(packet.id()), processed);
    }

    private Reply reply(long id) {
        return new Reply(this, state.get().attempt(), id);
    }

    String namespace() {
        return namespace;
    }

    Outlet outlet() {
        return home.outlet();
    }

    /** The engine, while the namespace is joined as it was with that attempt. */
    @Nullable EngineSession engine(long attempt) {
        NamespaceState now = state.get();
        return now.kind() == Kind.JOINED && now.attempt() == attempt ? outlet().engine() : null;
    }

    /** What the server is to go on from; empty when there is nothing to restore. */
    Map<String, Object> restored() {
        return recovery.request();
    }

    /** Somebody wants the namespace who did not: nothing that was before is missed. */
    void open() {
        mayMiss = false;
    }

    /** What came before an answer that never will, or is none. */
    void forgetEarly() {
        early.clear(!mayMiss);
    }

    /**
     * The namespace is joined.
     *
     * @return whether the server restored the state
     */
    boolean accepted(@Nullable String pid) {
        lostPosition = recovery.offset();
        return recovery.accepted(home.outlet().settings().recovery() ? pid : null);
    }

    /** Tells what is missed, and then hands over what came early (S5-17). */
    void begin(boolean recovered) {
        Instant since = lostAt;
        if (mayMiss && !recovered && since != null) {
            raise(new ClientEvent.Gap(
                    namespace, lostPosition, since, home.setup().kernel().time().now()));
        }
        mayMiss = false;
        early.take().forEach(this::deliver);
        recovery.replayed();
    }

    /** The namespace is not joined any more. */
    void lost(DisconnectReason reason) {
        lostAt = home.wholeAt();
        mayMiss = reason.isAccidental();
    }

    /** Nothing is to be restored. */
    void forget() {
        recovery.forget();
    }
}
