package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The items of one queue and their counts: what the handler queue and the stream have in common. The rules are written
 * at {@link Backlog}. Each counter has one writer: the context for what came in and was dropped again, the consumer for
 * what was taken and released; so none needs more than a store.
 */
final class Pending<T> {
    private final Backlog backlog;
    private final String scope;
    private final int mark;
    private final boolean drops;

    // The context.
    private final Items<T> open = new Items<>();
    private final AtomicLong in = new AtomicLong();
    private final AtomicLong inBytes = new AtomicLong();
    private long overflowDrops;
    private long unhandledDrops;
    private boolean trimPosted;
    private boolean overflowTold;

    /** Written by the context, read by the consumer. */
    private volatile boolean over;

    // The consumer, one at a time.
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong released = new AtomicLong();

    // Guarded by the lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Items<T> ready = new Items<>();

    // Any thread.
    private final AtomicBoolean reliefPosted = new AtomicBoolean();
    private volatile boolean counted;

    Pending(Backlog backlog, String scope, boolean counted) {
        this.backlog = backlog;
        this.scope = scope;
        this.mark = backlog.limits().countMark();
        this.drops = backlog.limits().drops();
        this.counted = counted;
        backlog.register(this);
    }

    Backlog backlog() {
        return backlog;
    }

