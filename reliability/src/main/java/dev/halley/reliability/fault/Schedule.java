package dev.halley.reliability.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * The faults of one trial, drawn from its seed: the same seed gives the same ones. They may overlap, but for those that
 * exclude each other.
 *
 * @param faults in the order in which they begin
 */
public record Schedule(List<Fault> faults) {
    /** The client comes to know a quiet world first. */
    private static final int QUIET_MILLIS = 1_500;

    /** On the average one begins every so often. */
    private static final int EVERY_MILLIS = 4_500;

    private static final int TRIES = 50;
    private static final List<Fault.Side> SIDES = List.of(Fault.Side.values());
    private static final int[] STATUSES = {502, 503};

    /** Copies the list. */
    public Schedule {
        faults = List.copyOf(faults);
    }

    /**
     * Draws the faults of a trial.
     *
     * @param seed of this trial
     * @param seconds how long the schedule is: at its end all faults are over
     * @param without kinds that can't happen in this trial
     * @return the schedule
     */
    public static Schedule of(long seed, int seconds, EnumSet<FaultKind> without) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        int length = seconds * 1_000;
        int count = Math.max(2, (length - QUIET_MILLIS) / EVERY_MILLIS);
        List<FaultKind> deck = new ArrayList<>();
        List<Fault> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            if (deck.isEmpty()) {
                deck.addAll(EnumSet.complementOf(without));
                Collections.shuffle(deck, random);
            }
            FaultKind kind = deck.remove(deck.size() - 1);
            for (int attempt = 0; attempt < TRIES; attempt++) {
                Fault fault = draw(kind, length, random);
                if (fault.endMillis() <= length
                        && drawn.stream().noneMatch(other -> kind.excludes(other.kind()) && fault.overlaps(other))) {
                    drawn.add(fault);
                    break;
                }
            }
        }
        drawn.sort(Comparator.comparingInt(Fault::atMillis).thenComparing(Fault::kind));
        return new Schedule(drawn);
    }

    private static Fault draw(FaultKind kind, int length, Random random) {
        int at = QUIET_MILLIS + random.nextInt(length - QUIET_MILLIS);
        int lasting = random.nextInt(Math.max(1, kind.longest() - kind.shortest()));
        Fault.Side side = SIDES.get(random.nextInt(SIDES.size()));
        int value = random.nextInt(3_600);
        return new Fault(
                kind,
                at,
                kind.lasts() ? kind.shortest() + lasting : 0,
                side,
                switch (kind) {
                    case ERROR_PAGE -> STATUSES[value % STATUSES.length];
                    case CLOCK_SET_BACK -> 10 + value;
                    case CUT_MID_FRAME, TLS_INVALID -> value % 2;
                    default -> 0;
                });
    }

    /**
     * A line for each fault.
     *
     * @return readable text
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        faults.forEach(fault -> text.append(fault).append('\n'));
        return text.toString();
    }
}
