package dev.halley.socketio;

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
     * @param first the first argument
     * @param second the second argument
     * @param third the third argument
     */
    void accept(A first, B second, C third);
}
