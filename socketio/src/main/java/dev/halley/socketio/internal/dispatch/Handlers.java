package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.Observers;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.Connected;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.OutgoingEvent;
import dev.halley.socketio.internal.dispatch.Publishers.EventStream;
import dev.halley.socketio.internal.session.AckReply;
import dev.halley.socketio.internal.session.Dispatcher;
import dev.halley.socketio.parser.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads what the session hands over to the application: a queue for each namespace, a queue for each stream. Serial context,
 * where a member does not say otherwise.
 */
public final class Handlers implements Dispatcher {
    private final SerialContext context;
    private final Executor executor;
    private final Backlog backlog;
    private final Consumer<ClientEvent> raise;
    private final int concurrency;
    private final @Nullable Observers observers;
    private final TimeSource time;

    // Any thread.
    private final HandlerTable table = new HandlerTable();
    private final Publishers publishers;
    private final Map<String, AtomicLong> unhandled = new ConcurrentHashMap<>();
    private final Map<String, DisconnectReason> reasons = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

    // Serial context.
    private final Map<String, NamespaceQueue> queues = new HashMap<>();
    private final List<NamespaceQueue> dirtyQueues = new ArrayList<>();
    private final List<EventStream> dirtyStreams = new ArrayList<>();
    private final OutgoingNotices outgoing;
    private int inThisRead;

    /**
     * Dispatch without handlers.
     *
     * @param executor where handlers run
     * @param raise is told what the client has to say of itself; in the context
     * @param concurrency how many events of a namespace may be handled at a time
     * @param observers null when there are none
     */
    public Handlers(
            SerialContext context,
            Executor executor,
            Backlog backlog,
            Consumer<ClientEvent> raise,
            int concurrency,
            @Nullable Observers observers,
            TimeSource time) {
        this.context = Objects.requireNonNull(context, "context");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.backlog = Objects.requireNonNull(backlog, "backlog");
        this.raise = Objects.requireNonNull(raise, "raise");
        this.concurrency = concurrency;
        this.observers = observers;
        this.time = time;
        this.outgoing = new OutgoingNotices(context, executor, table, raise);
        this.publishers = new Publishers(context, backlog, this::handlerFailed);
    }

    /** Any thread. */
    public HandlerTable table() {
        return table;
    }

    /** Any thread. */
    public Publishers publishers() {
        return publishers;
    }

    Executor executor() {
        return executor;
    }

    /** Completes when all handlers have finished with what came before the last end; any thread. */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    /** Any thread: a handler threw. */
    public void handlerFailed(String scope, Throwable cause) {
        context.execute(() -> raise.accept(new ClientEvent.HandlerFailed(scope, cause)));
    }

    /** Any thread: the time on the clock where somebody wants to know how long handlers run; 0 where nobody does. */
    long begun() {
        return observers == null ? 0 : time.nanoTime();
    }

    /** Any thread: one of an event's handlers has finished. */
    void handled(String namespace, long begun, @Nullable Throwable failure) {
        if (observers != null) {
            Duration took = Duration.ofNanos(time.nanoTime() - begun);
            observers.tell(observer -> observer.onHandled(namespace, 1, took, failure));
        }
    }

    /** Any thread: nobody wanted an event. */
    void unhandled(String namespace) {
        AtomicLong count = unhandled.computeIfAbsent(namespace, name -> new AtomicLong());
        if (count.getAndIncrement() == 0) {
            context.execute(
                    () -> raise.accept(new ClientEvent.Dropped(namespace, count.getAndSet(0), DropReason.UNHANDLED)));
        }
    }

    @Override
    public Set<String> namespaces() {
        Set<String> names = table.namespaces();
        publishers.addNamespaces(names);
        return names;
    }

