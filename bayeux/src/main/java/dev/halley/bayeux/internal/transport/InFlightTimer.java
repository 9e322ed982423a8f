package dev.halley.bayeux.internal.transport;

import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.transport.WebSocketTransport.InFlight;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches over replies on a socket with one timer. A reply that is late while other bytes keep arriving gets up to four
 * times its time: on a slow link a large message makes replies look late that are on their way. Serial context.
 */
final class InFlightTimer {
    private static final int PATIENCE = 4;

    private final SerialContext context;
    private final TimeSource time;
    private final Map<String, InFlight> inFlight;
    private final BiConsumer<List<InFlight>, Boolean> expired;
    private TimeSource.@Nullable Timer timer;
    private long wakeAt;
    private boolean suspended;

    // written on the wire's threads, too
    private volatile long lastBytes;

    /**
     * @param expired gets the messages whose time is up, already removed, and whether nothing else arrived meanwhile
     */
    InFlightTimer(
            SerialContext context,
            TimeSource time,
            Map<String, InFlight> inFlight,
            BiConsumer<List<InFlight>, Boolean> expired) {
        this.context = context;
        this.time = time;
        this.inFlight = inFlight;
        this.expired = expired;
        this.lastBytes = time.nanoTime();
    }

    /** Any thread. */
    void bytesArrived() {
        lastBytes = time.nanoTime();
    }

    /** Messages came, perhaps replies among them. */
    void answered(List<ReceivedMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (Replies.isReply(messages.get(i))) {
                answered(messages.get(i));
            }
        }
    }

    private void answered(ReceivedMessage message) {
        InFlight sent = message.id() == null ? oldest(message) : inFlight.get(message.id());
        if (sent != null && Replies.answers(message, sent.message(), true)) {
            inFlight.remove(sent.message().id());
        }
    }

    // P34: a reply without an id is the one of the oldest request of its channel
    private @Nullable InFlight oldest(ReceivedMessage message) {
        for (InFlight sent : inFlight.values()) {
            if (sent.message().channel().equals(message.channel())) {
                return sent;
            }
        }
        return null;
    }

    /** While the client itself does not read, no reply is late. */
    void suspended(boolean on) {
        if (suspended && !on) {
            lastBytes = time.nanoTime();
        }
        suspended = on;
    }

    /** A message with this deadline went out. */
    void sent(long deadline) {
        if (timer == null || deadline - wakeAt < 0) {
            wakeAt(deadline);
        }
    }

    private void wakeAt(long when) {
        stop();
        wakeAt = when;
        timer = context.schedule(Math.max(0, when - time.nanoTime()), this::wake);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private long dueIn(InFlight sent, long now) {
        Duration timeout = sent.timeout();
        long latest = sent.deadline() + (PATIENCE - 1) * timeout.toNanos();
        long quiet = suspended ? now + timeout.toNanos() : lastBytes + timeout.toNanos();
        long due = quiet - sent.deadline() <= 0 ? sent.deadline() : suspended || quiet - latest < 0 ? quiet : latest;
        return due - now;
    }

    private void wake() {
        timer = null;
        long now = time.nanoTime();
        List<InFlight> late = new ArrayList<>();
        boolean silent = false;
        for (InFlight sent : inFlight.values()) {
            if (dueIn(sent, now) <= 0) {
                late.add(sent);
                silent |= now - lastBytes >= sent.timeout().toNanos();
            }
        }
        if (!late.isEmpty()) {
            late.forEach(sent -> inFlight.remove(sent.message().id()));
            expired.accept(late, silent);
        }
        long next = Long.MAX_VALUE;
        for (InFlight sent : inFlight.values()) {
            next = Math.min(next, Math.max(0, dueIn(sent, now)));
        }
        if (next != Long.MAX_VALUE && timer == null) {
            wakeAt(now + next);
        }
    }
}
