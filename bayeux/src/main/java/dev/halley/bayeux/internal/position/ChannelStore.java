package dev.halley.bayeux.internal.position;

import dev.halley.bayeux.PositionStore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * The way of one channel's positions to the store, in order, also when the channel was given up and subscribed again
 * meanwhile: what an earlier subscription still has to store comes too late then. Any thread.
 */
final class ChannelStore {
    private final String channel;
    private final PositionStore store;

    // serial context
    private long subscriptions;

    // guarded by the lock, as long as the store takes
    private final ReentrantLock lock = new ReentrantLock();
    private long storedSubscription;
    private long storedNumber;

    ChannelStore(String channel, PositionStore store) {
        this.channel = channel;
        this.store = store;
    }

    /** Another subscription of the channel begins; its number. Serial context. */
    long next() {
        return ++subscriptions;
    }

    /**
     * Stores a position, unless a later one was.
     *
     * @param number the place of the position in its subscription
     * @param told hears of it when it was stored
     */
    void save(long subscription, long number, long position, LongConsumer told) {
        lock.lock();
        try {
            if (subscription > storedSubscription || subscription == storedSubscription && number > storedNumber) {
                store.store(channel, position);
                storedSubscription = subscription;
                storedNumber = number;
                told.accept(position);
            }
        } finally {
            lock.unlock();
        }
    }
}
