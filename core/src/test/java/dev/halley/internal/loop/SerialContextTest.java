package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SerialContextTest {
    private final FakeKernel fake = new FakeKernel();
    private final SerialContext context = fake.context();
    private final List<Object> log = new ArrayList<>();

    @Test
    void posted_tasks_run_in_order_on_the_pool() {
        context.execute(() -> log.add(1));
        context.execute(() -> log.add(2));
        assertThat(log).isEmpty();
        assertThat(fake.io.size()).as("one hand-over for both").isOne();
        fake.runPending();
        assertThat(log).containsExactly(1, 2);
    }

    @Test
    void an_idle_context_is_entered_inline() {
        context.enter(() -> log.add(context.isCurrent()));
        assertThat(log).containsExactly(true);
        assertThat(context.isCurrent()).isFalse();
        assertThat(fake.io.executed).isZero();
    }

    @Test
    void a_busy_context_queues_who_enters() {
        context.execute(() -> log.add(1));
        context.enter(() -> log.add(2));
        assertThat(log).isEmpty();
        fake.runPending();
        assertThat(log).containsExactly(1, 2);
    }

    @Test
    void entering_or_posting_from_inside_comes_after_what_runs() {
        context.enter(() -> {
            context.enter(() -> log.add("entered"));
            context.execute(() -> log.add("posted"));
            log.add("first");
        });
        assertThat(log).containsExactly("first", "entered", "posted");
    }

    @Test
    void an_inline_run_is_bounded_and_leaves_the_rest_to_the_pool() {
        context.enter(() -> {
            for (int i = 0; i < 200; i++) {
                int number = i;
                context.execute(() -> log.add(number));
            }
        });
        assertThat(log).hasSize(64);
        assertThat(fake.io.size()).isOne();
        fake.runPending();
        assertThat(log).hasSize(200).isSortedAccordingTo((a, b) -> Integer.compare((int) a, (int) b));
    }

    @Test
    void a_run_on_the_pool_is_bounded_so_that_other_contexts_get_their_turn() {
        for (int i = 0; i < 1000; i++) {
            context.execute(() -> log.add("mine"));
        }
        SerialContext other = fake.context();
        other.execute(() -> log.add("other"));
        fake.runPending();
        assertThat(log.indexOf("other")).isEqualTo(256);
        assertThat(log).hasSize(1001);
    }

    @Test
    void a_throwing_task_is_reported_and_the_next_one_runs() {
        Error error = new AssertionError("boom");
        context.execute(() -> {
            throw error;
        });
        context.execute(() -> log.add("next"));
        fake.runPending();
        assertThat(fake.uncaught).containsExactly(error);
        assertThat(log).containsExactly("next");
    }

    @Test
    void a_throwing_report_reaches_the_thread_s_handler() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        SerialContext harsh = new SerialContext(fake.kernel(), failure -> {
            throw new IllegalStateException("report");
        });
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> seen.set(failure));
        try {
            harsh.enter(() -> {
                throw new IllegalArgumentException("task");
            });
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).hasMessage("report");
        assertThat(seen.get().getSuppressed()).singleElement().isInstanceOf(IllegalArgumentException.class);
        harsh.enter(() -> log.add("still alive"));
        assertThat(log).containsExactly("still alive");
    }

    @Test
    void a_pool_that_refuses_does_not_stop_the_context() throws Exception {
        fake.io.refusal = new RejectedExecutionException("shut down");
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> seen.set(failure));
        CountDownLatch ran = new CountDownLatch(1);
        try {
            context.execute(ran::countDown);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).isSameAs(fake.io.refusal);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_scheduled_task_runs_in_the_context_when_its_time_has_come() {
        TimeSource.Timer unused = context.schedule(Duration.ofSeconds(1).toNanos(), () -> log.add(context.isCurrent()));
        fake.advance(Duration.ofMillis(999));
        assertThat(log).isEmpty();
        fake.advance(Duration.ofMillis(1));
        assertThat(log).containsExactly(true);
    }

    @Test
    void a_task_cancelled_inside_the_context_does_not_run_even_when_it_was_due() {
        TimeSource.Timer timer = context.schedule(0, () -> log.add("ran"));
        context.enter(() -> {
            // The timer fires while the context is busy: the task is queued behind this one.
            fake.advance(Duration.ZERO);
            timer.cancel();
        });
        fake.runPending();
        assertThat(log).isEmpty();
        assertThat(fake.timers()).isZero();
    }

    @Test
    void cancelling_takes_the_timer_back() {
        context.schedule(1_000, () -> log.add("ran")).cancel();
        assertThat(fake.timers()).isZero();
    }

    @Test
    void blocking_is_refused_inside_of_any_context_and_allowed_outside() {
        context.enter(() -> assertThatThrownBy(() -> SerialContext.checkMayBlock("publish"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("publish: called on the client's own context"));
        SerialContext inner = fake.context();
        context.enter(() -> {
            inner.enter(
                    () -> assertThat(context.isCurrent() && inner.isCurrent()).isTrue());
            assertThat(inner.isCurrent()).isFalse();
            assertThatThrownBy(() -> SerialContext.checkMayBlock("publish")).isInstanceOf(IllegalStateException.class);
        });
        assertThat(fake.uncaught).isEmpty();
        assertThatCode(() -> SerialContext.checkMayBlock("publish")).doesNotThrowAnyException();
    }

    /** The mix matters: with less entering, the order was broken in one run of thirty only. */
    @RepeatedTest(10)
    void many_threads_see_one_task_at_a_time_each_in_its_own_order() throws Exception {
        int producers = 4;
        int each = 40_000;
        List<Throwable> failures = new ArrayList<>();
        SerialContext real = new SerialContext(Kernel.shared(), failures::add);
        // Plain on purpose: the context is what makes it safe.
        int[] last = new int[producers];
        long[] total = new long[1];
        boolean[] inside = new boolean[1];
        List<String> broken = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(producers * each);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> {
                awaitQuietly(start);
                for (int i = 1; i <= each; i++) {
                    int number = i;
                    Runnable task = () -> {
                        if (inside[0]) {
                            broken.add("two at a time");
                        }
                        inside[0] = true;
                        if (last[producer] != number - 1) {
                            broken.add("producer " + producer + ": " + number + " after " + last[producer]);
                        }
                        last[producer] = number;
                        total[0]++;
                        inside[0] = false;
                        done.countDown();
                    };
                    if (number % 3 == 0) {
                        real.execute(task);
                    } else {
                        real.enter(task);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        CountDownLatch checked = new CountDownLatch(1);
        real.execute(() -> {
            log.add(total[0]);
            checked.countDown();
        });
        assertThat(checked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broken).isEmpty();
        assertThat(failures).isEmpty();
        assertThat(log).containsExactly((long) producers * each);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
