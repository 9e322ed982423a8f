package dev.halley.reliability.trial;

import dev.halley.reliability.report.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The book of the numbered calls: how each ended for the application, and how often the server got it. Thread-safe. */
final class Outgoing {
    private static final int SOME = 10;

    /** What the application was told. */
    enum End {
        CONFIRMED,
        UNCONFIRMED,
        NOT_SENT,
        /** The server said no, so it was not processed. */
        REFUSED
    }

    private static final class Call {
        private final long sentNanos = System.nanoTime();
        private @Nullable End end;
        private long endNanos;
        private long endMillis;
    }

    // Guarded by this.
    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private final Map<Integer, Integer> got = new HashMap<>();
    private final Map<Integer, Long> gotMillis = new HashMap<>();

    synchronized void sent(int number) {
        calls.put(number, new Call());
    }

    synchronized void ended(int number, End end) {
        Call call = calls.get(number);
        if (call != null && call.end == null) {
            call.end = end;
            call.endNanos = System.nanoTime();
            call.endMillis = System.currentTimeMillis();
        }
    }

    synchronized void got(int number) {
        got.merge(number, 1, Integer::sum);
        gotMillis.putIfAbsent(number, System.currentTimeMillis());
    }

    synchronized void forget() {
        calls.clear();
        got.clear();
        gotMillis.clear();
    }

    synchronized boolean allEnded() {
        return calls.values().stream().allMatch(call -> call.end != null);
    }

    /** When the first was confirmed that was sent after this time; null as long as none has. */
    synchronized @Nullable Long firstSentAfter(long nanos) {
        for (Call call : calls.values()) {
            if (call.sentNanos - nanos > 0 && call.end == End.CONFIRMED) {
                return call.endNanos;
            }
        }
        return null;
    }

    /** The replies that came, sent when the server got the call. */
    synchronized List<Incoming.Reply> replies() {
        List<Incoming.Reply> replies = new ArrayList<>();
        calls.forEach((number, call) -> {
            Long at = gotMillis.get(number);
            if (call.end == End.CONFIRMED && at != null) {
                replies.add(new Incoming.Reply(at, call.endMillis));
            }
        });
        return replies;
    }

    private static boolean isNotProcessed(End end) {
        return end == End.NOT_SENT || end == End.REFUSED;
    }

    synchronized Outcome.Up account(boolean sentAgain, List<String> problems) {
        Map<End, Integer> ends = new EnumMap<>(End.class);
        int duplicated = 0;
        List<String> silent = new ArrayList<>();
        for (Map.Entry<Integer, Call> each : calls.entrySet()) {
            End end = each.getValue().end;
            int count = got.getOrDefault(each.getKey(), 0);
            if (end != null) {
                ends.merge(end, 1, Integer::sum);
            }
            if (count > 1) {
                duplicated++;
            }
            if (end == null || end == End.CONFIRMED && count == 0 || isNotProcessed(end) && count > 0) {
                silent.add(each.getKey() + (end == null ? " never ended" : " " + end) + ", got " + count + " times");
            }
        }
        if (!silent.isEmpty()) {
            problems.add("calls whose end is not true: " + silent.size() + " "
                    + silent.subList(0, Math.min(SOME, silent.size())));
        }
        if (duplicated > 0 && !sentAgain) {
            problems.add("calls that the server got twice: " + duplicated);
        }
        int confirmed = ends.getOrDefault(End.CONFIRMED, 0);
        int refused = ends.getOrDefault(End.REFUSED, 0);
        // A refusal is final: nobody sends again what the server does not want.
        if (sentAgain && confirmed + refused < calls.size()) {
            problems.add("calls that were not confirmed, though they are sent again: "
                    + (calls.size() - confirmed - refused));
        }
        return new Outcome.Up(
                calls.size(),
                confirmed,
                ends.getOrDefault(End.UNCONFIRMED, 0),
                ends.getOrDefault(End.NOT_SENT, 0),
                refused,
                duplicated,
                silent.size());
    }
}
