package dev.halley.internal.loop;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of many operations, of which nearly all end in time: those of the same length stand in a line, and only the
 * first of it has a timer. Serial context.
 */
public final class Timeouts {
    /** So few that were cancelled are left where they are. */
    private static final int FEW = 64;

    private final SerialContext context;
    private final TimeSource time;
    private final Map<Long, Line> lines = new HashMap<>();
    /** The one that was asked for last, while it is in use: hardly any client has two. */
    private @Nullable Line latest;

    /** No limit runs. */
    public Timeouts(SerialContext context, TimeSource time) {
        this.context = context;
        this.time = time;
    }

    /** Runs a task after a delay, unless it is cancelled before. */
    public TimeSource.Timer schedule(long delayNanos, Runnable task) {
        Line line = latest;
        if (line == null || line.delayNanos != delayNanos) {
            line = lines.computeIfAbsent(delayNanos, Line::new);
            latest = line;
        }
        return line.add(task);
    }

    private final class Line {
        private final long delayNanos;
        private final ArrayDeque<Limit> limits = new ArrayDeque<>();
        private int cancelled;
        private TimeSource.@Nullable Timer timer;

        Line(long delayNanos) {
            this.delayNanos = delayNanos;
        }

        Limit add(Runnable task) {
            Limit limit = new Limit(this, time.nanoTime(), task);
            limits.add(limit);
            if (timer == null) {
                timer = context.schedule(delayNanos, this::look);
            }
            return limit;
        }

        void cancelled() {
            cancelled++;
            skip();
            if (cancelled > FEW && cancelled > limits.size() / 2) {
                limits.removeIf(limit -> limit.task == null);
                cancelled = 0;
            }
            leaveIfEmpty();
        }

        /** The first of the line is one that runs. */
        private void skip() {
            for (Limit first = limits.peek(); first != null && first.task == null; first = limits.peek()) {
                cancelled--;
                limits.remove();
            }
        }

        private void leaveIfEmpty() {
            if (limits.isEmpty()) {
                lines.remove(delayNanos, this);
                if (latest == this) {
                    latest = null;
                }
                if (timer != null) {
                    timer.cancel();
                    timer = null;
                }
            }
        }

        private void look() {
            timer = null;
            long now = time.nanoTime();
            try {
                for (Limit first = limits.peek();
                        first != null && now - first.since >= delayNanos;
                        first = limits.peek()) {
                    limits.remove();
                    first.run();
                    skip();
                }
            } finally {
                Limit next = limits.peek();
                if (next == null) {
                    leaveIfEmpty();
                } else if (timer == null) {
                    timer = context.schedule(delayNanos - (now - next.since), this::look);
                }
            }
        }
    }

    private static final class Limit implements TimeSource.Timer {
        private final Line line;
        private final long since;
        private @Nullable Runnable task;

        Limit(Line line, long since, Runnable task) {
            this.line = line;
            this.since = since;
            this.task = task;
        }

        void run() {
            Runnable due = task;
            task = null;
            if (due != null) {
                due.run();
            }
        }

        @Override
        public void cancel() {
            if (task != null) {
                task = null;
                line.cancelled();
            }
        }
    }
}
