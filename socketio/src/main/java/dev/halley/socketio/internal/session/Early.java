package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import dev.halley.ProtocolException;
import dev.halley.socketio.parser.Packet;
import java.util.ArrayList;
import java.util.List;

/** Events of one namespace that came before the server's answer to its CONNECT (S5-17). Serial context. */
final class Early {
    /** SEC-03 */
    static final int MOST = 100_000;

    private final String namespace;
    private final long mostBytes;
    private final SessionSetup.Hub hub;

    private List<Packet> packets = new ArrayList<>();
    private long bytes;

    /**
     * Without any.
     *
     * @param mostBytes how much there may be
     */
    Early(String namespace, long mostBytes, SessionSetup.Hub hub) {
        this.namespace = namespace;
        this.mostBytes = mostBytes;
        this.hub = hub;
    }

    /**
     * Keeps one.
     *
     * @throws ProtocolException if there are too many: the connection ends
     */
    void add(Packet packet) {
        bytes += packet.data().weight();
        if (packets.size() >= MOST || bytes > mostBytes) {
            throw new ProtocolException(
                    packets.size() + " events in " + namespace
                            + " before the answer to its CONNECT (expected: at most " + MOST + ", of "
                            + mostBytes + " bytes, which maxAttachmentBytes sets)",
                    null);
        }
        packets.add(packet);
    }

    List<Packet> take() {
        List<Packet> taken = packets;
        packets = new ArrayList<>();
        bytes = 0;
        return taken;
    }

    /**
     * The attempt was in vain.
     *
     * @param lost false when they come again, or are in a gap that will be reported
     */
    void clear(boolean lost) {
        List<Packet> dropped = take();
        if (lost && !dropped.isEmpty()) {
            hub.raise(new ClientEvent.Dropped(namespace, dropped.size(), DropReason.DISCARDED));
        }
    }
}
