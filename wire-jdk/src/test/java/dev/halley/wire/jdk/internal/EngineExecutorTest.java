package dev.halley.wire.jdk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class EngineExecutorTest {
    private final Queue<Runnable> handedOver = new ArrayDeque<>();
    private final EngineExecutor executor = new EngineExecutor(handedOver::add);
    private final List<String> ran = new ArrayList<>();

    @Test
    void what_a_task_asks_for_runs_after_it_on_the_same_thread() {
        executor.execute(() -> {
            executor.execute(() -> {
                ran.add("second");
                executor.execute(() -> ran.add("third"));
            });
            ran.add("first");
        });

        handedOver.remove().run();

        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(handedOver).isEmpty();
    }

    @Test
    void what_is_asked_for_while_another_one_waits_is_handed_over_at_once() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("next"));
            executor.execute(() -> ran.add("elsewhere"));
            assertThat(handedOver).hasSize(1);
        });

        handedOver.remove().run();

        assertThat(ran).containsExactly("next");
        handedOver.remove().run();
        assertThat(ran).containsExactly("next", "elsewhere");
    }

    @Test
    void a_task_that_throws_loses_no_other() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("next"));
            throw new IllegalStateException("the task's own");
        });
        Runnable first = handedOver.remove();

        assertThatThrownBy(first::run).hasMessage("the task's own");

        handedOver.remove().run();
        assertThat(ran).containsExactly("next");
    }

    @Test
    void a_task_of_another_engine_is_handed_over_to_its_own_executor() {
        Queue<Runnable> others = new ArrayDeque<>();
        EngineExecutor other = new EngineExecutor(others::add);
        executor.execute(() -> other.execute(() -> ran.add("other")));

        handedOver.remove().run();

        assertThat(ran).isEmpty();
        others.remove().run();
        assertThat(ran).containsExactly("other");
    }

    @Test
    void an_executor_that_runs_tasks_on_the_calling_thread_is_in_the_turn_again_afterwards() {
        EngineExecutor inline = new EngineExecutor(Runnable::run);
        executor.execute(() -> {
            inline.execute(() -> ran.add("inline"));
            executor.execute(() -> ran.add("next"));
        });

        handedOver.remove().run();

        assertThat(ran).containsExactly("inline", "next");
    }
}
