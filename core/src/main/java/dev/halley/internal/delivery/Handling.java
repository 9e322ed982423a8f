package dev.halley.internal.delivery;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a handler takes its items. A call ends when the stage ends that it returns, or when it returns null.
 *
 * @param one takes one item; null where there is {@code several}
 * @param several takes what waits; null where there is {@code one}
 * @param most how many items {@code several} gets at most
 */
record Handling<T>(
        @Nullable Function<? super T, ? extends @Nullable CompletionStage<?>> one,
        @Nullable Function<? super List<T>, ? extends @Nullable CompletionStage<?>> several,
        int most) {

    static <T> Handling<T> each(Consumer<? super T> handler) {
        Objects.requireNonNull(handler, "handler");
        return new Handling<>(
                item -> {
                    handler.accept(item);
                    return null;
                },
                null,
                1);
    }

    static <T> Handling<T> eachAsync(Function<? super T, ? extends CompletionStage<?>> handler) {
        Objects.requireNonNull(handler, "handler");
        return new Handling<>(item -> Objects.requireNonNull(handler.apply(item), "the handler's stage"), null, 1);
    }

    static <T> Handling<T> staged(Function<? super T, ? extends @Nullable CompletionStage<?>> handler) {
        return new Handling<>(Objects.requireNonNull(handler, "handler"), null, 1);
    }

    static <T> Handling<T> batches(int most, Consumer<? super List<T>> handler) {
        Objects.requireNonNull(handler, "handler");
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: 1 or more)");
        }
        return new Handling<>(
                null,
                items -> {
                    handler.accept(items);
                    return null;
                },
                most);
    }

    @Nullable CompletionStage<?> handle(@Nullable T item, List<T> items) {
        if (several != null) {
            return several.apply(items);
        }
        return Objects.requireNonNull(one).apply(Objects.requireNonNull(item));
    }
}
