package dev.halley.bayeux.rules;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Random things happen to a client, in virtual time. A failing walk is told by its seed; {@code -Dhalley.walk=SEED} walks
 * that one alone, {@code -Dhalley.walks=N} more or fewer of them.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RandomWalkTest {
    private static final int WALKS = 180;

    @Test
    void whatever_happened_the_client_is_as_good_as_new_when_it_is_over() {
        Long one = Long.getLong("halley.walk");
        LongStream seeds =
                one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger("halley.walks", WALKS));
        seeds.forEach(seed -> {
            RandomWalk walk = new RandomWalk(seed);
            try {
                walk.walk();
                walk.recover();
                walk.close();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("walk " + seed + " (again with -Dhalley.walk=" + seed + "): " + walk, failure);
            }
        });
    }
}
