package dev.halley.internal.observe;

import dev.halley.ClientObserver;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's observers. Any thread may tell them something; they hear of it in the client's serial context. One that
 * throws is taken off.
 */
public final class Observers {
    private final Executor context;
    private final ClientLog log;

    // serial context
    private final List<ClientObserver> observers;

    private Observers(List<ClientObserver> observers, Executor context, ClientLog log) {
        this.observers = new ArrayList<>(observers);
        this.context = context;
        this.log = log;
    }

    /**
     * The observers of a client.
     *
     * @param context the client's serial context
     * @return null when there are none, so that nobody works for them
     */
    public static @Nullable Observers of(List<ClientObserver> observers, Executor context, ClientLog log) {
        return observers.isEmpty() ? null : new Observers(observers, context, log);
    }

    /** Tells each of them, in the order of the calls. */
    public void tell(Consumer<ClientObserver> what) {
        context.execute(() -> observers.removeIf(observer -> !took(observer, what)));
    }

    /** Tells them how an operation of the application ends, and how long it took from now on. */
    public void watch(String operation, String scope, CompletableFuture<?> raw, TimeSource time) {
        long begun = time.nanoTime();
        Stages.ignore(raw.whenComplete((value, failure) -> {
            Duration took = Duration.ofNanos(time.nanoTime() - begun);
            tell(observer -> observer.onOperation(operation, scope, took, failure));
        }));
    }

    private boolean took(ClientObserver observer, Consumer<ClientObserver> what) {
        try {
            what.accept(observer);
            return true;
        } catch (Throwable thrown) {
            log.log(Level.ERROR, () -> "an observer threw, and was taken off", thrown);
            return false;
        }
    }
}
