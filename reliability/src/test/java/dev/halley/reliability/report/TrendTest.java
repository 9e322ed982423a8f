package dev.halley.reliability.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halley.reliability.watch.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final int MIB = 1 << 20;

    private static List<Sample> samples(int count, IntFunction<Sample> sample) {
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(sample.apply(i));
        }
        return all;
    }

    private static Sample heap(int at, long bytes) {
        return new Sample(at, bytes, 0, 5, 2, 2);
    }

    @Test
    void what_leaks_a_little_all_the_time_is_no_longer_flat() {
        List<Sample> leaking = samples(60, at -> heap(at, 10 * MIB + at * (MIB / 20) + at % 7 * 30_000));

        assertThat(Trend.HEAP.growth(leaking).orElseThrow()).isCloseTo(29 / 20.0, within(0.1));
        assertThat(Trend.HEAP.problem(leaking))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("heap after a collection, MiB: grew by 1.4")
                        .endsWith("in the second half (expected: at most 1)"));
        assertThat(Trend.THREADS.problem(leaking)).isEmpty();
        List<Sample> threads = samples(60, at -> new Sample(at, 0, 0, 5 + at / 10, 2, 2));
        assertThat(Trend.THREADS.problem(threads)).isPresent();
    }

    @Test
    void what_grows_at_first_and_some_that_are_far_off_are_flat() {
        List<Sample> flat =
                samples(60, at -> heap(at, Math.min(at, 25) * (long) MIB + (at % 9 == 0 ? 20 * MIB : at % 7 * 30_000)));

        assertThat(Trend.HEAP.problem(flat)).isEmpty();
        assertThat(Trend.HEAP.growth(flat).orElseThrow()).isCloseTo(0, within(0.1));
    }

    @Test
    void a_short_run_tells_nothing() {
        assertThat(Trend.HEAP.growth(samples(14, at -> heap(at, (long) at * MIB))))
                .isEmpty();
        assertThat(Trend.HEAP.growth(samples(16, at -> heap(at, (long) at * MIB))))
                .hasValue(7.0);
    }
}
