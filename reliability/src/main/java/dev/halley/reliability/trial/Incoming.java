package dev.halley.reliability.trial;

import dev.halley.reliability.report.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The book of the numbered events: what the server said, what the application got, and which gaps it was told. Thread-safe. */
final class Incoming {
    /** Handlers and listeners of one client are two queues: what one hears may be written down so much later. */
    private static final long BLUR_MILLIS = 500;

    private static final long NANOS = 1_000_000;
    private static final int SOME = 10;

    /** When something arrived, by both clocks of this machine. */
    record Receipt(long nanos, long millis) {
        static Receipt now() {
            return new Receipt(System.nanoTime(), System.currentTimeMillis());
        }
    }

    /** A reply to a call: it came between the events, in order with them where the connection is. */
    record Reply(long sentMillis, long cameMillis) {}

    private record Gap(Receipt told, Instant lostAt, Instant restoredAt) {}

    private final Supplier<Receipt> clock;

    // Guarded by this.
    private final TreeMap<Integer, Long> sent = new TreeMap<>();
    private final TreeMap<Integer, Receipt> received = new TreeMap<>();
    private final Map<Integer, Integer> again = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final TreeMap<Long, Reply> replies = new TreeMap<>();

    private int first;
    private int forgottenGaps;

    Incoming(Supplier<Receipt> clock) {
        this.clock = clock;
    }

    synchronized void sent(int number, long millis) {
        sent.put(number, millis);
    }

    synchronized void received(int number) {
        if (received.putIfAbsent(number, clock.get()) != null) {
            again.merge(number, 1, Integer::sum);
        }
    }

    synchronized void gap(Instant lostAt, Instant restoredAt) {
        gaps.add(new Gap(clock.get(), lostAt, restoredAt));
    }

    synchronized void reply(Reply reply) {
        replies.put(reply.cameMillis(), reply);
    }

    synchronized int gaps() {
        return forgottenGaps + gaps.size();
    }

    /** Begins anew behind what was sent so far; what of it comes now was sent by nobody. */
    synchronized void forget() {
        first = next();
        forgottenGaps = gaps();
        sent.clear();
        received.clear();
        again.clear();
        gaps.clear();
        replies.clear();
    }

    synchronized int next() {
        return sent.isEmpty() ? first : sent.lastKey() + 1;
    }

    /** Whether the last one that was sent has arrived: nothing is on its way any more. */
    synchronized boolean hasLast() {
        return !sent.isEmpty() && received.containsKey(sent.lastKey());
    }

    /** When the first arrived that was sent after this instant; null as long as none has. */
    synchronized @Nullable Long firstSentAfter(long millis) {
        for (Map.Entry<Integer, Receipt> each : received.entrySet()) {
            Long at = sent.get(each.getKey());
            if (at != null && at > millis) {
                return each.getValue().nanos();
            }
        }
        return null;
    }

    /**
     * The account.
     *
     * @param clockIsTrue whether the client's wall clock was this machine's all the time: then the times of gaps are checked
     * @param problems where what is lost in silence is described
     */
    synchronized Outcome.Down account(boolean clockIsTrue, List<String> problems) {
        int inGap = 0;
        List<String> silent = new ArrayList<>();
        for (int number : sent.keySet()) {
            if (!received.containsKey(number)) {
                String why = whyNotInGap(number, clockIsTrue);
                if (why == null) {
                    inGap++;
                } else {
                    silent.add(number + why);
                }
            }
        }
        if (!silent.isEmpty()) {
            problems.add("events lost in silence: " + silent.size() + " "
                    + silent.subList(0, Math.min(SOME, silent.size())));
        }
        if (!again.isEmpty()) {
            problems.add("events that came twice: "
                    + again.keySet().stream().sorted().limit(SOME).toList());
        }
        List<Integer> unknown = received.keySet().stream()
                .filter(number -> !sent.containsKey(number))
                .toList();
        if (!unknown.isEmpty()) {
            problems.add("events that nobody sent: " + unknown);
        }
        return new Outcome.Down(sent.size(), sent.size() - inGap - silent.size(), again.size(), inGap, silent.size());
    }

    /** Null when a gap covers the time when it was sent; where that can't be said, when it was told between its neighbours. */
    private @Nullable String whyNotInGap(int number, boolean clockIsTrue) {
        Map.Entry<Integer, Receipt> before = received.lowerEntry(number);
        Map.Entry<Integer, Receipt> after = received.higherEntry(number);
        String why = "";
        for (Gap gap : gaps) {
            long millis = gap.restoredAt.toEpochMilli() - gap.lostAt.toEpochMilli();
            boolean excused;
            if (clockIsTrue) {
                excused = covers(gap.lostAt.toEpochMilli(), gap.restoredAt.toEpochMilli(), number, before);
            } else if (millis >= 0) {
                // By a clock that is wrong all the time, so its length is true; it is told when it ends.
                excused = covers(gap.told.millis() - millis, gap.told.millis(), number, before);
            } else {
                excused =
                        (before == null || gap.told.nanos() >= before.getValue().nanos() - BLUR_MILLIS * NANOS)
                                && (after == null
                                        || gap.told.nanos() <= after.getValue().nanos() + BLUR_MILLIS * NANOS);
            }
            if (excused) {
                return null;
            }
            why = " (sent at " + Instant.ofEpochMilli(sent.getOrDefault(number, 0L)) + ", a gap is from " + gap.lostAt
                    + " to " + gap.restoredAt + ")";
        }
        return why;
    }

    /**
     * The begin of a gap is an instant of arrival; what was on its way then was sent as much earlier as what arrived last,
     * be it an event or a reply.
     */
    private boolean covers(long from, long to, int number, Map.@Nullable Entry<Integer, Receipt> before) {
        long at = sent.getOrDefault(number, 0L);
        Long sentBefore = before == null ? null : sent.get(before.getKey());
        long way = before == null || sentBefore == null ? 0 : before.getValue().millis() - sentBefore;
        Map.Entry<Long, Reply> last = replies.floorEntry(from + BLUR_MILLIS);
        if (last != null && (before == null || last.getKey() > before.getValue().millis())) {
            way = Math.max(way, last.getKey() - last.getValue().sentMillis());
        }
        return at >= from - way - BLUR_MILLIS && at <= to + BLUR_MILLIS;
    }
}
