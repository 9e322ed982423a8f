package dev.halley.testkit.socketio;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every Socket.IO packet that came, and those that the test did not take yet. Guarded by the server's lock. */
final class PacketLog {
    private final List<ReceivedPacket> all = new ArrayList<>();
    private final List<ReceivedPacket> waiting = new ArrayList<>();

    ReceivedPacket add(SioPacket packet, EngineConnection connection, @Nullable NamespaceSession session, Instant now) {
        ReceivedPacket received = packet(packet, connection, session, now);
        all.add(received);
        waiting.add(received);
        return received;
    }

    /** A packet that nobody sent. */
    ReceivedPacket unlogged(SioPacket packet, EngineConnection connection, Instant now) {
        return packet(packet, connection, null, now);
    }

    private ReceivedPacket packet(
            SioPacket packet, EngineConnection connection, @Nullable NamespaceSession session, Instant now) {
        String transport = connection.current().name();
        return new ReceivedPacket(
                packet, new ReceivedPacket.Origin(connection, transport, all.size() + 1, now), session);
    }

    List<ReceivedPacket> all() {
        return List.copyOf(all);
    }

    /** Takes the first packet that fits; the others stay. */
    @Nullable ReceivedPacket take(Predicate<? super ReceivedPacket> which) {
        for (Iterator<ReceivedPacket> each = waiting.iterator(); each.hasNext(); ) {
            ReceivedPacket packet = each.next();
            if (which.test(packet)) {
                each.remove();
                return packet;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return waiting.toString();
    }
}
