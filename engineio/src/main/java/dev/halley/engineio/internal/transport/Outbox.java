package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.payload.PayloadCodec;
import dev.halley.internal.loop.Stages;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, whichever transport writes it: so a change of transport keeps the order (E4-16). Messages that
 * belong together follow each other; packets of the protocol go before all of them. What the wire has not taken is bounded
 * (SEC-03). Serial context.
 */
public final class Outbox {
    /** SEC-03 */
    static final int MOST_MESSAGES = 100_000;

    private final long mostBytes;
    private final Deque<OutgoingPacket> control = new ArrayDeque<>();
    /** In order; any of them may be withdrawn. */
    private final Set<Group> groups = new LinkedHashSet<>();
    /** Of groups of which something was given to the wire and not everything is confirmed; in order. */
    private final List<Group> begun = new ArrayList<>();

    // of all groups that have not ended
    private long messages;
    private long bytes;

    public Outbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Messages that belong together. */
    private static final class Group {
        private final Deque<OutgoingPacket> packets;
        private final long bytes;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int total;
        private int taken;
        private int written;
        private int unwritten;
        private boolean refused;
        private @Nullable MessageRefusedException tooLarge;

        Group(List<?> messages, boolean compress) {
            packets = new ArrayDeque<>(messages.size());
            for (Object message : messages) {
                packets.add(new OutgoingPacket(PacketType.MESSAGE, message, compress));
            }
            total = packets.size();
            bytes = size(messages);
        }

        /** Whether the server may have got some of it. */
        boolean isUncertain() {
            return taken > unwritten;
        }

        /** How it ends with the session. */
        ConnectionException end(ConnectionException notSent, UnconfirmedException unconfirmed) {
            if (tooLarge != null) {
                // S5-10: without one of its messages the rest of them is nothing
                return tooLarge;
            }
            if (isUncertain()) {
                return unconfirmed;
            }
            return refused
                    ? new MessageRefusedException(
                            String.valueOf(notSent.getMessage()), notSent.details(), false, notSent.getCause())
                    : notSent;
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

    /** Characters of text, bytes of binary messages. */
    private static long size(List<?> messages) {
        long size = 0;
        for (Object message : messages) {
            size += message instanceof ByteBuffer binary ? binary.remaining() : ((String) message).length();
        }
        return size;
    }

    /** SEC-03: why these can't be added now; null when they can. What is too long by itself waits for nothing else. */
    public @Nullable OverflowException overflow(List<?> more) {
        if (messages == 0) {
            return null;
        }
        long size = size(more);
        if (messages + more.size() <= MOST_MESSAGES && bytes + size <= mostBytes) {
            return null;
        }
        return new OverflowException(
                "maxSendBuffer: " + messages + " messages of " + bytes + " bytes wait to be written, and " + more.size()
                        + " of " + size + " bytes were to be added (expected: at most " + MOST_MESSAGES + " of "
                        + mostBytes + " bytes); send again when earlier ones were written, or allow more",
                null);
    }

    /** S5-10: adds messages that nothing may come between; whoever adds has asked whether there is room. */
    public CompletableFuture<Void> add(List<?> more, boolean compress) {
        Group group = new Group(more, compress);
        if (group.packets.isEmpty()) {
            group.done.complete(null);
            return group.done;
        }
        groups.add(group);
        messages += group.total;
        bytes += group.bytes;
        Stages.ignore(group.done.whenComplete((done, failure) -> ended(group)));
        return group.done;
    }

    private void ended(Group group) {
        messages -= group.total;
        bytes -= group.bytes;
        if (group.taken == 0) {
            // withdrawn, or the session is over
            groups.remove(group);
        }
    }

    /** Adds a packet of the protocol. */
    void control(OutgoingPacket packet) {
        control.add(packet);
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return control.isEmpty() && groups.isEmpty();
    }

    /** The next packet; null when nothing waits. */
    @Nullable Entry take() {
        OutgoingPacket own = control.poll();
        if (own != null) {
            return new Entry(own, null);
        }
        Iterator<Group> waiting = groups.iterator();
        return waiting.hasNext() ? next(waiting.next()) : null;
    }

    private Entry next(Group group) {
        if (group.taken++ == 0) {
            begun.add(group);
        }
        Entry entry = new Entry(group.packets.remove(), group);
        if (group.packets.isEmpty()) {
            groups.remove(group);
        }
        return entry;
    }

    /** E4-20, E4-27: what fits into one POST; a packet that is too long for any goes alone. */
    List<Entry> take(int maxPackets, long maxBytes, PayloadCodec codec) {
        List<Entry> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < maxPackets && !isEmpty()) {
            OutgoingPacket next =
                    control.isEmpty() ? groups.iterator().next().packets.element() : control.element();
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
    void unwritten(Entry entry) {
        if (entry.group != null) {
            entry.group.unwritten++;
        }
    }

    /** The same, because the server said so; what it says of the packet itself, if it does. */
    void refused(Entry entry, @Nullable MessageRefusedException tooLarge) {
        unwritten(entry);
        if (entry.group != null) {
            entry.group.refused = true;
            entry.group.tooLarge = tooLarge;
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
        all.forEach(group -> group.done.completeExceptionally(group.end(unwritten, unconfirmed)));
    }
}
