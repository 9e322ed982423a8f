package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.Observers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Measures handlers and operations for the observers; without any it leaves both as they are. Any thread. */
final class Timing {
    private final @Nullable Observers observers;
    private final TimeSource time;

    Timing(@Nullable Observers observers, TimeSource time) {
        this.observers = observers;
        this.time = time;
    }

    /** An operation of the application; its future is handed back. */
    <T> CompletableFuture<T> operation(String name, String scope, CompletableFuture<T> raw) {
        watch(name, scope, raw);
        return raw;
    }

    /** An operation of the application. */
    void watch(String name, String scope, CompletableFuture<?> raw) {
        Observers all = observers;
        if (all != null) {
            all.watch(name, scope, raw, time);
        }
    }

    /** A handler that is measured; the one that was given when nobody wants to know. */
    MessageHandler handler(String scope, MessageHandler handler) {
        Observers all = observers;
        if (all == null) {
            return handler;
        }
        if (handler instanceof MessageHandler.Each each) {
            return new MessageHandler.Each(
                    each.identity(), each.seesMessage(), measured(all, scope, each.body(), message -> 1));
        }
        if (handler instanceof MessageHandler.Staged staged) {
            return new MessageHandler.Staged(
                    staged.identity(), staged.seesMessage(), measured(all, scope, staged.body()));
        }
        MessageHandler.Batched batched = (MessageHandler.Batched) handler;
        return new MessageHandler.Batched(
                batched.identity(),
                batched.seesMessage(),
                measured(all, scope, batched.body(), List<BayeuxMessage>::size));
    }

    private <T> Consumer<T> measured(
            Observers all, String scope, Consumer<? super T> body, Function<? super T, Integer> count) {
        return item -> {
            long start = time.nanoTime();
            Throwable failure = null;
            try {
                body.accept(item);
            } catch (Throwable thrown) {
                failure = thrown;
                throw thrown;
            } finally {
                handled(all, scope, count.apply(item), start, failure);
            }
        };
    }

    private Function<BayeuxMessage, CompletionStage<?>> measured(
            Observers all, String scope, Function<? super BayeuxMessage, ? extends CompletionStage<?>> body) {
        return message -> {
            long start = time.nanoTime();
            CompletionStage<?> stage;
            try {
                stage = body.apply(message);
            } catch (Throwable thrown) {
                handled(all, scope, 1, start, thrown);
                throw thrown;
            }
            return stage == null
                    ? stage
                    : stage.whenComplete((done, failure) -> handled(all, scope, 1, start, failure));
        };
    }

    private void handled(Observers all, String scope, int messages, long start, @Nullable Throwable failure) {
        Duration took = since(start);
        all.tell(observer -> observer.onHandled(scope, messages, took, failure));
    }

    private Duration since(long start) {
        return Duration.ofNanos(time.nanoTime() - start);
    }
}
