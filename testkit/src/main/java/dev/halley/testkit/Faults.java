package dev.halley.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultProxy} does to the bytes of one direction, or of both. Thread-safe. */
public final class Faults {
    private final Supplier<List<ProxiedConnection>> connections;
    private final List<Faults> parts;
    private final boolean toServer;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Duration latency = Duration.ZERO;
    private int bytesPerSecond;
    private boolean blackhole;
    private long passed;
    private @Nullable Cut cut;

    /** Where the next connection breaks: after so many more bytes of the direction, or in the middle of one read. */
    private record Cut(long at, boolean midway, Reply.Ending ending) {}

    /** What is to be done with bytes that were read. */
    record Verdict(int passing, Reply.@Nullable Ending ending) {}

    Faults(Supplier<List<ProxiedConnection>> connections, boolean toServer) {
        this.connections = connections;
        this.toServer = toServer;
        this.parts = List.of();
    }

    Faults(Supplier<List<ProxiedConnection>> connections, Faults... parts) {
        this.connections = connections;
        this.toServer = false;
        this.parts = List.of(parts);
    }

    /**
     * Delays everything.
     *
     * @param latency how long each byte is on its way; zero for no delay
     * @return these switches
     */
    public Faults latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency: " + latency + " (expected: zero or more)");
        }
        return set(faults -> faults.latency = latency);
    }

    /**
     * Slows everything down.
     *
     * @param bytesPerSecond how much each connection carries; 0 for as much as it can
     * @return these switches
     */
    public Faults throttle(int bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: 0 or more)");
        }
        return set(faults -> faults.bytesPerSecond = bytesPerSecond);
    }

    /**
     * Swallows everything from now on, the end of connections too, as when a cable is cut: nobody is told. New
     * connections are accepted and swallow too.
     *
     * @return these switches
     */
    public Faults blackhole() {
        return set(faults -> faults.blackhole = true);
    }

    /**
     * Ends this direction of all open connections in order; the other direction stays.
     *
     * @return these switches
     */
    public Faults halfClose() {
        return each(faults -> faults.connections.get().forEach(open -> open.halfClose(faults.toServer)));
    }

    /**
     * Breaks the connection whose bytes are the ones after the next so many of this direction. Once; other connections
     * stay.
     *
     * @param bytes how many bytes still pass, counted over all connections
     * @param ending how the connection ends, on both sides
     * @return these switches
     */
    public Faults cutAfter(long bytes, Reply.Ending ending) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
        Objects.requireNonNull(ending, "ending");
        return set(faults -> faults.cut = new Cut(faults.passed + bytes, false, ending));
    }

    /**
     * Breaks the connection that carries something next, in the middle of it: half of what is read at once still passes.
     * When the sender writes one frame at a time, that is the middle of a frame. Once; other connections stay.
     *
     * @param ending how the connection ends, on both sides
     * @return these switches
     */
    public Faults cutMidFrame(Reply.Ending ending) {
        Objects.requireNonNull(ending, "ending");
        return set(faults -> faults.cut = new Cut(0, true, ending));
    }

    /**
     * Takes all faults back. What was swallowed stays lost.
     *
     * @return these switches
     */
    public Faults clear() {
        return set(faults -> {
            faults.latency = Duration.ZERO;
            faults.bytesPerSecond = 0;
            faults.blackhole = false;
            faults.cut = null;
        });
    }

    /**
     * How many bytes have passed, without those that were swallowed or cut off.
     *
     * @return the count, over all connections so far
     */
    public long bytes() {
        if (!parts.isEmpty()) {
            return parts.stream().mapToLong(Faults::bytes).sum();
        }
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many bytes have passed.
     *
     * @param bytes how many, over all connections so far
     * @param timeout how long to wait
     * @throws AssertionError if it were fewer then
     */
    public void awaitBytes(long bytes, Duration timeout) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException("awaitBytes: of both directions (expected: of one)");
        }
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (passed < bytes) {
                if (nanos <= 0) {
                    throw new AssertionError("bytes: " + passed + " after " + timeout + " (expected: " + bytes + ")");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + bytes + " bytes", e);
        } finally {
            lock.unlock();
        }
    }

    private Faults each(Consumer<Faults> action) {
        (parts.isEmpty() ? List.of(this) : parts).forEach(action);
        return this;
    }

    private Faults set(Consumer<Faults> change) {
        return each(faults -> {
            faults.lock.lock();
            try {
                change.accept(faults);
            } finally {
                faults.lock.unlock();
            }
        });
    }

    Duration latency() {
        lock.lock();
        try {
            return latency;
        } finally {
            lock.unlock();
        }
    }

    int bytesPerSecond() {
        lock.lock();
        try {
            return bytesPerSecond;
        } finally {
            lock.unlock();
        }
    }

    boolean swallows() {
        lock.lock();
        try {
            return blackhole;
        } finally {
            lock.unlock();
        }
    }

    /** How much of what is about to be written passes; a cut is used up by it. */
    Verdict pass(int length) {
        lock.lock();
        try {
            Cut due = cut;
            int passing = length;
            Reply.Ending ending = null;
            if (blackhole) {
                passing = 0;
            } else if (due != null && (due.midway || passed + length > due.at)) {
                passing = due.midway ? length / 2 : (int) (due.at - passed);
                ending = due.ending;
                cut = null;
            }
            passed += passing;
            changed.signalAll();
            return new Verdict(passing, ending);
        } finally {
            lock.unlock();
        }
    }
}
