package dev.halley.socketio;

import org.jspecify.annotations.Nullable;

/**
 * A handler of three arguments.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param <C> the third argument's type
 */
@FunctionalInterface
public interface TriConsumer<A, B, C> {
    /**
     * Handles an event.
     *
     * @param first the first argument; null where there is none
     * @param second the second argument; null where there is none
     * @param third the third argument; null where there is none
     */
    void accept(@Nullable A first, @Nullable B second, @Nullable C third);
}
