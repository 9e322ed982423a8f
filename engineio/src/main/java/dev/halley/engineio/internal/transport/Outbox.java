package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.payload.PayloadCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, whichever transport writes it: so a change of transport keeps the order (E4-16). Messages that
 * belong together follow each other; packets of the protocol go before all of them. Serial context.
 */
public final class Outbox {
    private final Deque<OutgoingPacket> control = new ArrayDeque<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    /** Of groups of which something was given to the wire and not everything is confirmed; in order. */
    private final List<Group> begun = new ArrayList<>();

    /** Messages that belong together. */
    private static final class Group {
        private final Deque<OutgoingPacket> packets;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int total;
        private int taken;
        private int written;
        private int refused;

        Group(List<?> messages, boolean compress) {
            packets = new ArrayDeque<>(messages.size());
            for (Object message : messages) {
                packets.add(new OutgoingPacket(PacketType.MESSAGE, message, compress));
            }
            total = packets.size();
        }

        /** Whether the server may have got some of it. */
        boolean isUncertain() {
            return taken > refused;
        }
    }

    /** A packet on its way. */
    public static final class Entry {
        private final OutgoingPacket packet;
        private final @Nullable Group group;

        private Entry(OutgoingPacket packet, @Nullable Group group) {
            this.packet = packet;
            this.group = group;
        }

        OutgoingPacket packet() {
            return packet;
        }
    }

    /** Adds messages that belong together. */
    public CompletableFuture<Void> add(List<?> messages, boolean compress) {
        Group group = new Group(messages, compress);
        if (group.packets.isEmpty()) {
            group.done.complete(null);
        } else {
            groups.add(group);
        }
        return group.done;
    }

    /** Adds a packet of the protocol. */
    void control(OutgoingPacket packet) {
        control.add(packet);
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        dropWithdrawn();
        return control.isEmpty() && groups.isEmpty();
    }

    /** What was withdrawn before any of it was written. */
    private void dropWithdrawn() {
        while (!groups.isEmpty()
                && groups.element().taken == 0
                && groups.element().done.isDone()) {
            groups.remove();
        }
    }

    /** The next packet; null when nothing waits. */
    @Nullable Entry take() {
        OutgoingPacket own = control.poll();
        if (own != null) {
            return new Entry(own, null);
        }
        dropWithdrawn();
        Group group = groups.peek();
        return group == null ? null : next(group);
    }

    private Entry next(Group group) {
        if (group.taken++ == 0) {
            begun.add(group);
        }
        Entry entry = new Entry(group.packets.remove(), group);
        if (group.packets.isEmpty()) {
            groups.remove();
        }
        return entry;
    }

    /** E4-20, E4-27: what fits into one POST; a packet that is too long for any goes alone. */
    List<Entry> take(int maxPackets, long maxBytes, PayloadCodec codec) {
        List<Entry> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < maxPackets && !isEmpty()) {
            OutgoingPacket next = control.isEmpty() ? groups.element().packets.element() : control.element();
            bytes += codec.size(next, batch.isEmpty());
            if (!batch.isEmpty() && bytes > maxBytes) {
                break;
            }
            Entry entry = take();
            if (entry != null) {
                batch.add(entry);
            }
        }
        return batch;
    }

    /** The wire took a packet. */
    void written(Entry entry) {
        Group group = entry.group;
        if (group != null && ++group.written == group.total) {
            begun.remove(group);
            group.done.complete(null);
        }
    }

    /** A packet certainly did not reach the server; the session is about to end. */
    void refused(Entry entry) {
        if (entry.group != null) {
            entry.group.refused++;
        }
    }

    /**
     * The session is over.
     *
     * @param unwritten what the senders hear of whose messages certainly did not arrive
     * @param why what happened, for the others
     */
    public void fail(ConnectionException unwritten, String why) {
        control.clear();
        Set<Group> all = new LinkedHashSet<>(begun);
        all.addAll(groups);
        begun.clear();
        groups.clear();
        UnconfirmedException unconfirmed = new UnconfirmedException(
                "The message may or may not have arrived: the session ended while it was written (" + why + ")",
                unwritten.details(),
                unwritten.getCause());
        all.forEach(group -> group.done.completeExceptionally(group.isUncertain() ? unconfirmed : unwritten));
    }
}
