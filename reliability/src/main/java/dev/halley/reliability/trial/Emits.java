package dev.halley.reliability.trial;

import dev.halley.reliability.report.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The book of the numbered emits, which nobody confirms: one that the connection took is lost with that connection, or not
 * at all. Thread-safe.
 */
final class Emits {
    private static final int SOME = 10;

    /** What the application was told. */
    enum End {
        /** The connection took it. */
        TAKEN,
        /** It may have arrived. */
        UNCONFIRMED,
        NOT_SENT
    }

    private static final class Emit {
        private @Nullable End end;
        private long endNanos;
    }

    private final LongSupplier nanos;
    private final long noticed;

    // Guarded by this.
    private final TreeMap<Integer, Emit> emits = new TreeMap<>();
    private final Map<Integer, Integer> got = new HashMap<>();
    private final TreeSet<Long> disconnects = new TreeSet<>();

    /**
     * An empty book.
     *
     * @param nanos the time since it was begun
     * @param noticed within which a client notices that its connection is lost
     */
    Emits(LongSupplier nanos, Duration noticed) {
        this.nanos = nanos;
        this.noticed = noticed.toNanos();
    }

    synchronized void sent(int number) {
        emits.put(number, new Emit());
    }

    synchronized void ended(int number, End end) {
        Emit emit = emits.get(number);
        if (emit != null && emit.end == null) {
            emit.end = end;
            emit.endNanos = nanos.getAsLong();
        }
    }

    synchronized void got(int number) {
        got.merge(number, 1, Integer::sum);
    }

    /** The client was told that its connection is lost. */
    synchronized void disconnected() {
        disconnects.add(nanos.getAsLong());
    }

    synchronized boolean allEnded() {
        return emits.values().stream().allMatch(emit -> emit.end != null);
    }

    synchronized void forget() {
        emits.clear();
        got.clear();
        disconnects.clear();
    }

    synchronized Outcome.Emits account(List<String> problems) {
        int lost = 0;
        int duplicated = 0;
        List<String> silent = new ArrayList<>();
        for (Map.Entry<Integer, Emit> each : emits.entrySet()) {
            Emit emit = each.getValue();
            int count = got.getOrDefault(each.getKey(), 0);
            duplicated += count > 1 ? 1 : 0;
            lost += emit.end == End.TAKEN && count == 0 ? 1 : 0;
            if (!isTrue(emit, count)) {
                silent.add(each.getKey() + (emit.end == null ? " never ended" : " " + emit.end) + ", got " + count
                        + " times");
            }
        }
        if (!silent.isEmpty()) {
            problems.add("emits whose end is not true: " + silent.size() + " "
                    + silent.subList(0, Math.min(SOME, silent.size())));
        }
        if (duplicated > 0) {
            problems.add("emits that the server got twice: " + duplicated);
        }
        return new Outcome.Emits(emits.size(), lost, duplicated, silent.size());
    }

    private boolean isTrue(Emit emit, int count) {
        if (emit.end == End.TAKEN && count == 0) {
            Long next = disconnects.ceiling(emit.endNanos);
            return next != null && next - emit.endNanos <= noticed;
        }
        return emit.end != null && !(emit.end == End.NOT_SENT && count > 0);
    }
}