    String scope() {
        return scope;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Under the lock: what was flushed and not fetched. */
    Items<T> ready() {
        return ready;
    }

    boolean isCounted() {
        return counted;
    }

    /** Any thread: from now on the policy bounds it. */
    void count() {
        if (!counted) {
            counted = true;
            backlog.context().execute(backlog::recount);
        }
    }

    /** Any thread: how many items have been added, and neither taken nor dropped. */
    int size() {
        long out = taken.get();
        return (int) Math.max(0, in.get() - out);
    }

    /** Any thread. */
    long bytes() {
        long out = released.get();
        return Math.max(0, inBytes.get() - out);
    }

    // The context: coming in.

    void add(T item, int bytes) {
        boolean bounded = counted;
        if (bounded && !backlog.admit(this, bytes)) {
            overflowDrops++;
            Completion.tellDropped(item, DropReason.OVERFLOW);
            backlog.reportLater(this);
            return;
        }
        open.addLast(item, bytes);
        in.lazySet(in.get() + 1);
        inBytes.lazySet(inBytes.get() + bytes);
        if (bounded) {
            backlog.evaluateBytes();
        } else {
            while (open.size() > mark || open.bytes() > backlog.limits().maxPendingBytes()) {
                unhandledDrops++;
                drop(open, DropReason.UNHANDLED);
            }
        }
    }

    /** An item that is neither counted nor dropped by a policy. */
    void addLasting(T item) {
        open.addLasting(item);
    }

    /** Under the lock: makes the batch ready for the consumer; {@link #settle()} has to follow when that was told. */
    void flush() {
        open.moveTo(ready);
        if (!counted) {
            while (ready.size() > mark || ready.bytes() > backlog.limits().maxPendingBytes()) {
                unhandledDrops++;
                drop(ready, DropReason.UNHANDLED);
            }
        }
    }

    /** What has to be seen to after a batch was handed over: reports, pressure, excess. */
    void settle() {
        if (unhandledDrops > 0) {
            reportDrops();
        }
        backlog.reportDrops();
        if (!counted) {
            return;
        }
        if (backlog.limits().overflow() == Overflow.PAUSE) {
            evaluate();
        } else if (!trimPosted && waiting() > mark) {
            trimPosted = true;
            if (Backlog.executed(backlog.executor(), () -> backlog.context().execute(this::trim)) != null) {
                trim();
            }
        }
    }

    /** How many items were flushed and not taken. */
    private int waiting() {
        return size() - open.counted();
    }

    private void evaluate() {
        if (backlog.limits().overflow() != Overflow.PAUSE) {
            return;
        }
        boolean now = counted && waiting() > (over ? mark / 2 : mark);
        if (now != over) {
            over = now;
            backlog.overChanged(now);
            // Asked again after the flag was set: the consumer may have taken everything without having seen it.
            if (now) {
                evaluate();
            }
        }
    }

    private void trim() {
        trimPosted = false;
        int excess = waiting() - mark;
        if (excess <= 0) {
            return;
        }
        if (!drops) {
            overflowed();
            return;
        }
        boolean oldest = backlog.limits().overflow() == Overflow.DROP_OLDEST;
        lock.lock();
        try {
            for (int i = 0; i < excess && ready.counted() > 0; i++) {
                T dropped = ready.pollCounted(oldest);
                if (dropped != null) {
                    overflowDrops++;
                    forget(ready.removedBytes());
                    Completion.tellDropped(dropped, DropReason.OVERFLOW);
                }
            }
        } finally {
            lock.unlock();
        }
        reportDrops();
    }

    void overflowed() {
        if (!overflowTold) {
            overflowTold = true;
            backlog.listener().overflowed(scope);
        }
    }

    long droppableBytes() {
        lock.lock();
        try {
            return ready.bytes() + open.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Drops from the head until so many bytes are free or nothing is left. */
    long dropOldest(long bytes) {
        long freed = 0;
        lock.lock();
        try {
            while (freed < bytes && ready.counted() + open.counted() > 0) {
                Items<T> from = ready.counted() > 0 ? ready : open;
                overflowDrops++;
                freed += dropped(from, from.pollCounted(true), DropReason.OVERFLOW);
            }
        } finally {
            lock.unlock();
        }
        backlog.reportLater(this);
        return freed;
    }

    /** Under the lock: drops everything that the consumer has not fetched; {@link #cleared} has to follow. */
    long clear(DropReason reason) {
        long count = (long) ready.size() + open.size();
        while (!ready.isEmpty()) {
            drop(ready, reason);
        }
        while (!open.isEmpty()) {
            drop(open, reason);
        }
        return count;
    }

    /** Says what was dropped, and begins anew. */
    void cleared(long count, DropReason reason) {
        overflowTold = false;
        reportDrops();
        reportDropped(count, reason);
        evaluate();
        backlog.evaluateBytes();
    }

    void reportDropped(long count, DropReason reason) {
        if (count > 0) {
            backlog.listener().dropped(scope, count, reason);
        }
    }

    void reportDrops() {
        long overflowed = overflowDrops;
        long unhandled = unhandledDrops;
        overflowDrops = 0;
        unhandledDrops = 0;
        reportDropped(overflowed, DropReason.OVERFLOW);
        reportDropped(unhandled, DropReason.UNHANDLED);
    }

    /** One item that had come in is no more. */
    private void forget(long bytes) {
        in.lazySet(in.get() - 1);
        inBytes.lazySet(inBytes.get() - bytes);
    }

    /** Drops the head. */
    private void drop(Items<T> items, DropReason reason) {
        int counted = items.counted();
        T first = items.pollFirst();
        if (counted == items.counted()) {
            Completion.tellDropped(first, reason);
        } else {
            long unused = dropped(items, first, reason);
        }
    }

    /** An item that counted was removed; says how many bytes it had. */
    private long dropped(Items<T> items, @Nullable T dropped, DropReason reason) {
        long bytes = items.removedBytes();
        forget(bytes);
        Completion.tellDropped(dropped, reason);
        return bytes;
    }

    // The consumer, one at a time: going out.

    /**
     * Moves items to the consumer's own: all of them, or, where they may still be dropped, those of its next call. Under
     * the lock.
     */
    void fetch(Items<T> own, int most) {
        if (!drops) {
            ready.moveTo(own);
            return;
        }
        move(own, most);
    }

    private void move(Items<T> own, int most) {
        for (int i = 0; i < most && !ready.isEmpty(); i++) {
            T item = ready.pollFirst();
            if (item != null) {
                own.addRemoved(item, ready);
            }
        }
    }

    /** The consumer begins with so many items. */
    void taken(int count) {
        taken.lazySet(taken.get() + count);
        relieveCount();
    }

    /** The consumer has finished with an item. */
    void released(long bytes) {
        // A full write, after which the flags are read: either this thread sees the flag or the context the bytes.
        released.set(released.get() + bytes);
        relieve();
    }

    /** Under the lock: takes one item and releases it; {@link #relieve()} has to follow outside of it. */
    @Nullable T poll() {
        T item = ready.pollFirst();
        if (item != null) {
            taken.set(taken.get() + 1);
            released.set(released.get() + ready.removedBytes());
        }
        return item;
    }

    /** Under the lock: takes what is there, as {@link #poll()} does. */
    void poll(Items<T> own, int most) {
        move(own, most);
        taken.set(taken.get() + own.size());
        released.set(released.get() + own.bytes());
    }

    /** Under the lock: an item that was polled comes back to the head. */
    void putBack(T item, int bytes) {
        ready.addFirst(item, bytes);
        taken.set(taken.get() - 1);
        released.set(released.get() - bytes);
    }

    /** The consumer: tells the context when enough was taken or released. */
    void relieve() {
        relieveCount();
        backlog.relieve();
    }

    private void relieveCount() {
        if (over && size() <= mark / 2 && reliefPosted.compareAndSet(false, true)) {
            backlog.context().execute(() -> {
                reliefPosted.set(false);
                evaluate();
            });
        }
    }
}
