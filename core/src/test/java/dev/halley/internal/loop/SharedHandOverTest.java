package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedHandOverTest {
    private final FakeKernel fake = new FakeKernel();
    private final SharedHandOver handOver = new SharedHandOver(fake.handlers);
    private final List<String> log = new ArrayList<>();

    @Test
    void many_tasks_cost_two_hand_overs_and_run_in_order() {
        for (int i = 0; i < 100; i++) {
            String name = "task " + i;
            handOver.execute(() -> log.add(name));
        }
        fake.handlers.runAll();
        assertThat(log).hasSize(100).startsWith("task 0", "task 1").endsWith("task 99");
        assertThat(fake.handlers.executed).isEqualTo(2);
    }

    @Test
    void what_a_task_brings_is_run_too() {
        handOver.execute(() -> handOver.execute(() -> log.add("brought")));
        fake.handlers.runAll();
        assertThat(log).containsExactly("brought");
    }

    @Test
    void a_task_that_waits_for_one_behind_it_is_not_waited_for() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            SharedHandOver real = new SharedHandOver(threads);
            int tasks = 50;
            CountDownLatch all = new CountDownLatch(tasks);
            CountDownLatch ended = new CountDownLatch(tasks);
            for (int i = 0; i < tasks; i++) {
                real.execute(() -> {
                    all.countDown();
                    try {
                        // each waits for the last one
                        if (all.await(10, TimeUnit.SECONDS)) {
                            ended.countDown();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void nothing_is_left_behind_by_many_threads_that_bring_tasks() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            SharedHandOver real = new SharedHandOver(threads);
            int each = 20_000;
            AtomicInteger ran = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(2 * each);
            Runnable task = () -> {
                ran.incrementAndGet();
                done.countDown();
            };
            Runnable producer = () -> {
                for (int i = 0; i < each; i++) {
                    real.execute(task);
                }
            };
            threads.execute(producer);
            threads.execute(producer);
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).hasValue(2 * each);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void an_executor_that_refuses_leaves_nothing_waiting() {
        handOver.execute(() -> log.add("before"));
        fake.handlers.runAll();
        fake.handlers.refusal = new RejectedExecutionException("shut down");
        handOver.execute(() -> log.add("after"));
        assertThat(log).containsExactly("before", "after");
    }

    @Test
    void a_task_that_throws_keeps_none_from_running() {
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((where, failure) -> log.add(String.valueOf(failure.getMessage())));
        try {
            handOver.execute(() -> {
                throw new IllegalStateException("thrown");
            });
            handOver.execute(() -> log.add("next"));
            fake.handlers.runAll();
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertThat(log).containsExactly("thrown", "next");
    }
}
