package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import dev.halley.json.JsonException;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import dev.halley.socketio.parser.Packet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's namespaces: who is to be joined when, and which one a packet is for. Serial context, but for the getters. */
final class Memberships {
    static final String ROOT = "/";

    /** How many that nobody wants any more are remembered, for what an emit there fails with. */
    static final int MOST_PAST = 100;

    private final Membership.Home home;
    private final Fallback fallback;
    /** In the order in which they were asked for; never changed, but replaced in the serial context. */
    private volatile Map<String, Membership> table = Map.of();

    // serial context: this connection
    private boolean open;
    private boolean old;
    /** Whether others may be joined: the older protocol joins the root first (S4-01). */
    private boolean rootOpen;
    /** Whether the server has this client in the root; of the older protocol only. */
    private boolean rootHeld;

    private @Nullable String engineSid;
    private final RootCredentials rootCredentials = new RootCredentials();

    /** Asked when a server answers as only one of the older protocol does. */
    @FunctionalInterface
    interface Fallback {
        /** Whether the connection is given up for another one in the older version. */
        boolean fallBack(HalleyException cause);
    }

    Memberships(Membership.Home home, Fallback fallback) {
        this.home = home;
        this.fallback = fallback;
    }

    // ---- any thread

    @Nullable Membership find(String namespace) {
        return table.get(namespace);
    }

    Collection<Membership> all() {
        return table.values();
    }

    // ---- serial context

    boolean isOld() {
        return old;
    }

    Membership want(String namespace) {
        Membership membership = table.get(namespace);
        if (membership == null) {
            membership = new Membership(namespace, home);
            Map<String, Membership> more = new LinkedHashMap<>(table);
            forget(more);
            more.put(namespace, membership);
            table = more;
        }
        membership.want();
        if (open) {
            open(membership);
        }
        return membership;
    }

    /** The longest known ones of those that were left or refused. */
    private static void forget(Map<String, Membership> all) {
        long over = all.values().stream().filter(each -> each.state().isPast()).count() - MOST_PAST;
        Iterator<Membership> each = all.values().iterator();
        while (over > 0) {
            if (each.next().state().isPast()) {
                each.remove();
                over--;
            }
        }
    }

    private void open(Membership membership) {
        boolean root = membership.namespace().equals(ROOT);
        if (root && old) {
            rootCredentials.notAsked(home);
        }
        if (!old) {
            membership.step(new NamespaceEvent.Open(false));
        } else if (root && rootHeld) {
            enterRoot(membership);
        } else if (root) {
            membership.step(new NamespaceEvent.Open(!rootOpen));
        } else if (rootOpen) {
            membership.step(new NamespaceEvent.Open(false));
        } else {
            membership.awaitRoot();
        }
    }

    /** S4-01: the server has this client in it already, and a CONNECT would end the connection (S5-02). */
    private void enterRoot(Membership root) {
        if (root.state().kind() == Kind.PENDING) {
            root.step(new NamespaceEvent.Open(true));
            root.accept(String.valueOf(engineSid), null);
        }
    }

    /** The application leaves one. */
    void leave(Membership membership) {
        membership.step(new NamespaceEvent.Leave());
        noteRoot(membership);
    }

    /** The server was told that the root is left. */
    private void noteRoot(Membership membership) {
        if (membership.namespace().equals(ROOT) && membership.state().kind() == Kind.LEFT) {
            rootHeld = false;
        }
    }

    /** The engine is open. */
    void open(EngineVersion version, String sid) {
        open = true;
        old = version == EngineVersion.V3;
        rootOpen = false;
        rootHeld = false;
        engineSid = sid;
        table.values().forEach(this::open);
    }

    /** The connection ended. */
    void lost(DisconnectReason reason) {
        open = false;
        rootOpen = false;
        table.values().forEach(membership -> membership.step(new NamespaceEvent.Lost(reason)));
    }

    /** The attempt to connect failed. */
    void attemptFailed(HalleyException cause, boolean active) {
        for (Membership membership : table.values()) {
            if (membership.state().isActive()) {
                membership.failed(cause, active);
            }
        }
    }

    /** The application leaves all of them. */
    void leaveAll() {
        table.values().forEach(membership -> membership.step(new NamespaceEvent.Leave()));
    }

    /** The client ended. */
    void end(DisconnectReason reason) {
        open = false;
        table.values().forEach(membership -> membership.step(new NamespaceEvent.End(reason)));
    }

