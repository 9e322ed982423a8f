package dev.halley.socketio.internal.session;

import dev.halley.engineio.MessageRefusedException;
import dev.halley.internal.loop.TimeSource;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One emit from the call to its end. Made on the caller's thread; afterwards the serial context's. */
final class PendingEmit {
    private final Emission emission;
    private final @Nullable String dedupId;
    private final Instant since;
    private final int retries;
    private final @Nullable Outcome<Void> written;
    private final @Nullable Outcome<Void> taken;
    private final @Nullable Outcome<PacketData> reply;

    // serial context, once it was handed over
    private long id = -1;
    private List<?> messages = List.of();
    private @Nullable Membership encodedFor;
    private Place place = Place.NEW;
    private long order;
    /** How many times it was given to the engine: what is told of an earlier time is stale. */
    private int sends;
    /** How many times in a row the server refused the request with it. */
    private int refusals;

    private boolean mayHaveArrived;

    private @Nullable CompletableFuture<Void> sending;
    private TimeSource.@Nullable Timer ttl;
    private TimeSource.@Nullable Timer timeout;

    /** So often the server may refuse what is not too large by itself: a session that is gone is no fault of an emit. */
    private static final int MOST_REFUSALS = 5;

    /** Which of its ends somebody waits for; the others cost nothing. */
    enum Awaits {
        WRITTEN,
        TAKEN,
        REPLY,
        ALL
    }

    /** Where it is. */
    enum Place {
        NEW,
        /** It waits for the connection. */
        BUFFERED,
        /** It waits for its turn among those that are sent until they are acknowledged. */
        QUEUED,
        /** The engine has it. */
        SENDING,
        /** It was written, and the acknowledgement has not come. */
        AWAITING,
        DONE
    }

    /** What the faces hold of it, to find it when the caller gives up. */
    static final class Outcome<T> extends CompletableFuture<T> {
        private final PendingEmit emit;

        private Outcome(PendingEmit emit) {
            this.emit = emit;
        }

        PendingEmit emit() {
            return emit;
        }
    }

    /**
     * An emit.
     *
     * @param retries how often it is sent again
     */
    PendingEmit(Emission emission, Awaits awaits, int retries, Instant since) {
        this.emission = emission;
        this.retries = emission.droppable() ? 0 : retries;
        this.since = since;
        this.written = outcome(awaits, Awaits.WRITTEN);
        this.taken = outcome(awaits, Awaits.TAKEN);
        this.reply = outcome(awaits, Awaits.REPLY);
        this.dedupId = emission.dedupId() ? UUID.randomUUID().toString() : null;
    }

    private <T> @Nullable Outcome<T> outcome(Awaits awaits, Awaits end) {
        return awaits == end || awaits == Awaits.ALL ? new Outcome<>(this) : null;
    }

    private List<@Nullable Object> data() {
        List<? extends @Nullable Object> args = emission.args();
        List<@Nullable Object> data = new ArrayList<>(args.size() + 2);
        data.add(emission.event());
        data.addAll(args);
        if (dedupId != null) {
            data.add(dedupId);
        }
        return data;
    }

    /** Encodes it, once; on the thread that emits wherever the namespace is known by then. */
    void encode(PacketEncoder encoder, Membership membership) {
        id = reply != null || retries > 0 ? membership.nextAckId() : -1;
        messages = encoder.encode(new OutgoingPacket(PacketType.EVENT, emission.namespace(), id, data()));
        encodedFor = membership;
    }

    /** Whether it has its id from this namespace. */
    boolean isEncodedFor(Membership membership) {
        return encodedFor == membership;
    }

    /** What is to be written, to be measured only. */
    List<?> encoded() {
        return messages;
    }

    /** What to give to the engine; it may be given several times. */
    List<?> messages() {
        if (messages.size() == 1 && messages.get(0) instanceof String) {
            return messages;
        }
        List<Object> copies = new ArrayList<>(messages.size());
        for (Object message : messages) {
            copies.add(message instanceof ByteBuffer binary ? binary.duplicate() : message);
        }
        return copies;
    }

    Emission emission() {
        return emission;
    }

    /** The acknowledgement's id, or -1. */
    long id() {
        return id;
    }

    /** How often it is sent again when no acknowledgement comes. */
    int retries() {
        return retries;
    }

    /** How events name it. */
    String label() {
        return id < 0 ? emission.event() : emission.event() + " " + id;
    }

    @Nullable Outcome<Void> written() {
        return written;
    }

    @Nullable Outcome<Void> taken() {
        return taken;
    }

    @Nullable Outcome<PacketData> reply() {
        return reply;
    }

    Place place() {
        return place;
    }

    boolean isDone() {
        return place == Place.DONE;
    }

    void place(Place now) {
        place = now;
        if (now == Place.BUFFERED || now == Place.QUEUED) {
            wasTaken();
        }
    }

    void order(long number) {
        order = number;
    }

    /** Counts all emits of a client. */
    long order() {
        return order;
    }

    int nextSend() {
        return ++sends;
    }

    boolean isSend(int number) {
        return sends == number;
    }

    void sending(CompletableFuture<Void> future) {
        sending = future;
    }

    /** The engine is to forget it, if nothing of it was written. */
    void takeBack() {
        sends++;
        if (sending != null) {
            sending.cancel(false);
            sending = null;
        }
    }

    void ttl(TimeSource.Timer timer) {
        ttl = timer;
    }

    boolean hasTtl() {
        return ttl != null;
    }

    void timeout(TimeSource.@Nullable Timer timer) {
        if (timeout != null) {
            timeout.cancel();
        }
        timeout = timer;
    }

    /** Whether it is of no use to send it again, now that a time ended so. */
    boolean isHopeless(Throwable cause) {
        if (!(cause instanceof MessageRefusedException refused)) {
            refusals = 0;
            return false;
        }
        return ++refusals >= MOST_REFUSALS || refused.isTooLarge();
    }

    /** The server may have got it, be it that it is to be sent again. */
    void mayArrive() {
        mayHaveArrived = true;
    }

    boolean mayHaveArrived() {
        return mayHaveArrived;
    }

    /** As the application allowed: only who waits for more than that it was taken hears of it. */
    void wasDropped() {
        wasTaken();
    }

    private void wasTaken() {
        if (taken != null) {
            taken.complete(null);
        }
    }

    /** The wire took it. */
    void wasWritten() {
        mayHaveArrived = true;
        if (written != null) {
            written.complete(null);
        }
        wasTaken();
    }

    /** It ended well. */
    void done(@Nullable PacketData answer) {
        place = Place.DONE;
        stop();
        if (reply != null && answer != null) {
            reply.complete(answer);
        }
    }

    /** It ended, and whoever still waits hears why. */
    void fail(Throwable cause) {
        place = Place.DONE;
        stop();
        fail(written, cause);
        fail(taken, cause);
        fail(reply, cause);
    }

    private static void fail(@Nullable Outcome<?> end, Throwable cause) {
        if (end != null) {
            end.completeExceptionally(cause);
        }
    }

    private void stop() {
        if (ttl != null) {
            ttl.cancel();
        }
        timeout(null);
    }

    BufferedEmit snapshot() {
        return new BufferedEmit(emission.namespace(), emission.event(), emission.args(), since);
    }

    @Override
    public String toString() {
        return emission + (id < 0 ? "" : ", acknowledgement " + id);
    }
}
