package dev.halley.testkit.bayeux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The test's rules; the one given last wins. Guarded by the server's lock. */
final class Rules {
    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        private final Predicate<? super Received> which;
        private final Answer answer;
        private int seen;

        private Rule(Predicate<? super Received> which, Answer answer) {
            this.which = which;
            this.answer = answer;
        }
    }

    void add(Predicate<? super Received> which, Answer answer) {
        rules.add(0, new Rule(which, answer));
    }

    void clear() {
        rules.clear();
    }

    /** The answer for a message, or null for the usual one. */
    @Nullable Answer match(Received message) {
        for (Rule rule : rules) {
            if (rule.which.test(message) && rule.answer.isFor(++rule.seen)) {
                return rule.answer;
            }
        }
        return null;
    }
}
