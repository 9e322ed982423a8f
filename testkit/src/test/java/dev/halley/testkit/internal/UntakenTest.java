package dev.halley.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a scripted server keeps of what came. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UntakenTest {
    private final Untaken<Integer> log = new Untaken<>();

    @Test
    void the_newest_are_kept_and_the_numbers_go_on() {
        for (int i = 0; i < Untaken.MOST_KEPT + 2; i++) {
            log.add(log.nextNumber());
        }
        assertThat(log.all()).hasSize(Untaken.MOST_KEPT);
        assertThat(log.all().get(0)).isEqualTo(3);
        assertThat(log.take(number -> true)).isEqualTo(3);
        assertThat(log.nextNumber()).isEqualTo(Untaken.MOST_KEPT + 3);
    }
}
