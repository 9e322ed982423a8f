package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.payload.PayloadCodec;
import java.nio.ByteBuffer;
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
 * belong together follow each other; packets of the protocol go before all of them. What the wire has not taken is bounded
 * (SEC-03). Serial context.
 */
public final class Outbox {
    /** SEC-03 */
    static final int MOST_MESSAGES = 100_000;

    /** SEC-03: how much of the protocol's own may wait, such as answers to pings. */
    static final int MOST_CONTROL = 64 * 1024;

    /** What a packet weighs beside its data. */
    static final int ENVELOPE = 64;

    /** So few of them are left where they are. */
    private static final int MOST_WITHDRAWN = 64;

    private final long mostBytes;
    private final Deque<OutgoingPacket> control = new ArrayDeque<>();
    /** In order; those that were withdrawn are passed over, and cleared away when they are many. */
    private final Deque<Group> groups = new ArrayDeque<>();
    /** Of groups of which something was given to the wire and not everything is confirmed; in order. */
    private final Deque<Group> begun = new ArrayDeque<>();

    private long controlWeight;

    // of all groups that have not ended
    private long messages;
    private long bytes;
    private int withdrawn;

    public Outbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Messages that belong together, and how they end. */
    private final class Group extends CompletableFuture<Void> {
        private final List<?> all;
        private final boolean compress;
        private final long size;
        private int taken;
        private int written;
        private int unwritten;
        private boolean counted = true;
        private boolean refused;
        private @Nullable MessageRefusedException tooLarge;

        Group(List<?> all, boolean compress) {
            this.all = all;
            this.compress = compress;
            this.size = Outbox.size(all);
            messages += all.size();
            bytes += size;
        }

        OutgoingPacket next() {
            return new OutgoingPacket(PacketType.MESSAGE, all.get(taken), compress);
        }

        boolean isTaken() {
            return taken == all.size();
        }

        /** Nothing of it is to be written, and it waits for nothing. */
        boolean isWithdrawn() {
            return taken == 0 && isDone();
        }

        /** It ends now: it takes no room any more. */
        private void uncount() {
            if (counted) {
                counted = false;
                messages -= all.size();
                bytes -= size;
            }
        }

        void succeed() {
            uncount();
            complete(null);
        }

        void fail(Throwable cause) {
            uncount();
            completeExceptionally(cause);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean waits = taken == 0 && !isDone();
            uncount();
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (waits && ++withdrawn > MOST_WITHDRAWN && withdrawn > groups.size() / 2) {
                groups.removeIf(Group::isWithdrawn);
                withdrawn = 0;
            }
            return cancelled;
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
        if (group.isTaken()) {
            group.succeed();
        } else {
            groups.add(group);
        }
        return group;
    }

    /** The group whose turn it is; null when none waits. */
    private @Nullable Group first() {
        Group first = groups.peek();
        while (first != null && first.isWithdrawn()) {
            withdrawn--;
            groups.remove();
            first = groups.peek();
        }
        return first;
    }

    /**
     * Adds a packet of the protocol.
     *
     * @throws ProtocolException if the server asks for more than it takes
     */
    void control(OutgoingPacket packet) {
        checkControl(controlWeight, packet);
        controlWeight += packet.size() + ENVELOPE;
        control.add(packet);
    }

    /** SEC-03: a server that sends pings and reads no answers must not fill the memory with them. */
    static void checkControl(long waiting, OutgoingPacket more) {
        if (waiting + more.size() > MOST_CONTROL) {
            throw new ProtocolException(
                    "answers to pings: " + waiting + " bytes of them wait to be written, and one of " + more.size()
                            + " was to be added (expected: at most " + MOST_CONTROL
                            + "; a server that reads what it asks for)",
                    null);
        }
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return control.isEmpty() && first() == null;
    }

    /** The next packet; null when nothing waits. */
    @Nullable Entry take() {
        OutgoingPacket own = control.poll();
        if (own != null) {
            controlWeight -= own.size() + ENVELOPE;
            return new Entry(own, null);
        }
        Group first = first();
        return first == null ? null : next(first);
    }

    private Entry next(Group group) {
        Entry entry = new Entry(group.next(), group);
        if (group.taken++ == 0) {
            begun.add(group);
        }
        if (group.isTaken()) {
            groups.remove();
        }
        return entry;
    }

    private @Nullable OutgoingPacket peek() {
        OutgoingPacket own = control.peek();
        Group first = own == null ? first() : null;
        return first == null ? own : first.next();
    }

    /** E4-20, E4-27: what fits into one POST; a packet that is too long for any goes alone. */
    List<Entry> take(int maxPackets, long maxBytes, PayloadCodec codec) {
        List<Entry> batch = new ArrayList<>();
        long bytes = 0;
        for (OutgoingPacket next = peek(); next != null && batch.size() < maxPackets; next = peek()) {
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
        if (group != null && ++group.written == group.all.size()) {
            boolean unused = begun.removeFirstOccurrence(group);
            group.succeed();
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
        controlWeight = 0;
        Set<Group> all = new LinkedHashSet<>(begun);
        all.addAll(groups);
        begun.clear();
        groups.clear();
        UnconfirmedException unconfirmed = new UnconfirmedException(
                "The message may or may not have arrived: the session ended while it was written (" + why + ")",
                unwritten.details(),
                unwritten.getCause());
        all.forEach(group -> group.fail(group.end(unwritten, unconfirmed)));
    }
}
