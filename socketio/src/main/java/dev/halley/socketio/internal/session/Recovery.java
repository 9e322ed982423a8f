package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent.DropReason;
import dev.halley.internal.delivery.Completion;
import dev.halley.socketio.parser.Packet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One namespace's position in the stream of a server that restores the state of a lost connection (S5-19). The position
 * advances when the handlers have finished with an event, in the order of the events, however they finish. Serial context.
 */
final class Recovery {
    /** What servers use as offsets; text of other kinds is the last argument of an event that has none. */
    private static final Pattern OFFSET = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Executor context;

    private @Nullable String pid;
    private @Nullable String offset;
    /** Received, and not finished with, in order. */
    private Deque<Position> open = new ArrayDeque<>();
    /** What was open when the server was asked to go on from the offset: it will come again. */
    private Set<String> known = Set.of();

    Recovery(Executor context) {
        this.context = context;
    }

    /** What an event moves when its handlers have finished. */
    private final class Position implements Completion {
        private final String offset;
        private final Deque<Position> stream;
        private boolean finished;

        private Position(String offset, Deque<Position> stream) {
            this.offset = offset;
            this.stream = stream;
        }

        @Override
        public void processed() {
            context.execute(this::finish);
        }

        /** It was reported as dropped, and asking for it again would drop it again. */
        @Override
        public void dropped(DropReason reason) {
            context.execute(this::finish);
        }

        private void finish() {
            finished = true;
            if (stream != open) {
                // of a stream that was not restored
                return;
            }
            while (!open.isEmpty() && open.getFirst().finished) {
                Recovery.this.offset = open.removeFirst().offset;
            }
        }
    }

    /** Goes into the CONNECT before the credentials; empty when there is nothing to restore. */
    Map<String, Object> request() {
        Map<String, Object> fields = new LinkedHashMap<>();
        String id = pid;
        if (id != null) {
            fields.put("pid", id);
            String last = offset;
            if (last != null) {
                fields.put("offset", last);
            }
            known = new HashSet<>();
            for (Position position : open) {
                known.add(position.offset);
            }
        }
        return fields;
    }

    /**
     * The namespace was joined.
     *
     * @return whether the server restored the state
     */
    boolean accepted(@Nullable String newPid) {
        boolean recovered = newPid != null && newPid.equals(pid);
        if (!recovered) {
            forget();
            pid = newPid;
        }
        return recovered;
    }

    /** Nothing is to be restored. */
    void forget() {
        pid = null;
        offset = null;
        open = new ArrayDeque<>();
        known = Set.of();
    }

    /** The last position that the handlers have finished with. */
    @Nullable String offset() {
        return offset;
    }

    /** Whether events of this stream may have an offset. */
    boolean isOn() {
        return pid != null;
    }

    /** The event's offset; null when it has none. */
    @Nullable String offsetOf(Packet packet) {
        if (pid == null || packet.id() >= 0 || packet.data().size() == 0) {
            return null;
        }
        Object last = packet.data().get(packet.data().size() - 1, Object.class);
        return last instanceof String text && OFFSET.matcher(text).matches() ? text : null;
    }

    /** Whether an event came before, over the former connection, and its handlers have it or had it meanwhile. */
    boolean isRepeated(String eventOffset) {
        return known.contains(eventOffset);
    }

    /** The replay is over. */
    void replayed() {
        known = Set.of();
    }

    /** An event is handed to its handlers. */
    Completion received(String eventOffset) {
        Position position = new Position(eventOffset, open);
        open.addLast(position);
        return position;
    }
}
