package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.halley.reliability.fuzz.Target;
import java.util.Comparator;
import java.util.List;

/**
 * What the fuzzing of one target came to.
 *
 * @param target which one
 * @param seconds how long it was to last
 * @param inputs how many were tried
 * @param edges how many places in the code they reached, as Jazzer counts them
 * @param corpus how many inputs together reach all of these
 * @param problems what was found; empty for a good run
 */
@JsonPropertyOrder({"target", "seconds", "inputs", "edges", "corpus", "problems"})
public record FuzzOutcome(String target, int seconds, long inputs, int edges, int corpus, List<String> problems)
        implements Result {
    /** That of the targets. */
    public static final Comparator<FuzzOutcome> ORDER = Comparator.comparing(each -> Target.of(each.target()));

    /** Copies the list. */
    public FuzzOutcome {
        problems = List.copyOf(problems);
    }

    @Override
    public String id() {
        return target;
    }

    @Override
    public int size() {
        return seconds;
    }
}
