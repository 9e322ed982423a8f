package dev.halley.internal.delivery;

import dev.halley.ClientEvent;
import dev.halley.Overflow;
import dev.halley.internal.loop.SerialContext;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All queues of one client, and the pressure they put on reading. Queues are filled in the client's serial context and
 * emptied on its executor or by the application's threads; pressure is decided in the context.
 *
 * <p><b>What is counted.</b> Each queue counts the items that were flushed and that its consumer has not taken; an
 * item that is being handled is taken. What the current read brought, and has not been flushed, waits outside of the
 * count. The bytes are counted over all queues, from {@code add} until the handler has returned, or until the item was
 * taken from the stream. A stream that the application never asked for counts for nothing: it keeps the newest items,
 * as many as one queue may hold, and reports every other one as unhandled.
 *
 * <p><b>Pressure</b> exists under {@link Overflow#PAUSE} only, which never drops:
 *
 * <ul>
 *   <li>{@link Pressure#SOFT} from when some queue counts more than {@code maxPendingCount}, until each such queue is
 *       at half of it or below;
 *   <li>{@link Pressure#HARD} from when the bytes reach {@code maxPendingBytes}, also in the midst of a batch, until
 *       they are at half of it or below.
 * </ul>
 *
 * <p><b>The other policies</b> never ask for less. Above the count they act after the batch was handed over and the
 * executor ran once, so that a consumer that keeps up loses nothing however large a batch is: {@code DROP_OLDEST} and
 * {@code DROP_LATEST} drop the excess of that queue from its head or tail, {@code FAIL} reports it. Above the bytes they
 * act at once, while adding: {@code DROP_LATEST} drops the item that comes, {@code DROP_OLDEST} the oldest ones of
 * whichever queue holds the most bytes, so that one slow handler costs the others nothing, {@code FAIL} reports. What
 * is being handled cannot be dropped; when nothing else is left, or when an item is larger than the mark, the item that
 * comes is dropped. {@code FAIL} drops nothing itself and reports once per queue.
 *
 * <p><b>Cost.</b> A consumer pays two writes to counters of its own and two reads of flags for each item, and a lock
 * for each batch; under the dropping policies it takes the lock for each item, because until the handler begins the item
 * may still be dropped. Sums over the queues are made only near the mark.
 */
public final class Backlog {
    private final DeliveryLimits limits;
    private final SerialContext context;
    private final Executor executor;
    private final Listener listener;

    // Any thread.
    private final Set<Pending<?>> queues = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reliefPosted = new AtomicBoolean();
    private volatile boolean hard;
    private volatile Pressure pressure = Pressure.NONE;

    // The context.
    private final Set<Pending<?>> unreported = new HashSet<>();
    private int queuesOver;
    /** At least as much as is pending: grows with each item and is made exact when it reaches the mark. */
    private long bytesAtMost;

    /**
     * Creates a backlog without queues.
     *
     * @param context the client's serial context
     * @param executor the client's executor, where handlers and subscribers run
     */
    public Backlog(DeliveryLimits limits, SerialContext context, Executor executor, Listener listener) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.context = Objects.requireNonNull(context, "context");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Is told, always in the client's serial context. */
    public interface Listener {
        /** The client has to read less, or may read more. */
        void pressureChanged(Pressure now);

        /** Items were dropped. */
        void dropped(String scope, long count, ClientEvent.DropReason reason);

        /** {@link Overflow#FAIL}: the client has to end. */
        void overflowed(String scope);

        /** A handler or a subscriber threw, or the executor refused to run it. */
        void handlerFailed(String scope, Throwable cause);
    }

    /** How much less the client has to read now. */
    public Pressure pressure() {
        return pressure;
    }

    /** How many items wait in all queues, without a stream that nobody asked for. */
    public int pendingCount() {
        int count = 0;
        for (Pending<?> queue : queues) {
            count += queue.isCounted() ? queue.size() : 0;
        }
        return count;
    }

    /** How many bytes wait or are being handled, without a stream that nobody asked for. */
    public long pendingBytes() {
        long bytes = 0;
        for (Pending<?> queue : queues) {
            bytes += queue.isCounted() ? queue.bytes() : 0;
        }
        return bytes;
    }

    /** A queue for one subscription's handler, which runs on the executor, one item at a time. */
    public <T> HandlerQueue<T> handlerQueue(String scope, Consumer<? super T> handler) {
        return handlerQueue(scope, Handling.each(handler));
    }

    /** The same for a handler that ends when its stage does: the next item waits for it, and no thread. */
    public <T> HandlerQueue<T> asyncHandlerQueue(
            String scope, Function<? super T, ? extends CompletionStage<?>> handler) {
        return handlerQueue(scope, Handling.eachAsync(handler));
    }

    /** The same for a handler that ends when it returns null, and otherwise when its stage does. */
    public <T> HandlerQueue<T> stagedHandlerQueue(
            String scope, Function<? super T, ? extends @Nullable CompletionStage<?>> handler) {
        return handlerQueue(scope, Handling.staged(handler));
    }

    /**
     * The same for a handler that gets what waits in one call, in a list of its own that can't be changed.
     *
     * @param most how many items one call gets at most
     */
    public <T> HandlerQueue<T> batchHandlerQueue(String scope, int most, Consumer<? super List<T>> handler) {
        return handlerQueue(scope, Handling.batches(most, handler));
    }

    private <T> HandlerQueue<T> handlerQueue(String scope, Handling<T> handling) {
        return new HandlerQueue<>(new Pending<>(this, scope, true), handling);
    }

    /** A queue that the application empties by itself. */
    public <T> StreamQueue<T> streamQueue(String scope) {
        return new StreamQueue<>(new Pending<>(this, scope, false));
    }

    DeliveryLimits limits() {
        return limits;
    }

    SerialContext context() {
        return context;
    }

    Executor executor() {
        return executor;
    }

    Listener listener() {
        return listener;
    }

    void register(Pending<?> queue) {
        queues.add(queue);
    }

    /** The context: a queue that is empty and ended. */
    void remove(Pending<?> queue) {
        queues.remove(queue);
    }

    /** The context: whether an item of so many bytes may be added. */
    boolean admit(Pending<?> queue, int bytes) {
        bytesAtMost += bytes;
        if (bytesAtMost < limits.maxPendingBytes()) {
            return true;
        }
        bytesAtMost = pendingBytes() + bytes;
        long excess = bytesAtMost - limits.maxPendingBytes();
        boolean admitted = switch (limits.overflow()) {
            case PAUSE -> true;
            case FAIL -> {
                if (excess > 0) {
                    queue.overflowed();
                }
                yield true;
            }
            case DROP_LATEST -> excess <= 0;
            case DROP_OLDEST -> bytes <= limits.maxPendingBytes() && madeRoom(excess);
        };
        if (!admitted) {
            bytesAtMost -= bytes;
        }
        return admitted;
    }

    private boolean madeRoom(long excess) {
        long left = excess;
        while (left > 0) {
            Pending<?> heaviest = null;
            long most = 0;
            for (Pending<?> queue : queues) {
                long droppable = queue.isCounted() ? queue.droppableBytes() : 0;
                if (droppable > most) {
                    most = droppable;
                    heaviest = queue;
                }
            }
            if (heaviest == null) {
                return false;
            }
            long freed = heaviest.dropOldest(left);
            bytesAtMost -= freed;
            left -= freed;
        }
        return true;
    }

    /** The context: an item was added, or bytes became countable. */
    void evaluateBytes() {
        if (limits.overflow() != Overflow.PAUSE) {
            return;
        }
        if (!hard && bytesAtMost >= limits.maxPendingBytes()) {
            bytesAtMost = pendingBytes();
            hard = bytesAtMost >= limits.maxPendingBytes();
        }
        // Asked again after the flag was set: a consumer that released meanwhile may not have seen the flag.
        if (hard && pendingBytes() <= limits.maxPendingBytes() / 2) {
            hard = false;
        }
        update();
    }

    /** The context: the stream was asked for, so its bytes count from now on. */
    void recount() {
        bytesAtMost = pendingBytes();
        evaluateBytes();
    }

    /** The context: a queue went above its count, or came back. */
    void overChanged(boolean over) {
        queuesOver += over ? 1 : -1;
        update();
    }

    private void update() {
        Pressure now = hard ? Pressure.HARD : queuesOver > 0 ? Pressure.SOFT : Pressure.NONE;
        if (now != pressure) {
            pressure = now;
            listener.pressureChanged(now);
        }
    }

    /** A consumer's thread: bytes were released. */
    void relieve() {
        if (hard && pendingBytes() <= limits.maxPendingBytes() / 2 && reliefPosted.compareAndSet(false, true)) {
            context.execute(() -> {
                reliefPosted.set(false);
                evaluateBytes();
            });
        }
    }

    /** The context: a queue dropped something that is reported with the next flush of any queue. */
    void reportLater(Pending<?> queue) {
        unreported.add(queue);
    }

    /** The context. */
    void reportDrops() {
        if (unreported.isEmpty()) {
            return;
        }
        for (Pending<?> queue : Set.copyOf(unreported)) {
            queue.reportDrops();
        }
        unreported.clear();
    }

    /** Any thread. */
    void handlerFailed(String scope, Throwable cause) {
        context.execute(() -> listener.handlerFailed(scope, cause));
    }

    @Override
    public String toString() {
        return "Backlog[" + pressure + ", pendingCount=" + pendingCount() + ", pendingBytes=" + pendingBytes() + "]";
    }

    static @Nullable Throwable executed(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return null;
        } catch (Throwable refused) {
            return refused;
        }
    }
}
