package dev.halley.socketio.internal.dispatch;

import dev.halley.internal.delivery.Completion;
import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.IncomingEvent;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event as handlers and streams get it. Immutable; any thread. */
public final class ReceivedEvent implements IncomingEvent, Completion.Tracked {
    private final String namespace;
    private final String name;
    private final Args args;
    private final Supplier<? extends Ack> ack;
    private final @Nullable Completion completion;

    /**
     * One event for one consumer.
     *
     * @param completion hears what became of it in a stream; null where nobody asks
     */
    public ReceivedEvent(
            String namespace, String name, Args args, Supplier<? extends Ack> ack, @Nullable Completion completion) {
        this.namespace = Objects.requireNonNull(namespace, "namespace");
        this.name = Objects.requireNonNull(name, "name");
        this.args = Objects.requireNonNull(args, "args");
        this.ack = Objects.requireNonNull(ack, "ack");
        this.completion = completion;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Args args() {
        return args;
    }

    @Override
    public IncomingEvent withName(String other) {
        return new ReceivedEvent(namespace, other, args, ack, null);
    }

    @Override
    public IncomingEvent withArgs(Args other) {
        return new ReceivedEvent(namespace, name, other, ack, null);
    }

    @Override
    public Ack ack() {
        return ack.get();
    }

    @Override
    public @Nullable Completion completion() {
        return completion;
    }

    /** Namespace, name and arguments, secrets in these included. */
    @Override
    public String toString() {
        return namespace + " " + name + " " + args;
    }
}
