package dev.halley.internal.machine;

import java.util.List;
import java.util.Objects;

/**
 * The answer of a machine's pure step: where it is now, and what its runner has to do, in order.
 *
 * @param next the state after the step
 * @param effects what the runner executes; never null, unmodifiable
 * @param <S> the machine's states
 * @param <F> the machine's effects
 */
public record Transition<S, F>(S next, List<F> effects) {
    public Transition {
        Objects.requireNonNull(next, "next");
        effects = List.copyOf(effects);
    }
}
