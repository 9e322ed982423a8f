package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import dev.halley.socketio.OutgoingEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is told to those who watch what goes out. It has nothing to do with what is received: it makes no pressure, no policy
 * of overflow holds for it, and where its listeners don't keep up it is the notices that get lost. Serial context.
 */
final class OutgoingNotices implements Backlog.Listener {
    /** How many wait for their listeners. */
    static final int MOST = 1000;

    private static final String SCOPE = "outgoing";

    private final SerialContext context;
    private final HandlerTable table;
    private final Consumer<ClientEvent> raise;
    private final Backlog backlog;

    private @Nullable HandlerQueue<OutgoingEvent> queue;
    private long lost;

    OutgoingNotices(SerialContext context, Executor executor, HandlerTable table, Consumer<ClientEvent> raise) {
        this.context = context;
        this.table = table;
        this.raise = raise;
        this.backlog = new Backlog(new DeliveryLimits(0, Long.MAX_VALUE, Overflow.PAUSE), context, executor, this);
    }

    void add(OutgoingEvent event) {
        HandlerQueue<OutgoingEvent> notices = queue;
        if (notices == null) {
            notices = backlog.handlerQueue(SCOPE, this::tell);
            queue = notices;
        }
        if (notices.size() < MOST) {
            notices.add(event, 0);
            notices.flush();
        } else if (lost++ == 0) {
            // said once for all that get lost in one turn
            context.execute(() -> {
                dropped(SCOPE, lost, DropReason.OVERFLOW);
                lost = 0;
            });
        }
    }

    /** The client's executor. */
    private void tell(OutgoingEvent event) {
        for (Handler listener : table.outgoing(event.namespace())) {
            try {
                listener.tell(event);
            } catch (Throwable failure) {
                context.execute(() -> handlerFailed(event.namespace(), failure));
            }
        }
    }

    /** Completes when all that waits has been told. */
    CompletableFuture<Void> finish() {
        HandlerQueue<OutgoingEvent> notices = queue;
        queue = null;
        return notices == null ? CompletableFuture.completedFuture(null) : notices.finish();
    }

    @Override
    public void pressureChanged(Pressure now) {
        // it never gets to its bounds
    }

    @Override
    public void overflowed(String scope) {
        // it never gets to its bounds
    }

    @Override
    public void dropped(String scope, long count, DropReason reason) {
        raise.accept(new ClientEvent.Dropped(scope, count, reason));
    }

    @Override
    public void handlerFailed(String scope, Throwable cause) {
        raise.accept(new ClientEvent.HandlerFailed(scope, cause));
    }
}