    @Override
    public void event(Packet packet, @Nullable AckReply reply, @Nullable Completion processed) {
        String namespace = packet.namespace();
        String name = Objects.requireNonNull(packet.event(), "event");
        List<EventStream> streams = publishers.wanting(namespace, name);
        Args args = Args.from(packet.data());
        int weight = DeliveryLimits.weight(args.weight());
        inThisRead++;
        EventCall call = new EventCall(this, namespace, name, args, reply, processed, false, streams.size());
        for (int i = 0; i < streams.size(); i++) {
            EventStream stream = streams.get(i);
            stream.queue().add(call.forStream(), weight);
            dirtyStreams.add(stream);
        }
        NamespaceQueue queue = queue(namespace);
        if (queue.add(call, weight)) {
            dirtyQueues.add(queue);
        }
    }

    private NamespaceQueue queue(String namespace) {
        NamespaceQueue queue = queues.get(namespace);
        if (queue == null) {
            queue = new NamespaceQueue(backlog, executor, namespace, concurrency);
            queues.put(namespace, queue);
        }
        return queue;
    }

    @Override
    public boolean wantsOutgoing() {
        return table.hasOutgoing();
    }

    @Override
    public void outgoing(String namespace, String event, List<? extends @Nullable Object> args) {
        outgoing.add(new OutgoingEvent(namespace, event, Args.of(args.toArray())));
    }

    @Override
    public void connected(String namespace, String sid, boolean recovered) {
        lifecycle(namespace, "connect", new LifecycleData(new Connected(namespace, sid, recovered), sid));
    }

    @Override
    public void connectError(String namespace, HalleyException cause, boolean active) {
        ConnectError error = ConnectErrors.of(namespace, cause, active);
        lifecycle(namespace, "connect_error", new LifecycleData(error, error.message()));
    }

    @Override
    public void disconnected(String namespace, DisconnectReason reason, @Nullable EngineClose close) {
        Disconnected end = new Disconnected(
                namespace, reason, close == null ? "" : close.description(), close == null ? null : close.cause());
        reasons.put(namespace, reason);
        lifecycle(namespace, "disconnect", new LifecycleData(end, reason.text()));
    }

    /** Handed to the executor at once: what follows does not wait for it, and it waits for nothing. */
    private void lifecycle(String namespace, String name, LifecycleData data) {
        NamespaceQueue queue = queue(namespace);
        if (queue.addLasting(new EventCall(this, namespace, name, Args.from(data), null, null, true, 0))) {
            dirtyQueues.add(queue);
        }
        flush();
    }

    private void flush() {
        for (int i = 0; i < dirtyQueues.size(); i++) {
            dirtyQueues.get(i).flush();
        }
        dirtyQueues.clear();
        for (int i = 0; i < dirtyStreams.size(); i++) {
            dirtyStreams.get(i).queue().flush();
        }
        dirtyStreams.clear();
    }

    @Override
    public void readComplete() {
        flush();
        int count = inThisRead;
        inThisRead = 0;
        if (observers != null && count > 0) {
            int pending = backlog.pendingCount();
            long bytes = backlog.pendingBytes();
            observers.tell(observer -> observer.onReceived(count, pending, bytes));
        }
    }

    /** Any thread: a server that disconnects its clients ends them as it should. */
    public static boolean isFailure(@Nullable Throwable cause) {
        return cause != null
                && !(cause instanceof DisconnectedException ended && ended.reason() == DisconnectReason.SERVER);
    }

    /** Any thread: what an operation fails with after the end of a namespace. */
    public DisconnectedException ended(String namespace, String operation, @Nullable Throwable cause) {
        DisconnectReason reason = reasons.getOrDefault(namespace, DisconnectReason.CLIENT);
        return new DisconnectedException(
                operation + ": " + namespace + " is disconnected, " + reason.text() + " (expected: connect again)",
                reason,
                cause);
    }

    @Override
    public void opened() {
        reasons.clear();
    }

    @Override
    public void closed(@Nullable HalleyException cause) {
        flush();
        publishers.finish(isFailure(cause) ? cause : null, namespace -> ended(namespace, "receive", cause));
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        queues.values().forEach(queue -> ends.add(queue.finish()));
        queues.clear();
        ends.add(outgoing.finish());
        drained = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }
}
