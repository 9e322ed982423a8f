package dev.halley.testkit.internal.machine;

import dev.halley.internal.machine.Transition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a machine did with each kind of event in each kind of state, as a page that a test compares with the one a person
 * has read. On the test's thread.
 *
 * @param <S> the kinds of states
 * @param <E> the kinds of events
 */
public final class Moves<S extends Enum<S>, E extends Enum<E>> {
    private static final String NOTHING = "nothing";

    private final Class<E> events;
    private final Map<S, Map<E, Set<String>>> moves;

    /**
     * No moves yet.
     *
     * @param states the kinds of states
     * @param events the kinds of events
     */
    public Moves(Class<S> states, Class<E> events) {
        this.events = events;
        this.moves = new EnumMap<>(states);
        for (S state : states.getEnumConstants()) {
            moves.put(state, new EnumMap<>(events));
        }
    }

    /**
     * Adds a step.
     *
     * @param from the state before
     * @param event what happened
     * @param step what the machine answered
     * @param kind the kind of a state
     * @param <T> the machine's states
     */
    public <T> void add(T from, E event, Transition<T, ?> step, Function<T, S> kind) {
        String effects = step.effects().stream()
                .map(effect -> effect.getClass().getSimpleName())
                .collect(Collectors.joining(", "));
        String outcome = kind.apply(step.next()).name();
        if (!effects.isEmpty()) {
            outcome += ": " + effects;
        } else if (step.next().equals(from)) {
            outcome = NOTHING;
        }
        Objects.requireNonNull(moves.get(kind.apply(from)))
                .computeIfAbsent(event, unused -> new TreeSet<>())
                .add(outcome);
    }

    /**
     * All of them: a state, below it what an event can lead to (the kind of the next state, and the effects in order), and
     * last the events that never change anything there.
     *
     * @return the page
     * @throws AssertionError if an event has not met a state
     */
    public String page() {
        StringBuilder page = new StringBuilder();
        moves.forEach((state, met) -> {
            page.append(state).append('\n');
            List<E> ignored = new ArrayList<>();
            for (E event : events.getEnumConstants()) {
                Set<String> outcomes = met.get(event);
                if (outcomes == null) {
                    throw new AssertionError("no " + event + " in " + state);
                }
                if (outcomes.equals(Set.of(NOTHING))) {
                    ignored.add(event);
                    continue;
                }
                outcomes.forEach(outcome -> page.append("  ")
                        .append(event)
                        .append(" > ")
                        .append(outcome)
                        .append('\n'));
            }
            if (!ignored.isEmpty()) {
                page.append("  ignored: ")
                        .append(ignored.stream().map(Enum::name).collect(Collectors.joining(", ")))
                        .append('\n');
            }
        });
        return page.toString();
    }
}
