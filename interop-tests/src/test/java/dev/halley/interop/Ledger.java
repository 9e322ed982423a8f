package dev.halley.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Books numbers that should come as 0, 1, 2 and so on. Thread-safe. */
final class Ledger {
    private final List<Integer> booked = new ArrayList<>();

    synchronized void book(int number) {
        booked.add(number);
        notifyAll();
    }

    synchronized int size() {
        return booked.size();
    }

    synchronized void awaitSize(int count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (booked.size() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("within " + limit + " only " + differences(count));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw Await.interrupted(count + " messages", e);
            }
        }
    }

    /** Nothing lost, duplicated or reordered. */
    synchronized void assertWhole(int count) {
        for (int i = 0; i < Math.max(count, booked.size()); i++) {
            if (i >= booked.size() || i >= count || booked.get(i) != i) {
                throw new AssertionError(differences(count));
            }
        }
    }

    /** Nothing lost or duplicated. */
    synchronized void assertComplete(int count) {
        Set<Integer> seen = new HashSet<>(booked);
        if (booked.size() != count || seen.size() != count || !seen.stream().allMatch(n -> n >= 0 && n < count)) {
            throw new AssertionError(differences(count));
        }
    }

    private synchronized String differences(int count) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> twice = new ArrayList<>();
        List<Integer> late = new ArrayList<>();
        int highest = -1;
        for (int number : booked) {
            if (!seen.add(number)) {
                twice.add(number);
            } else if (number < highest) {
                late.add(number);
            }
            highest = Math.max(highest, number);
        }
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!seen.contains(i)) {
                missing.add(i);
            }
        }
        return booked.size() + " of " + count + " messages: lost " + some(missing) + ", duplicated " + some(twice)
                + ", reordered " + some(late);
    }

    private static String some(List<Integer> numbers) {
        return numbers.size() + " " + numbers.subList(0, Math.min(10, numbers.size()));
    }
}
