package dev.halley.socketio;

import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.internal.delivery.StreamQueue;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.Handler;
import dev.halley.socketio.internal.dispatch.Publishers.EventStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One client with one namespace whose events wait to be received. Any thread. */
final class SimpleCore {
    private final ClientCore core;
    private final AtomicReference<@Nullable EventStream> stream = new AtomicReference<>();

    SimpleCore(ClientCore core) {
        this.core = core;
    }

    ClientCore core() {
        return core;
    }

    /** Raw. */
    CompletableFuture<Void> connect(ConnectOptions options) {
        if (options.namespaces().size() > 1) {
            throw new IllegalArgumentException("namespaces: " + options.namespaces()
                    + " (expected: one; SocketIoClient is for several on a connection)");
        }
        String namespace = options.namespaces().stream().findFirst().orElse("/");
        EventStream opened = core.publishers().prepare(namespace, Handler.UNHANDLED, true);
        EventStream before = stream.get();
        // who receives from now on waits for this connection; one that goes on keeps its stream
        boolean early = !core.session().state().isOpen() && stream.compareAndSet(before, opened);
        AtomicBoolean accepted = new AtomicBoolean();
        CompletableFuture<Void> raw;
        try {
            raw = core.connect(options.onlyNamespaces(namespace), () -> {
                accepted.set(true);
                begin(opened, before);
            });
        } catch (RuntimeException refused) {
            giveUp(opened, before, early);
            throw refused;
        }
        return raw.whenComplete((connected, failure) -> {
            // where only nobody waits for it any more, the client goes on connecting
            if (failure != null && !(accepted.get() && core.session().state().isOpen())) {
                giveUp(opened, before, early && !accepted.get());
            }
        });
    }

    /** The serial context: the client does connect. */
    private void begin(EventStream opened, @Nullable EventStream before) {
        core.publishers().start(opened);
        EventStream replaced = stream.getAndSet(opened);
        if (replaced != null && !replaced.equals(opened)) {
            core.publishers().close(replaced);
        }
        if (before != null) {
            core.publishers().close(before);
        }
    }

    private void giveUp(EventStream opened, @Nullable EventStream before, boolean restore) {
        if (restore) {
            boolean unused = stream.compareAndSet(opened, before);
        }
        core.publishers().close(opened);
    }

    boolean isConnected() {
        EventStream opened = stream.get();
        return opened != null && core.session().isConnected(opened.namespace());
    }

    Optional<String> sid() {
        EventStream opened = stream.get();
        return opened == null ? Optional.empty() : core.session().sid(opened.namespace());
    }

    String namespace() {
        return stream().namespace();
    }

    StreamQueue<IncomingEvent> queue() {
        return stream().queue();
    }

    private EventStream stream() {
        EventStream opened = stream.get();
        if (opened == null) {
            throw new IllegalStateException("client: never connected (expected: connect first)");
        }
        return opened;
    }

    /** For the application as it is: between it and another future an event could be lost. */
    CompletableFuture<IncomingEvent> receive(Duration timeout) {
        CompletableFuture<IncomingEvent> next = queue().receive();
        if (!next.isDone()) {
            TimeSource.Timer timer = core.schedule(timeout, () -> {
                boolean unused = next.completeExceptionally(new OperationTimeoutException(
                        "receive: no event within " + timeout + " (expected: an event, or a longer timeout)", null));
            });
            Stages.ignore(next.whenComplete((event, failure) -> timer.cancel()));
        }
        return next;
    }

    IncomingEvent take() {
        return queue().take("receive", waiting -> {});
    }

    Optional<IncomingEvent> take(Duration timeout) {
        return queue().take(timeout, "receive", waiting -> {});
    }

    /** Fails as a disconnected client does once it is over; raw. */
    <T> CompletableFuture<T> checked(CompletableFuture<T> raw, String operation) {
        CompletableFuture<T> checked = new CompletableFuture<>();
        Stages.ignore(raw.whenComplete((value, failure) -> {
            if (failure == null) {
                boolean unused = checked.complete(value);
            } else {
                boolean unused = checked.completeExceptionally(told(failure, operation));
            }
        }));
        return checked;
    }

    private Throwable told(Throwable failure, String operation) {
        String namespace = namespace();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean over = cause instanceof HalleyException
                && !(cause instanceof OperationTimeoutException)
                && !core.session().isActive(namespace);
        return over ? core.ended(namespace, operation, cause) : cause;
    }
}
