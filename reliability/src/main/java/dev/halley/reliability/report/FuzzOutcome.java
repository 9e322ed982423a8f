package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
public record FuzzOutcome(String target, int seconds, long inputs, int edges, int corpus, List<String> problems) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Copies the list. */
    public FuzzOutcome {
        problems = List.copyOf(problems);
    }

    static FuzzOutcome parse(String line) {
        try {
            return JSON.readValue(line, FuzzOutcome.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("outcome: " + line + " (expected: a line that this class wrote)", e);
        }
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that can't be written", e);
        }
    }

    /**
     * Whether nothing was found.
     *
     * @return true without problems
     */
    public boolean passed() {
        return problems.isEmpty();
    }
}
