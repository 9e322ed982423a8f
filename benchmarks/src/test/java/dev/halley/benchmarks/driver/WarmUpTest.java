package dev.halley.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final WarmUp warmUp = new WarmUp(5, 40);

    @Test
    void goes_on_for_the_least_time_however_steady_the_rates_are() {
        assertThat(warmUp.goesOn(100, 1)).isTrue();
        assertThat(warmUp.goesOn(100, 2)).isTrue();
        assertThat(warmUp.goesOn(100, 4.9)).isTrue();
        assertThat(warmUp.goesOn(100, 5)).isFalse();
    }

    @Test
    void goes_on_while_rates_grow() {
        assertThat(warmUp.goesOn(100, 6)).isTrue();
        assertThat(warmUp.goesOn(110, 7)).isTrue();
        assertThat(warmUp.goesOn(121, 8)).isTrue();
        assertThat(warmUp.goesOn(122, 9)).isTrue();
        assertThat(warmUp.goesOn(123, 10)).isFalse();
    }

    @Test
    void a_gain_after_one_steady_round_begins_anew() {
        assertThat(warmUp.goesOn(100, 6)).isTrue();
        assertThat(warmUp.goesOn(101, 7)).isTrue();
        assertThat(warmUp.goesOn(110, 8)).isTrue();
        assertThat(warmUp.goesOn(110, 9)).isTrue();
        assertThat(warmUp.goesOn(90, 10)).isFalse();
    }

    @Test
    void small_gains_add_up() {
        assertThat(warmUp.goesOn(100, 6)).isTrue();
        assertThat(warmUp.goesOn(104, 7)).isTrue();
        assertThat(warmUp.goesOn(108, 8)).isTrue();
    }

    @Test
    void ends_after_the_most_time_though_rates_still_grow() {
        assertThat(warmUp.goesOn(100, 39)).isTrue();
        assertThat(warmUp.goesOn(200, 40)).isFalse();
    }
}
