package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.reliability.driver.Options;
import dev.halley.reliability.driver.Part;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.mutation.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void the_long_run_is_fifty_seeds_of_a_minute_for_both_clients_over_both_wires() {
        Options options = Options.parse("--long", "--part", "faults", "--resume");

        assertThat(options.part()).isEqualTo(Part.FAULTS);
        assertThat(options.seeds()).hasSize(50).startsWith(1L).endsWith(50L);
        assertThat(options.seconds()).isEqualTo(60);
        assertThat(options.clients()).containsExactly(Plan.Client.values());
        assertThat(options.wires()).containsExactly("jdk", "netty");
        assertThat(options.resume()).isTrue();
        assertThat(options.out()).isEqualTo(Options.directory().resolve("results"));
    }

    @Test
    void a_run_that_is_not_the_whole_leaves_the_results_alone() {
        Options options = Options.parse("--long", "--seed", "17", "--client", "bayeux", "--wire", "netty");

        assertThat(options.seeds()).isEqualTo(List.of(17L));
        assertThat(options.clients()).containsExactly(Plan.Client.BAYEUX);
        assertThat(options.wires()).containsExactly("netty");
        assertThat(options.out())
                .isEqualTo(Options.directory().resolve("results").resolve("tmp"));
        assertThat(Options.parse().out()).isEqualTo(options.out());
    }

    @Test
    void a_soak_takes_an_hour_and_only_that_is_recorded() {
        assertThat(Options.parse("--long", "--part", "soak").minutes()).isEqualTo(60);
        assertThat(Options.parse("--long", "--part", "soak").out())
                .isEqualTo(Options.directory().resolve("results"));
        assertThat(Options.parse("--part", "soak").minutes()).isEqualTo(3);
        Options shorter = Options.parse("--long", "--minutes", "5", "--part", "soak");
        assertThat(shorter.minutes()).isEqualTo(5);
        assertThat(shorter.out())
                .isEqualTo(Options.directory().resolve("results").resolve("tmp"));
        assertThat(Options.parse("--long").minutes()).isEqualTo(110);
    }

    @Test
    void the_long_fuzzing_is_ten_minutes_for_each_target_two_at_a_time() {
        Options options = Options.parse("--long", "--part", "fuzz");

        assertThat(options.targets()).containsExactly(Target.values());
        assertThat(options.seconds()).isEqualTo(600);
        assertThat(options.parallel()).isEqualTo(2);
        assertThat(options.out()).isEqualTo(Options.directory().resolve("results"));
        assertThat(Target.values().length * options.seconds() / options.parallel())
                .as("within one go")
                .isLessThan(options.minutes() * 60);
    }

    @Test
    void one_target_alone_leaves_the_results_alone() {
        Options options = Options.parse("--long", "--part", "fuzz", "--target", "frames", "--parallel", "1");

        assertThat(options.targets()).containsExactly(Target.FRAMES);
        assertThat(options.parallel()).isEqualTo(1);
        assertThat(options.out())
                .isEqualTo(Options.directory().resolve("results").resolve("tmp"));
    }

    @Test
    void the_long_mutation_is_of_all_units_and_the_short_one_of_the_machines() {
        Options whole = Options.parse("--long", "--part", "mutation");

        assertThat(whole.part()).isEqualTo(Part.MUTATION);
        assertThat(whole.units()).containsExactly(Unit.values());
        assertThat(whole.minutes()).isEqualTo(90);
        assertThat(whole.out()).isEqualTo(Options.directory().resolve("results"));
        assertThat(Options.parse("--part", "mutation").units()).isEqualTo(Unit.MACHINES);
        Options one = Options.parse("--long", "--part", "mutation", "--unit", "json-scanner");
        assertThat(one.units()).containsExactly(Unit.JSON_SCANNER);
        assertThat(one.out()).isEqualTo(Options.directory().resolve("results").resolve("tmp"));
    }

    @Test
    void what_is_not_known_is_refused() {
        assertThatThrownBy(() -> Options.parse("--fast"))
                .hasMessage("option: --fast (expected: one that --help tells)");
        assertThatThrownBy(() -> Options.parse("--part", "luck"))
                .hasMessageStartingWith("part: luck (expected: faults");
        assertThatThrownBy(() -> Options.parse("--unit", "luck"))
                .hasMessageStartingWith("unit: luck (expected: bayeux-machine, bayeux-messages");
        assertThatThrownBy(() -> Options.parse("--seeds", "0")).hasMessage("--seeds: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> Options.parse("--seed")).hasMessage("option: --seed without a value");
        assertThatThrownBy(() -> Options.parse("--client", "faye"))
                .hasMessage("client: faye (expected: bayeux or socketio)");
    }
}
