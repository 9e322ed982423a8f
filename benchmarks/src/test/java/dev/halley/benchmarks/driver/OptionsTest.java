package dev.halley.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void only_a_whole_run_writes_the_results_that_are_kept() {
        assertThat(Options.parse().out())
                .isEqualTo(Options.parse("--quick").out().getParent());
        assertThat(Options.parse("receive").out())
                .hasToString(Options.parse("--quick").out().toString());
    }

    @Test
    void a_word_picks_the_scenarios_that_begin_with_it() {
        Options options = Options.parse("receive-bayeux");

        assertThat(Scenarios.all().stream().filter(options::wants).map(Scenario::name))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("receive-bayeux"));
    }

    @Test
    void an_unknown_option_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--fast"))
                .withMessage("option: --fast (expected: one that --help tells)");
    }
}
