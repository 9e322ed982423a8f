package dev.halley.reliability.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.halley.reliability.fault.Plan;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one trial came to.
 *
 * @param client which one
 * @param wire which one
 * @param seed of the trial
 * @param mode what was agreed on
 * @param route how messages travelled
 * @param tls whether over TLS
 * @param seconds how long faults happened
 * @param faults how many
 * @param down what the server sent
 * @param up what the client called
 * @param emits what the client emitted without a confirmation; none of it in Bayeux
 * @param gaps how many were reported for the numbered events
 * @param sessions how many the server made
 * @param recoveryMillis from the end of the last fault until messages flowed both ways; -1 when they did not
 * @param problems what was promised and is not true; empty for a good trial
 */
@JsonPropertyOrder({"client", "wire", "seed", "mode", "route", "tls", "seconds", "faults"})
public record Outcome(
        String client,
        String wire,
        long seed,
        String mode,
        String route,
        boolean tls,
        int seconds,
        int faults,
        Down down,
        Up up,
        @Nullable Emits emits,
        int gaps,
        int sessions,
        long recoveryMillis,
        List<String> problems)
        implements Result {
    /** By client, wire and seed. */
    public static final Comparator<Outcome> ORDER =
            Comparator.comparing(Outcome::client).thenComparing(Outcome::wire).thenComparing(Outcome::seed);

    /**
     * The book of what the server sent: each is delivered, lost inside a gap, or lost in silence.
     *
     * @param sent how many
     * @param delivered how many arrived, once or more
     * @param duplicated how many arrived more than once
     * @param inGap how many did not arrive and lie in a reported gap
     * @param silent how many did not arrive, and nobody said so
     */
    public record Down(int sent, int delivered, int duplicated, int inGap, int silent) {
        /**
         * Both together.
         *
         * @param other another book
         * @return the sums
         */
        public Down plus(Down other) {
            return new Down(
                    sent + other.sent,
                    delivered + other.delivered,
                    duplicated + other.duplicated,
                    inGap + other.inGap,
                    silent + other.silent);
        }
    }

    /**
     * The book of what the client sent: each ended as confirmed, unconfirmed, not sent or refused, or something is wrong.
     *
     * @param sent how many
     * @param confirmed how many the server confirmed
     * @param unconfirmed how many were reported as perhaps processed
     * @param notSent how many were reported as certainly not sent
     * @param refused how many the server refused
     * @param duplicated how many the server got more than once
     * @param silent how many were confirmed or reported as not sent against the truth, or never ended
     */
    public record Up(int sent, int confirmed, int unconfirmed, int notSent, int refused, int duplicated, int silent) {
        /**
         * Both together.
         *
         * @param other another book
         * @return the sums
         */
        public Up plus(Up other) {
            return new Up(
                    sent + other.sent,
                    confirmed + other.confirmed,
                    unconfirmed + other.unconfirmed,
                    notSent + other.notSent,
                    refused + other.refused,
                    duplicated + other.duplicated,
                    silent + other.silent);
        }
    }

    /**
     * The book of what nobody confirms: the connection took it, and it arrives or is lost with the connection.
     *
     * @param sent how many
     * @param lost how many of those that a connection took did not arrive
     * @param duplicated how many the server got more than once
     * @param silent how many were lost though the client was not told within a while that its connection was lost, or
     *     were reported as not sent against the truth, or never ended
     */
    public record Emits(int sent, int lost, int duplicated, int silent) {
        /** Nothing was emitted. */
        public static final Emits NONE = new Emits(0, 0, 0, 0);
    }

    /** Copies the list. */
    public Outcome {
        emits = emits == null ? Emits.NONE : emits;
        problems = List.copyOf(problems);
    }

    /**
     * A trial that came to no end.
     *
     * @param plan which one
     * @param problem why
     * @return an outcome with this problem
     */
    public static Outcome failed(Plan plan, String problem) {
        return of(plan, new Down(0, 0, 0, 0, 0), new Up(0, 0, 0, 0, 0, 0, 0), Emits.NONE, 0, 0, -1, List.of(problem));
    }

    /**
     * The outcome of a plan.
     *
     * @param plan which one
     * @param down what the server sent
     * @param up what the client called
     * @param emits what the client emitted
     * @param gaps how many were reported
     * @param sessions how many the server made
     * @param recoveryMillis how long it took at the end, or -1
     * @param problems what is not true
     * @return the outcome
     */
    public static Outcome of(
            Plan plan,
            Down down,
            Up up,
            Emits emits,
            int gaps,
            int sessions,
            long recoveryMillis,
            List<String> problems) {
        return new Outcome(
                plan.client().toString(),
                plan.wire(),
                plan.seed(),
                plan.mode().toString(),
                plan.route().toString(),
                plan.tls(),
                plan.seconds(),
                plan.schedule().faults().size(),
                down,
                up,
                emits,
                gaps,
                sessions,
                recoveryMillis,
                problems);
    }

    /** Never null: what a row lacks is none. */
    @Override
    public Emits emits() {
        return emits == null ? Emits.NONE : emits;
    }

    /**
     * Which trial it was.
     *
     * @return the plan's id
     */
    @Override
    public String id() {
        return client + "-" + wire + "-" + seed;
    }

    @Override
    public int size() {
        return seconds;
    }
}
