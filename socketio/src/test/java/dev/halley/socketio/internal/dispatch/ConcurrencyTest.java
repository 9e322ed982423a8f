package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    @Test
    void as_many_events_of_a_namespace_are_handled_at_a_time_as_was_asked_for() {
        DispatchFixture f = new DispatchFixture(2);
        List<CompletableFuture<String>> running = new ArrayList<>();
        f.on("/", "x", event -> {
            CompletableFuture<String> one = new CompletableFuture<>();
            running.add(one);
            return one;
        });
        f.receive("21[\"x\"]", "22[\"x\"]", "23[\"x\"]", "24[\"x\"]");
        assertThat(running).hasSize(2);
        running.get(1).complete("second");
        f.time.runPending();
        assertThat(running).hasSize(3);
        assertThat(f.acks).containsExactly("2 [second]");
        running.get(0).complete("first");
        running.get(2).complete("third");
        f.time.runPending();
        assertThat(running).hasSize(4);
        running.get(3).complete("fourth");
        f.time.runPending();
        assertThat(f.acks).containsExactly("2 [second]", "1 [first]", "3 [third]", "4 [fourth]");
        assertThat(f.completions).hasSize(4).containsOnly("x processed");
    }
}
