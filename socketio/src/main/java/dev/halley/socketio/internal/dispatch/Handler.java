package dev.halley.socketio.internal.dispatch;

import dev.halley.ListenerHandle;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.OutgoingEvent;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One handler or listener as the application added it, and what takes it off. Any thread. */
public final class Handler implements ListenerHandle {
    /** The name under which those are kept that want what nobody else wants. */
    public static final String UNHANDLED = "*";

    private final Kind kind;
    private final String namespace;
    private final String event;
    private final boolean once;
    private final boolean first;
    private final Call call;
    private final Consumer<? super OutgoingEvent> outgoing;

    /** Whether it is off, or was called and is for one call only. */
    private final AtomicBoolean over = new AtomicBoolean();

    private volatile @Nullable HandlerTable table;

    enum Kind {
        EVENT,
        ANY,
        OUTGOING
    }

    /** What the application wants to be done with an event. */
    @FunctionalInterface
    public interface Call {
        /** The answer, a stage that brings it, or null for none. */
        @Nullable Object call(IncomingEvent event) throws Throwable;
    }

    private Handler(
            Kind kind,
            String namespace,
            String event,
            boolean once,
            boolean first,
            Call call,
            Consumer<? super OutgoingEvent> outgoing) {
        this.kind = kind;
        this.namespace = namespace;
        this.event = event;
        this.once = once;
        this.first = first;
        this.call = Objects.requireNonNull(call, "handler");
        this.outgoing = Objects.requireNonNull(outgoing, "listener");
    }

    /**
     * A handler of an event.
     *
     * @param event its name, or {@link #UNHANDLED}
     */
    public static Handler of(String namespace, String event, boolean once, Call call) {
        if (event.isEmpty()) {
            throw new IllegalArgumentException("event: empty (expected: a name)");
        }
        return new Handler(Kind.EVENT, namespace, event, once, false, call, nobody -> {});
    }

    /** A listener of each event that comes. */
    public static Handler any(String namespace, Consumer<? super IncomingEvent> listener, boolean first) {
        Objects.requireNonNull(listener, "listener");
        return new Handler(
                Kind.ANY,
                namespace,
                "",
                false,
                first,
                event -> {
                    listener.accept(event);
                    return null;
                },
                nobody -> {});
    }

    /** A listener of each event that goes. */
    public static Handler outgoing(String namespace, Consumer<? super OutgoingEvent> listener, boolean first) {
        return new Handler(Kind.OUTGOING, namespace, "", false, first, event -> null, listener);
    }

    Kind kind() {
        return kind;
    }

    String namespace() {
        return namespace;
    }

    String event() {
        return event;
    }

    /** Whether it goes before those that are there. */
    boolean isFirst() {
        return first;
    }

    void added(HandlerTable owner) {
        table = owner;
    }

    void removed() {
        over.set(true);
    }

    /** Whether it is to be called now; one for one call only is taken off by that. */
    boolean claim() {
        if (!once) {
            return !over.get();
        }
        boolean claimed = over.compareAndSet(false, true);
        if (claimed) {
            takeOff();
        }
        return claimed;
    }

    @Nullable Object call(IncomingEvent received) throws Throwable {
        return call.call(received);
    }

    void tell(OutgoingEvent sent) {
        if (!over.get()) {
            outgoing.accept(sent);
        }
    }

    @Override
    public void close() {
        over.set(true);
        takeOff();
    }

    private void takeOff() {
        HandlerTable owner = table;
        if (owner != null) {
            owner.remove(this);
        }
    }

    @Override
    public String toString() {
        return kind + " " + namespace + " " + event;
    }
}
