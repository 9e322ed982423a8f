package dev.halley.internal.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** A kernel on the test's own thread: nothing runs until the test says so. */
public final class FakeKernel implements TimeSource {
    public final RunQueue io = new RunQueue();
    public final RunQueue handlers = new RunQueue();
    public final List<Throwable> uncaught = new ArrayList<>();
    private final PriorityQueue<Entry> timers = new PriorityQueue<>();
    private long now = 1_000_000_000L;
    private long sequence;

    public Kernel kernel() {
        return new Kernel(this, io, handlers, () -> 0.5);
    }

    public SerialContext context() {
        return new SerialContext(kernel(), uncaught::add);
    }

    /** Runs both queues until they are empty. */
    public void runPending() {
        while (!io.isEmpty() || !handlers.isEmpty()) {
            io.runAll();
            handlers.runAll();
        }
    }

    public void advance(Duration duration) {
        long end = now + duration.toNanos();
        while (!timers.isEmpty() && timers.peek().at <= end) {
            Entry next = timers.poll();
            now = Math.max(now, next.at);
            next.task.run();
            runPending();
        }
        now = end;
    }

    public int timers() {
        return timers.size();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Entry entry = new Entry(now + Math.max(0, delayNanos), sequence++, task);
        timers.add(entry);
        return () -> timers.remove(entry);
    }

    private record Entry(long at, long sequence, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    /** An executor that runs when it is told to, and that can be made to refuse. */
    public static final class RunQueue implements Executor {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        public RuntimeException refusal;
        public int executed;

        @Override
        public void execute(Runnable task) {
            if (refusal != null) {
                throw refusal;
            }
            executed++;
            tasks.add(task);
        }

        public boolean isEmpty() {
            return tasks.isEmpty();
        }

        public int size() {
            return tasks.size();
        }

        public void runNext() {
            tasks.remove().run();
        }

        public void runAll() {
            while (!tasks.isEmpty()) {
                runNext();
            }
        }
    }
}
