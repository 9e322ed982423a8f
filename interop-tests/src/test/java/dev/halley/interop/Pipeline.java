package dev.halley.interop;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Publishes without waiting for each reply, so many at a time. One thread publishes. */
final class Pipeline {
    private final AsyncBayeuxClient client;
    private final int inFlight;
    private final Semaphore free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int published;

    Pipeline(AsyncBayeuxClient client, int inFlight) {
        this.client = client;
        this.inFlight = inFlight;
        this.free = new Semaphore(inFlight);
    }

    void publish(String channel, Object data) {
        acquire(1, "a confirmation, after " + published + " messages");
        published++;
        CompletableFuture<BayeuxMessage> reply = client.publish(channel, data);
        reply.whenComplete((message, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
            free.release();
        });
    }

    void awaitConfirmed(int count) {
        acquire(inFlight, "all confirmations of " + published + " messages");
        free.release(inFlight);
        if (published != count) {
            throw new AssertionError("published " + published + " messages and not " + count);
        }
    }

    private void acquire(int permits, String what) {
        Duration limit = Await.SOON;
        try {
            if (!free.tryAcquire(permits, limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("not within " + limit + ": " + what, failure.get());
            }
        } catch (InterruptedException e) {
            throw Await.interrupted(what, e);
        }
        if (failure.get() != null) {
            throw new AssertionError("a publish failed", failure.get());
        }
    }
}
