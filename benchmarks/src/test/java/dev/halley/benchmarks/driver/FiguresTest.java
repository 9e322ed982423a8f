package dev.halley.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures(
            new Scenario("receive", Scenario.Procedure.TURNS, Map.of(), List.of("ours", "theirs"), "theirs", true));

    @Test
    void a_row_has_the_median_and_the_spread_of_its_rounds() {
        for (String rate : List.of("30", "10", "20")) {
            figures.add("ours", Map.of("rate", rate));
        }

        assertThat(figures.rows()).singleElement().satisfies(row -> {
            assertThat(row.median()).isEqualTo(20);
            assertThat(row.min()).isEqualTo(10);
            assertThat(row.max()).isEqualTo(30);
            assertThat(row.rounds()).isEqualTo(3);
        });
    }

    @Test
    void a_ratio_is_the_median_through_the_peers() {
        figures.add("ours", Map.of("rate", "50"));
        figures.add("theirs", Map.of("rate", "20"));

        assertThat(figures.rows()).extracting(Row::ratio).containsExactly(2.5, null);
    }

    @Test
    void a_subject_that_failed_has_no_row() {
        figures.add("ours", Map.of("rate", "50"));
        figures.remove("ours");

        assertThat(figures.rows()).isEmpty();
    }

    @Test
    void a_row_is_one_json_object_with_the_metrics_own_digits() {
        figures.add("ours", Map.of("cpu", "1.234"));

        assertThat(figures.rows())
                .singleElement()
                .extracting(Row::json)
                .isEqualTo("{\"scenario\":\"receive\",\"subject\":\"ours\",\"metric\":\"cpu\",\"unit\":\"µs/msg\","
                        + "\"median\":1.23,\"min\":1.23,\"max\":1.23,\"rounds\":1,\"peer\":\"theirs\",\"ratio\":null}");
    }
}
