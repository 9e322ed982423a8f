package dev.halley.socketio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One question to a provider of the application, with a deadline: asked on its executor, answered in the context. */
final class Asking<T> {
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private final SessionSetup setup;
    private final String what;
    private final BiConsumer<@Nullable T, @Nullable HalleyException> then;
    private final AtomicBoolean answered = new AtomicBoolean();

    private Asking(SessionSetup setup, String what, BiConsumer<@Nullable T, @Nullable HalleyException> then) {
        this.setup = setup;
        this.what = what;
        this.then = then;
    }

    /**
     * Asks.
     *
     * @param what the provider, for messages
     * @param then hears the answer or the failure, in the context, once
     */
    static <T> void ask(
            SessionSetup setup,
            String what,
            Supplier<? extends CompletionStage<? extends @Nullable T>> provider,
            BiConsumer<@Nullable T, @Nullable HalleyException> then) {
        Asking<T> asking = new Asking<>(setup, what, then);
        TimeSource.Timer timer = setup.context()
                .schedule(
                        DEADLINE.toNanos(),
                        () -> asking.answer(null, asking.failure("did not answer within 10 s", null), null));
        try {
            setup.executor().execute(() -> asking.run(provider, timer));
        } catch (Throwable refused) {
            asking.answer(null, asking.failure("could not be asked: the client's executor refused", refused), timer);
        }
    }

    private void run(Supplier<? extends CompletionStage<? extends @Nullable T>> provider, TimeSource.Timer timer) {
        try {
            CompletionStage<?> unused = provider.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    answer(value, null, timer);
                } else {
                    answer(null, failure(failure), timer);
                }
            });
        } catch (Throwable failure) {
            answer(null, failure(failure), timer);
        }
    }

    private HalleyException failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        // the cause's own message may hold a secret; it is there for who looks
        return failure("failed with " + cause.getClass().getName(), cause);
    }

    private HalleyException failure(String problem, @Nullable Throwable cause) {
        return new ConnectionException(what + " " + problem, ConnectionException.Details.NONE, cause);
    }

    private void answer(@Nullable T value, @Nullable HalleyException failure, TimeSource.@Nullable Timer timer) {
        if (answered.compareAndSet(false, true)) {
            setup.context().execute(() -> {
                if (timer != null) {
                    timer.cancel();
                }
                then.accept(value, failure);
            });
        }
    }
}
