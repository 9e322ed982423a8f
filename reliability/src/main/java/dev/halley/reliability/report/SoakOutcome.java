package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halley.reliability.watch.Sample;
import java.util.List;

/**
 * What one leg of the soak came to.
 *
 * @param leg its name
 * @param size minutes, or how many clients
 * @param rounds of messages and faults
 * @param faults how many
 * @param down what the server sent, in all rounds
 * @param up what the client sent, in all rounds
 * @param sessions how many the server made
 * @param recoveryMillis the slowest of all rounds
 * @param samples what the process held, in order
 * @param problems what was promised and is not true
 */
@JsonPropertyOrder({"leg", "size", "rounds", "faults"})
public record SoakOutcome(
        String leg,
        int size,
        int rounds,
        int faults,
        Outcome.Down down,
        Outcome.Up up,
        int sessions,
        long recoveryMillis,
        List<Sample> samples,
        List<String> problems) {
    /** The leg that starts and stops clients. */
    public static final String CLIENTS = "clients";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Copies the lists. */
    public SoakOutcome {
        samples = List.copyOf(samples);
        problems = List.copyOf(problems);
    }

    /**
     * Starting and stopping, where nothing is counted but what is left.
     *
     * @param count how many clients
     * @param samples what the process held
     * @param problems what is not true
     * @return the outcome
     */
    public static SoakOutcome ofClients(int count, List<Sample> samples, List<String> problems) {
        return new SoakOutcome(
                CLIENTS,
                count,
                0,
                0,
                new Outcome.Down(0, 0, 0, 0, 0),
                new Outcome.Up(0, 0, 0, 0, 0, 0, 0),
                0,
                0,
                samples,
                problems);
    }

    /**
     * A leg that came to no end.
     *
     * @param leg its name
     * @param size how long or how many
     * @param problem why
     * @return an outcome with this problem
     */
    public static SoakOutcome failed(String leg, int size, String problem) {
        SoakOutcome none = ofClients(size, List.of(), List.of(problem));
        return new SoakOutcome(leg, size, 0, 0, none.down, none.up, 0, 0, List.of(), none.problems);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param line one line
     * @return the outcome
     */
    public static SoakOutcome parse(String line) {
        try {
            return JSON.readValue(line, SoakOutcome.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("outcome: " + line + " (expected: a line that this class wrote)", e);
        }
    }

    /**
     * One line.
     *
     * @return JSON
     */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that can't be written", e);
        }
    }

    /**
     * Whether everything that was promised is true.
     *
     * @return true without problems
     */
    public boolean passed() {
        return problems.isEmpty();
    }
}
