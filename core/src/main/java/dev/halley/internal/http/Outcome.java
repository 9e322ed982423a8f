package dev.halley.internal.http;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hears how a stage ends, on the thread that ends it, without the wrapper that stages put around a failure. */
final class Outcome {
    private Outcome() {}

    // The action handles both ends and does not throw, so what the new stage becomes says nothing more.
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> void of(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        stage.whenComplete((value, failure) -> action.accept(value, unwrapped(failure)));
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
