package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent.DropReason;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.StreamQueue;
import dev.halley.internal.loop.SerialContext;
import dev.halley.socketio.IncomingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Streams of events: each subscriber has a queue of its own. Streams come and go on any thread and are filled in the serial
 * context.
 */
public final class Publishers {
    private final SerialContext context;
    private final Backlog backlog;
    private final BiConsumer<String, Throwable> failed;

    // Any thread.
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();

    Publishers(SerialContext context, Backlog backlog, BiConsumer<String, Throwable> failed) {
        this.context = context;
        this.backlog = backlog;
        this.failed = failed;
    }

    /**
     * One queue, and what goes into it.
     *
     * @param namespace {@link HandlerTable#ALL} for each
     * @param event {@link Handler#UNHANDLED} for each
     * @param failing whether its end is a failure also when the application wanted it
     */
    public record EventStream(String namespace, String event, boolean failing, StreamQueue<IncomingEvent> queue) {
        boolean wants(String fromNamespace, String name) {
            return (event.equals(name) || event.equals(Handler.UNHANDLED))
                    && (namespace.equals(fromNamespace) || namespace.equals(HandlerTable.ALL));
        }
    }

    /**
     * The events of a name, each made into something else where it is consumed; what can't be made is reported and passed
     * over.
     */
    public <T> Flow.Publisher<T> of(String namespace, String event, Function<IncomingEvent, T> mapping) {
        return subscriber -> subscribe(namespace, event, mapping, Objects.requireNonNull(subscriber, "subscriber"));
    }

    private <T> void subscribe(
            String namespace, String event, Function<IncomingEvent, T> mapping, Flow.Subscriber<? super T> subscriber) {
        EventStream stream = prepare(namespace, event, false);
        start(stream);
        stream.queue()
                .publisher()
                .subscribe(new MappedSubscriber<>(
                        subscriber, mapping, failure -> failed.accept(namespace, failure), () -> close(stream)));
    }

    /**
     * A stream of its own, which gets nothing until it is started; the one who made it has to close it.
     *
     * @param failing whether its end is a failure also when the application wanted it
     */
    public EventStream prepare(String namespace, String event, boolean failing) {
        StreamQueue<IncomingEvent> queue = backlog.streamQueue(namespace);
        queue.attach();
        return new EventStream(namespace, event, failing, queue);
    }

    /** From now on it gets what it wants. */
    public void start(EventStream stream) {
        streams.add(stream);
    }

    /** Nobody reads it any more: what is left in it is dropped, and reported; who still waits gets its end. */
    public void close(EventStream stream) {
        context.execute(() -> {
            streams.remove(stream);
            stream.queue().dispose(DropReason.DISCARDED);
        });
    }

    /** Adds the namespaces that somebody's stream names. */
    void addNamespaces(Set<String> names) {
        for (EventStream stream : streams) {
            if (!stream.namespace().equals(HandlerTable.ALL)) {
                names.add(stream.namespace());
            }
        }
    }

    /** The streams that want an event. */
    List<EventStream> wanting(String namespace, String event) {
        if (streams.isEmpty()) {
            return List.of();
        }
        List<EventStream> wanting = new ArrayList<>();
        for (EventStream stream : streams) {
            if (stream.wants(namespace, event)) {
                wanting.add(stream);
            }
        }
        return wanting;
    }

    /**
     * No more events come; in the context.
     *
     * @param failure what failing streams end with
     */
    void finish(@Nullable Throwable cause, Function<String, Throwable> failure) {
        List<EventStream> ended = List.copyOf(streams);
        streams.removeAll(ended);
        ended.forEach(stream -> stream.queue().finish(stream.failing() ? failure.apply(stream.namespace()) : cause));
    }
}
