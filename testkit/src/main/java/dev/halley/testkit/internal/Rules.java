package dev.halley.testkit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The test's rules; the one given last wins. Guarded by the server's lock.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Rules<Q, A> {
    private final Turns<A> turns;
    private final List<Rule<Q, A>> rules = new ArrayList<>();

    /**
     * Whether an answer is meant for one of the times that its rule fits.
     *
     * @param <A> the answer
     */
    public interface Turns<A> {
        /**
         * Says so.
         *
         * @param answer the answer
         * @param time 1 for the first
         * @return whether it is given this time
         */
        boolean isFor(A answer, int time);
    }

    private static final class Rule<Q, A> {
        private final Predicate<? super Q> which;
        private final A answer;
        private int seen;

        private Rule(Predicate<? super Q> which, A answer) {
            this.which = which;
            this.answer = answer;
        }
    }

    /**
     * No rules.
     *
     * @param turns what answers say of their turns
     */
    public Rules(Turns<A> turns) {
        this.turns = turns;
    }

    /**
     * One more rule.
     *
     * @param which whether it fits
     * @param answer the answer then
     */
    public void add(Predicate<? super Q> which, A answer) {
        rules.add(0, new Rule<>(which, answer));
    }

    /** Takes all back. */
    public void clear() {
        rules.clear();
    }

    /**
     * Finds the rule that fits.
     *
     * @param asked what is asked
     * @return its answer, or null for the usual one
     */
    public @Nullable A match(Q asked) {
        for (Rule<Q, A> rule : rules) {
            if (rule.which.test(asked) && turns.isFor(rule.answer, ++rule.seen)) {
                return rule.answer;
            }
        }
        return null;
    }
}
