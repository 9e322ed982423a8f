package dev.halley.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshRoundsTest {
    @Test
    void finds_the_fullest_window_wherever_it_starts() {
        assertThat(FreshRounds.mostInWindow(0, 90_000, 120_000, 180_000, 189_999, 400_000))
                .isEqualTo(4);
    }

    @Test
    void a_window_does_not_hold_both_of_its_ends() {
        assertThat(FreshRounds.mostInWindow(0, 100_000)).isEqualTo(1);
    }
}
