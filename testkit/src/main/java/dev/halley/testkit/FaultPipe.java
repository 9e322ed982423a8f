package dev.halley.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection through a {@link FaultProxy}. One thread reads, and stops while too much is on its way;
 * another one writes when it is time.
 */
final class FaultPipe {
    private static final int CHUNK = 16 << 10;
    private static final int CAPACITY = 256 << 10;

    /** How often a slowed down direction writes. */
    private static final int TICKS_PER_SECOND = 20;

    private final ProxiedConnection connection;
    private final Socket from;
    private final Socket to;
    private final Faults faults;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> onTheWay = new ArrayDeque<>();
    private int waiting;
    private boolean finished;
    private boolean stopped;
    private boolean ended;

    /** What was read at once, and when. */
    private record Chunk(byte[] bytes, long readAt) {}

    FaultPipe(ProxiedConnection connection, Socket from, Socket to, Faults faults) {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.faults = faults;
    }

    void read() {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!put(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime()))) {
                    return;
                }
            }
            finish();
        } catch (IOException e) {
            // A reset is passed on as one, unless nobody is to be told.
            if (!faults.swallows()) {
                connection.end(Reply.Ending.RESET);
            }
        }
    }

    void write() {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = take(); chunk != null; chunk = take()) {
                if (!write(chunk.bytes, out)) {
                    return;
                }
            }
            if (!isStopped() && !faults.swallows()) {
                to.shutdownOutput();
                lock.lock();
                try {
                    ended = true;
                } finally {
                    lock.unlock();
                }
                connection.pipeEnded();
            }
        } catch (IOException e) {
            // The receiver is gone; the sender finds out in the same way.
            connection.end(Reply.Ending.RESET);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a pipe", e);
        }
    }

    /** False when the connection was cut. */
    private boolean write(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
        int from = 0;
        while (from < bytes.length) {
            int rate = faults.bytesPerSecond();
            int length = bytes.length - from;
            if (rate > 0) {
                length = Math.min(length, Math.max(1, rate / TICKS_PER_SECOND));
                if (!pause(Duration.ofNanos(1_000_000_000L * length / rate).toNanos())) {
                    return false;
                }
            }
            Faults.Verdict verdict = faults.pass(length);
            out.write(bytes, from, verdict.passing());
            if (verdict.ending() != null) {
                connection.end(verdict.ending());
                return false;
            }
            from += length;
        }
        return true;
    }

    /** False when the connection has ended. */
    private boolean put(Chunk chunk) {
        lock.lock();
        try {
            while (waiting > 0 && waiting + chunk.bytes.length > CAPACITY && !stopped) {
                changed.awaitUninterruptibly();
            }
            if (stopped || finished) {
                return !stopped;
            }
            onTheWay.add(chunk);
            waiting += chunk.bytes.length;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What is due next; null when nothing more comes. */
    private @Nullable Chunk take() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped) {
                Chunk next = onTheWay.peek();
                if (next == null && finished) {
                    return null;
                }
                if (next == null) {
                    changed.awaitUninterruptibly();
                    continue;
                }
                long due = next.readAt + faults.latency().toNanos() - System.nanoTime();
                if (due <= 0) {
                    onTheWay.remove();
                    waiting -= next.bytes.length;
                    changed.signalAll();
                    return next;
                }
                long unused = changed.awaitNanos(due);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** False when the connection has ended. */
    private boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is read; what is on its way still arrives. */
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more happens. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            onTheWay.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