    boolean isAnyActive() {
        return table.values().stream().anyMatch(membership -> membership.state().isActive());
    }

    // ---- packets

    void packet(Packet packet) {
        Membership membership = table.get(packet.namespace());
        if (old && packet.namespace().equals(ROOT) && rootPacket(packet, membership)) {
            return;
        }
        if (membership == null) {
            violated(packet);
            return;
        }
        switch (packet.type()) {
            case CONNECT -> connect(membership, packet);
            case CONNECT_ERROR -> refused(membership, Refusals.of(packet));
            case DISCONNECT -> disconnect(membership);
            case EVENT -> membership.event(packet);
            case ACK -> membership.lane().acknowledged(packet.id(), packet.data());
        }
    }

    /** S4-01: the server joins the root by itself, whether anybody wants it or not; true when nobody does. */
    private boolean rootPacket(Packet packet, @Nullable Membership root) {
        boolean unwanted = root == null || !root.state().isActive();
        switch (packet.type()) {
            case CONNECT -> {
                rootOpen = true;
                rootHeld = true;
                if (root != null && (root.state().isActive() || root.state().kind() == Kind.LEAVING)) {
                    // first itself, then the others
                    connect(root, packet);
                    noteRoot(root);
                }
                table.values().forEach(this::open);
                return true;
            }
            case CONNECT_ERROR -> {
                if (!rootOpen) {
                    HalleyException cause = Refusals.of(packet);
                    List<Membership> all = new ArrayList<>(table.values());
                    all.forEach(membership -> membership.step(new NamespaceEvent.Refused(cause)));
                    return true;
                }
            }
            case EVENT -> {
                if (unwanted) {
                    home.setup().hub().raise(new ClientEvent.Dropped(ROOT, 1, ClientEvent.DropReason.UNHANDLED));
                }
            }
            case DISCONNECT -> rootHeld = false;
            case ACK -> {}
        }
        return unwanted;
    }

    private void connect(Membership membership, Packet packet) {
        if (old) {
            // S4-03
            String id = membership.namespace().equals(ROOT) ? engineSid : membership.namespace() + "#" + engineSid;
            membership.accept(String.valueOf(id), null);
            return;
        }
        Object payload = payload(packet);
        Map<?, ?> fields = payload instanceof Map<?, ?> map ? map : Map.of();
        if (fields.get("sid") instanceof String text) {
            Object pid = fields.get("pid");
            if (membership.state().kind() != Kind.JOINING && membership.state().kind() != Kind.LEAVING) {
                violated(packet);
            }
            membership.accept(text, pid instanceof String id ? id : null);
            return;
        }
        // S5-03
        ProtocolException cause = new ProtocolException(
                "the server's answer for " + membership.namespace()
                        + " has no sid: it seems to speak the protocol of Socket.IO 2, over Engine.IO 4 (expected:"
                        + " Socket.IO 3 or 4; set the Engine.IO version to 3 for older servers)",
                null);
        if (!fallback.fallBack(cause)) {
            refused(membership, cause);
        }
    }

    private static @Nullable Object payload(Packet packet) {
        try {
            return packet.data().size() == 0 ? null : packet.data().get(0, Object.class);
        } catch (JsonException unreadable) {
            throw new ProtocolException("a CONNECT whose payload is no JSON", unreadable);
        }
    }

    /** S4-04: the older protocol has errors after the connection, too. */
    private void refused(Membership membership, HalleyException cause) {
        switch (membership.state().kind()) {
            case JOINING, LEAVING -> membership.step(new NamespaceEvent.Refused(cause));
            case JOINED -> membership.failed(cause, true);
            case IDLE, PENDING, PREPARING, WAITING, REFUSED, LEFT ->
                home.setup()
                        .hub()
                        .raise(new ClientEvent.ProtocolViolated(
                                "an error for " + membership.namespace() + ", which was not asked for, ignored"));
        }
    }

    private static void disconnect(Membership membership) {
        if (membership.state().kind() == Kind.JOINING) {
            membership.step(new NamespaceEvent.Refused(
                    Refusals.refused(membership.namespace(), "disconnected before it was connected", null)));
        } else {
            membership.step(new NamespaceEvent.ServerLeft());
        }
    }

    private void violated(Packet packet) {
        home.setup()
                .hub()
                .raise(new ClientEvent.ProtocolViolated(packet.type() + " for a namespace that did not ask for it: "
                        + packet.namespace() + ", ignored"));
    }
}
