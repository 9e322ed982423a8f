package dev.halley.benchmarks.subject;

import dev.halley.benchmarks.Payloads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts messages and checks each one's number and length: a lost or wrong one fails the round. */
final class Check implements Client.Receiver {
    private static final int SECONDS = 120;

    /** Written by the client's threads, one at a time; the latch publishes them. */
    private long received;

    private int next;
    private volatile @Nullable String wrong;

    /** Written by the main thread before it asks for messages. */
    private volatile Expected expected = new Expected(0, 0, 1, new CountDownLatch(0));

    private record Expected(long count, int size, int block, CountDownLatch complete) {}

    void expect(long count, int size) {
        received = 0;
        next = 0;
        expected = new Expected(count, size, Payloads.blockCount(size), new CountDownLatch(1));
    }

    @Override
    public void message(int number, int length) {
        Expected now = expected;
        if (number != next || length != now.size) {
            if (wrong == null) {
                // the first one: those after it only follow from it
                wrong = "message " + received + ": number " + number + ", length " + length + " (expected: " + next
                        + ", " + now.size + ")";
            }
            now.complete.countDown();
            return;
        }
        next = number + 1 == now.block ? 0 : number + 1;
        if (++received == now.count) {
            now.complete.countDown();
        } else if (received > now.count) {
            wrong = "more than " + now.count + " messages";
        }
    }

    void await() throws InterruptedException {
        boolean complete = expected.complete.await(SECONDS, TimeUnit.SECONDS);
        String problem = wrong;
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        if (!complete) {
            throw new IllegalStateException(
                    received + " messages after " + SECONDS + " s (expected: " + expected.count + ")");
        }
    }
}
