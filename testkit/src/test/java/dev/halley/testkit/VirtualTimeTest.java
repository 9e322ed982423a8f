package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final TimeSource source = time.kernel().time();
    private final List<String> log = new ArrayList<>();

    @Test
    void runs_tasks_in_the_order_in_which_they_were_handed_over() {
        time.kernel().io().execute(() -> {
            log.add("io 1");
            time.kernel().io().execute(() -> log.add("io 3"));
        });
        time.kernel().handlers().execute(() -> log.add("handler 2"));
        assertThat(log).isEmpty();
        time.runPending();
        assertThat(log).containsExactly("io 1", "handler 2", "io 3");
    }

    @Test
    void moves_from_timer_to_timer_and_runs_what_is_ready_in_between() {
        long start = source.nanoTime();
        source.schedule(SECOND.toNanos() * 2, () -> log.add("two at " + seconds(start)));
        source.schedule(SECOND.toNanos(), () -> {
            log.add("one at " + seconds(start));
            time.kernel().io().execute(() -> log.add("task at " + seconds(start)));
            source.schedule(SECOND.toNanos() / 2, () -> log.add("half at " + seconds(start)));
        });
        source.schedule(SECOND.toNanos(), () -> log.add("also one at " + seconds(start)));
        time.advance(Duration.ofSeconds(2));
        assertThat(log).containsExactly("one at 1.0", "task at 1.0", "also one at 1.0", "half at 1.5", "two at 2.0");
        assertThat(time.timers()).isZero();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_cancelled_timer_does_not_run() {
        TimeSource.Timer timer = source.schedule(10, () -> log.add("no"));
        assertThat(time.nextTimer()).contains(Duration.ofNanos(10));
        timer.cancel();
        timer.cancel();
        time.advance(SECOND);
        assertThat(log).isEmpty();
        assertThat(time.nextTimer()).isEmpty();
    }

    @Test
    void a_timer_that_is_due_at_once_runs_after_what_is_ready() {
        source.schedule(-1, () -> log.add("timer"));
        time.kernel().io().execute(() -> log.add("task"));
        time.runPending();
        assertThat(log).containsExactly("task", "timer");
    }

    @Test
    void advances_to_the_next_timer() {
        source.schedule(Duration.ofHours(3).toNanos(), () -> log.add("x"));
        source.schedule(Long.MAX_VALUE, () -> log.add("never"));
        assertThat(time.advanceToNextTimer()).isEqualTo(Duration.ofHours(3));
        assertThat(log).containsExactly("x");
        assertThatThrownBy(() -> new VirtualTime().advanceToNextTimer()).isInstanceOf(AssertionError.class);
    }

    @Test
    void shifts_the_wall_clock_alone() {
        long start = source.nanoTime();
        Instant now = source.now();
        time.shiftWallClock(Duration.ofHours(-1));
        assertThat(source.now()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(source.nanoTime()).isEqualTo(start);
        time.advance(SECOND);
        assertThat(time.now()).isEqualTo(now.minus(Duration.ofHours(1)).plus(SECOND));
    }

    @Test
    void monotonic_time_overflows_early_so_that_wrong_comparisons_show() {
        long start = source.nanoTime();
        time.advance(Duration.ofMinutes(1));
        assertThat(source.nanoTime()).isLessThan(start);
        assertThat(source.nanoTime() - start).isEqualTo(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void random_numbers_are_fixed_or_seeded() {
        assertThat(time.kernel().random().getAsDouble()).isEqualTo(0.5);
        time.fixRandom(0.25);
        assertThat(time.kernel().random().getAsDouble()).isEqualTo(0.25);
        time.seedRandom(7);
        double first = time.kernel().random().getAsDouble();
        time.seedRandom(7);
        assertThat(time.kernel().random().getAsDouble()).isEqualTo(first).isBetween(0.0, 1.0);
    }

    @Test
    void says_livelock_when_tasks_make_tasks_for_ever() {
        time.livelockLimit(1000);
        Runnable[] again = new Runnable[1];
        again[0] = () -> time.kernel().io().execute(again[0]);
        again[0].run();
        assertThatThrownBy(time::runPending).isInstanceOf(AssertionError.class).hasMessageContaining("livelock");
        VirtualTime other = new VirtualTime();
        Runnable[] timer = new Runnable[1];
        timer[0] = () -> other.kernel().time().schedule(0, timer[0]);
        timer[0].run();
        assertThatThrownBy(() -> other.advance(SECOND)).hasMessageContaining("livelock");
    }

    @Test
    void a_timer_that_sets_itself_again_is_no_livelock() {
        time.livelockLimit(10);
        Runnable[] beat = new Runnable[1];
        beat[0] = () -> {
            log.add("beat");
            source.schedule(SECOND.toNanos(), beat[0]);
        };
        source.schedule(SECOND.toNanos(), beat[0]);
        time.advance(Duration.ofSeconds(1000));
        assertThat(log).hasSize(1000);
    }

    @Test
    void holds_handlers() {
        time.holdHandlers();
        time.kernel().handlers().execute(() -> log.add("handler"));
        time.kernel().io().execute(() -> log.add("io"));
        time.advance(SECOND);
        assertThat(log).containsExactly("io");
        time.releaseHandlers();
        time.runPending();
        assertThat(log).containsExactly("io", "handler");
    }

    @Test
    void what_a_task_throws_reaches_the_test() {
        time.kernel().io().execute(() -> {
            throw new IllegalArgumentException("from the task");
        });
        time.kernel().io().execute(() -> log.add("next"));
        assertThatThrownBy(time::runPending).isInstanceOf(IllegalArgumentException.class);
        time.runPending();
        assertThat(log).containsExactly("next");
    }

    @Test
    void refuses_to_be_moved_from_a_task() {
        time.kernel().io().execute(() -> time.advance(SECOND));
        assertThatThrownBy(time::runPending).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gives_the_outcome_of_a_stage_or_says_that_there_is_none() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThatThrownBy(() -> time.result(stage))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not complete");
        time.kernel().io().execute(() -> stage.complete("x"));
        assertThat(time.result(stage)).isEqualTo("x");
        assertThatThrownBy(() -> time.failure(stage)).hasMessageContaining("result: x");
        IllegalStateException failure = new IllegalStateException("y");
        assertThat(time.failure(CompletableFuture.failedFuture(failure))).isSameAs(failure);
        assertThatThrownBy(() -> time.result(CompletableFuture.failedFuture(failure)))
                .isInstanceOf(AssertionError.class)
                .hasCause(failure);
    }

    @Test
    void carries_a_serial_context() {
        SerialContext context = new SerialContext(time.kernel(), failure -> log.add("uncaught " + failure));
        context.execute(() -> log.add("in " + context.isCurrent()));
        context.schedule(SECOND.toNanos(), () -> log.add("timer in " + context.isCurrent()));
        TimeSource.Timer cancelled = context.schedule(SECOND.toNanos(), () -> log.add("no"));
        context.schedule(SECOND.toNanos() / 2, cancelled::cancel);
        time.advance(SECOND);
        assertThat(log).containsExactly("in true", "timer in true");
    }

    private double seconds(long start) {
        return (source.nanoTime() - start) / 1e9;
    }
}
