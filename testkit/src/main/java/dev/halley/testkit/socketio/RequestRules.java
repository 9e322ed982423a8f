package dev.halley.testkit.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The test's rules for requests; the one given last wins. Guarded by the server's lock. */
final class RequestRules {
    private static final Answer USUAL = Answer.usual();

    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        private final Predicate<? super EngineRequest> which;
        private final Answer answer;
        private int seen;

        private Rule(Predicate<? super EngineRequest> which, Answer answer) {
            this.which = which;
            this.answer = answer;
        }
    }

    void add(Predicate<? super EngineRequest> which, Answer answer) {
        rules.add(0, new Rule(which, answer));
    }

    void clear() {
        rules.clear();
    }

    Answer match(EngineRequest request) {
        for (Rule rule : rules) {
            if (rule.which.test(request) && rule.answer.isFor(++rule.seen)) {
                return rule.answer;
            }
        }
        return USUAL;
    }
}
