package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_stage_that_cannot_be_waited_for_is_reported_and_gives_its_turn_back(int concurrency) {
        DispatchFixture f = new DispatchFixture(concurrency);
        List<String> second = new ArrayList<>();
        f.on("/", "bad", event -> ForeignStage.unusable());
        f.on("/", "bad", event -> second.add("called"));
        f.on("/", "good", event -> "answer");
        f.receive("2[\"bad\"]", "2[\"bad\"]", "2[\"bad\"]", "21[\"good\"]", "22[\"good\"]");
        assertThat(f.acks).containsExactly("1 [answer]", "2 [answer]");
        assertThat(second).as("the next handler of the same event").hasSize(3);
        assertThat(f.events)
                .hasSize(3)
                .allSatisfy(event -> assertThat(((ClientEvent.HandlerFailed) event).cause())
                        .isInstanceOf(UnsupportedOperationException.class));
        assertThat(f.completions)
                .as("the recovery offset moves on")
                .hasSize(5)
                .containsOnly("bad processed", "good processed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void an_executor_that_refuses_what_comes_after_a_stage_is_reported_and_holds_nothing_up(int concurrency) {
        DispatchFixture f = new DispatchFixture(concurrency);
        List<CompletableFuture<String>> running = new ArrayList<>();
        List<String> second = new ArrayList<>();
        f.on("/", "x", event -> {
            CompletableFuture<String> one = new CompletableFuture<>();
            running.add(one);
            return one;
        });
        f.on("/", "x", event -> second.add("called"));
        f.receive("2[\"x\"]");
        f.refusing = true;
        running.get(0).complete("late");
        f.time.runPending();
        assertThat(f.completions).as("the recovery offset moves on").containsExactly("x processed");
        assertThat(second).as("nothing of the application runs elsewhere").isEmpty();
        assertThat(f.events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(((ClientEvent.HandlerFailed) event).cause())
                        .isInstanceOf(RejectedExecutionException.class));
        f.refusing = false;
        f.receive("2[\"x\"]", "2[\"x\"]");
        running.get(1).complete("now");
        f.time.runPending();
        running.get(2).complete("now");
        f.time.runPending();
        assertThat(second).hasSize(2);
        assertThat(f.completions).hasSize(3).containsOnly("x processed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void an_executor_that_refuses_an_event_drops_it_and_holds_nothing_up(int concurrency) {
        DispatchFixture f = new DispatchFixture(concurrency);
        List<String> called = new ArrayList<>();
        f.on("/", "x", event -> called.add("called"));
        f.refusing = true;
        f.receive("2[\"x\"]", "2[\"x\"]", "2[\"x\"]");
        assertThat(f.completions).hasSize(3).containsOnly("x dropped DISCARDED");
        assertThat(f.events).isNotEmpty();
        f.refusing = false;
        f.receive("2[\"x\"]", "2[\"x\"]", "2[\"x\"]", "2[\"x\"]");
        assertThat(called).hasSize(4);
    }

    @Test
    void an_executor_that_refuses_some_of_several_events_at_a_time_gives_their_turns_back() {
        DispatchFixture f = new DispatchFixture(2);
        List<String> called = new ArrayList<>();
        f.on("/", "x", event -> {
            f.refusing = true;
            return called.add("called");
        });
        for (int i = 1; i <= 3; i++) {
            f.receive("2[\"x\"]", "2[\"x\"]", "2[\"x\"]");
            f.refusing = false;
            f.time.runPending();
            assertThat(f.completions).hasSize(3 * i);
        }
        assertThat(called).hasSizeGreaterThanOrEqualTo(3);
    }
}
