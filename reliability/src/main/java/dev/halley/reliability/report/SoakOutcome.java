package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.halley.reliability.watch.Sample;
import java.util.Comparator;
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
        List<String> problems)
        implements Result {
    /** By name. */
    public static final Comparator<SoakOutcome> ORDER = Comparator.comparing(SoakOutcome::leg);

    /** The leg that starts and stops clients. */
    public static final String CLIENTS = "clients";

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

    @Override
    public String id() {
        return leg;
    }
}
