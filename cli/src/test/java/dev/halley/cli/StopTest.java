package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopTest {
    private final Stop stop = new Stop();
    private final List<String> happened = new ArrayList<>();

    @Test
    void ends_what_is_being_done() {
        String result = stop.during(() -> happened.add("stopped"), () -> {
            stop.request();
            return "result";
        });
        assertThat(result).isEqualTo("result");
        assertThat(happened).containsExactly("stopped");
        assertThat(stop.requested()).isTrue();
    }

    @Test
    void leaves_alone_what_has_ended() {
        stop.during(() -> happened.add("stopped"), () -> "result");
        stop.request();
        assertThat(happened).isEmpty();
    }

    @Test
    void ends_at_once_what_begins_after_it() {
        stop.request();
        stop.during(() -> happened.add("stopped"), () -> happened.add("done"));
        assertThat(happened).containsExactly("stopped", "done");
    }
}
