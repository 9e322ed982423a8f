package dev.halley.engineio.internal.client;

import dev.halley.ClientEvent;
import dev.halley.ListenerHandle;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineMessage;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.observe.EventHub;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Messages and events on the way to the application's listeners. */
final class Deliveries implements Backlog.Listener {
    private static final String SCOPE = "message";

    private final EventHub hub;
    private final SerialContext context;
    private final Backlog backlog;
    private final OrderedExecutor tells;
    private final Bounds bounds;

    // any thread
    private final List<Consumer<? super EngineEvent>> onEvent = new CopyOnWriteArrayList<>();

    // serial context
    private final List<HandlerQueue<EngineMessage>> queues = new CopyOnWriteArrayList<>();
    private boolean touched;

    /** Hears of the bounds, in the serial context. */
    interface Bounds {
        /** Read less, or more again. */
        void pressure(Pressure now);

        /** The session has to end. */
        void overflowed();
    }

    Deliveries(EngineConfig config, EventHub hub, SerialContext context, Bounds bounds) {
        this.hub = hub;
        this.context = context;
        this.bounds = bounds;
        this.backlog =
                new Backlog(config.client().delivery(), context, config.client().executor(), this);
        this.tells = new OrderedExecutor(
                config.client().executor(), thrown -> context.execute(() -> handlerFailed("event", thrown)));
        config.onMessage().forEach(handler -> queues.add(backlog.handlerQueue(SCOPE, handler)));
        onEvent.addAll(config.onEvent());
    }

    /** Any thread. */
    ListenerHandle onMessage(Consumer<? super EngineMessage> handler) {
        HandlerQueue<EngineMessage> queue = backlog.handlerQueue(SCOPE, handler);
        context.execute(() -> queues.add(queue));
        return () -> context.execute(() -> {
            if (queues.remove(queue)) {
                Stages.ignore(queue.finish());
            }
        });
    }

    /** Any thread. */
    ListenerHandle onEvent(Consumer<? super EngineEvent> handler) {
        // one object per registration, so that each handle takes off its own
        Consumer<EngineEvent> own = handler::accept;
        onEvent.add(own);
        return () -> onEvent.remove(own);
    }

    boolean hasEventListeners() {
        return !onEvent.isEmpty();
    }

    void message(EngineMessage message, int bytes) {
        if (queues.isEmpty()) {
            hub.raise(new ClientEvent.Dropped(SCOPE, 1, ClientEvent.DropReason.UNHANDLED));
            return;
        }
        for (HandlerQueue<EngineMessage> queue : queues) {
            queue.add(message, DeliveryLimits.weight(bytes));
        }
        touched = true;
    }

    void flush() {
        if (touched) {
            touched = false;
            queues.forEach(HandlerQueue::flush);
        }
    }

    void event(EngineEvent event) {
        for (Consumer<? super EngineEvent> handler : onEvent) {
            tells.execute(() -> handler.accept(event));
        }
    }

    Pressure pressure() {
        return backlog.pressure();
    }

    @Override
    public void pressureChanged(Pressure now) {
        bounds.pressure(now);
    }

    @Override
    public void dropped(String scope, long count, ClientEvent.DropReason reason) {
        hub.raise(new ClientEvent.Dropped(scope, count, reason));
    }

    @Override
    public void overflowed(String scope) {
        bounds.overflowed();
    }

    @Override
    public void handlerFailed(String scope, Throwable cause) {
        hub.raise(new ClientEvent.HandlerFailed(scope, cause));
    }
}
