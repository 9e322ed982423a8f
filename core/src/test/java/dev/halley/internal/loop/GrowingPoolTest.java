package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GrowingPoolTest {
    private static final Duration LOOK = Duration.ofMillis(10);
    private final FakeKernel fake = new FakeKernel();
    private final List<String> told = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    private GrowingPool pool(int base, int limit) {
        return new GrowingPool("test", base, limit, Duration.ofMillis(50), fake, (pool, max) -> told.add(pool + max));
    }

    private CountDownLatch block(GrowingPool pool, int tasks) {
        CountDownLatch started = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                started.countDown();
                await(release);
            });
        }
        return started;
    }

    /** Tasks that have threads, and whose threads wait: so the pool sees it at its next look. */
    private void blocked(GrowingPool pool, int tasks) {
        int before = pool.blockedThreads();
        await(block(pool, tasks));
        eventually(() -> pool.blockedThreads() == before + tasks);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits, in real time and bounded, for something that other threads bring about. */
    static void eventually(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Test
    void up_to_the_base_a_thread_is_made_on_demand_without_a_timer() {
        GrowingPool pool = pool(3, 10);
        blocked(pool, 3);
        assertThat(pool.threads()).isEqualTo(3);
        assertThat(fake.timers()).isZero();
        release.countDown();
    }

    @Test
    void a_waiting_task_gets_a_thread_after_ten_milliseconds_and_not_before() {
        GrowingPool pool = pool(2, 10);
        blocked(pool, 2);
        CountDownLatch third = new CountDownLatch(1);
        pool.execute(third::countDown);
        fake.advance(LOOK.minusNanos(1));
        assertThat(pool.threads()).isEqualTo(2);
        fake.advance(Duration.ofNanos(1));
        await(third);
        assertThat(pool.threads()).isEqualTo(3);
        release.countDown();
    }

    @Test
    void a_pool_whose_threads_are_all_blocked_grows_for_everything_that_waits_at_once() {
        GrowingPool pool = pool(2, 600);
        CountDownLatch started = block(pool, 500);
        eventually(() -> started.getCount() == 498 && pool.blockedThreads() == 2);
        fake.advance(LOOK);
        await(started);
        assertThat(pool.threads()).isEqualTo(500);
        release.countDown();
    }

    @Test
    void a_pool_that_moves_and_then_blocks_grows_by_one_thread_for_each_that_waits() {
        GrowingPool pool = pool(1, 10);
        CountDownLatch go = new CountDownLatch(1);
        pool.execute(() -> await(go));
        CountDownLatch next = block(pool, 5);
        // The only thread comes free between two looks and takes the next task: it moves.
        go.countDown();
        eventually(() -> next.getCount() == 4 && pool.blockedThreads() == 1);
        fake.advance(LOOK);
        eventually(() -> next.getCount() == 3);
        assertThat(pool.threads()).isEqualTo(2);
        release.countDown();
    }

    /** What a busy machine does to a thread, and a name look-up: it runs and does not end. */
    private CountDownLatch spin(GrowingPool pool, int tasks) {
        CountDownLatch started = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                started.countDown();
                while (release.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        return started;
    }

    @Test
    void threads_that_run_and_finish_nothing_are_given_fifty_milliseconds_and_doubled() {
        GrowingPool pool = pool(2, 600);
        await(spin(pool, 2));
        CountDownLatch late = spin(pool, 3);
        fake.advance(LOOK.multipliedBy(GrowingPool.PATIENCE).minusNanos(1));
        assertThat(pool.threads()).isEqualTo(2);
        fake.advance(Duration.ofNanos(1));
        eventually(() -> late.getCount() == 1);
        assertThat(pool.threads()).isEqualTo(4);
        fake.advance(LOOK.multipliedBy(GrowingPool.PATIENCE));
        await(late);
        release.countDown();
    }

    @Test
    void threads_that_stand_in_line_for_a_monitor_are_not_taken_for_sleeping_ones() {
        GrowingPool pool = pool(2, 600);
        CountDownLatch late;
        synchronized (release) {
            CountDownLatch entered = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                pool.execute(() -> {
                    entered.countDown();
                    synchronized (release) {
                        release.getCount();
                    }
                });
            }
            await(entered);
            late = new CountDownLatch(1);
            pool.execute(late::countDown);
            fake.advance(LOOK.multipliedBy(GrowingPool.PATIENCE - 1));
            assertThat(pool.threads()).isEqualTo(2);
        }
        await(late);
    }

    @Test
    void a_pool_that_is_busy_but_moves_grows_by_one_thread_in_fifty_milliseconds() {
        GrowingPool pool = pool(2, 600);
        await(spin(pool, 1));
        CountDownLatch first = new CountDownLatch(1);
        pool.execute(() -> {
            while (first.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        CountDownLatch next = spin(pool, 100);
        fake.advance(LOOK.multipliedBy(GrowingPool.PATIENCE - 1));
        first.countDown();
        eventually(() -> next.getCount() == 99);
        fake.advance(LOOK);
        assertThat(pool.threads()).isEqualTo(3);
        release.countDown();
    }

    @Test
    void the_watch_ends_with_the_queue() {
        GrowingPool pool = pool(1, 1);
        blocked(pool, 1);
        CountDownLatch last = new CountDownLatch(1);
        pool.execute(last::countDown);
        assertThat(fake.timers()).isOne();
        release.countDown();
        await(last);
        fake.advance(LOOK);
        assertThat(fake.timers()).isZero();
    }

    @Test
    void the_limit_is_told_once_each_time_it_is_reached() {
        GrowingPool pool = pool(1, 2);
        blocked(pool, 1);
        CountDownLatch second = block(pool, 1);
        fake.advance(LOOK);
        await(second);
        eventually(() -> pool.blockedThreads() == 2);
        assertThat(told).as("nothing waits").isEmpty();
        CountDownLatch third = block(pool, 1);
        fake.advance(LOOK.multipliedBy(5));
        assertThat(told).containsExactly("test2");
        release.countDown();
        await(third);
        eventually(() -> pool.threads() == 0);
        fake.advance(LOOK);

        CountDownLatch again = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> await(again));
        }
        eventually(() -> pool.blockedThreads() == 1);
        fake.advance(LOOK);
        eventually(() -> pool.threads() == 2 && pool.blockedThreads() == 2);
        fake.advance(LOOK.multipliedBy(3));
        assertThat(told).containsExactly("test2", "test2");
        again.countDown();
    }

    @Test
    void idle_threads_end() {
        GrowingPool pool = pool(4, 10);
        CountDownLatch started = block(pool, 4);
        await(started);
        release.countDown();
        eventually(() -> pool.threads() == 0);
        CountDownLatch again = new CountDownLatch(1);
        pool.execute(again::countDown);
        await(again);
    }

    @Test
    void a_throwable_reaches_the_thread_s_handler_and_the_thread_goes_on() throws Exception {
        GrowingPool pool = pool(1, 1);
        LinkedBlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
        List<Thread> threads = new ArrayList<>();
        Error error = new StackOverflowError("test");
        pool.execute(() -> {
            threads.add(Thread.currentThread());
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
            throw error;
        });
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isSameAs(error);
        CountDownLatch next = new CountDownLatch(1);
        pool.execute(() -> {
            threads.add(Thread.currentThread());
            next.countDown();
        });
        await(next);
        assertThat(threads.get(1)).isSameAs(threads.get(0));
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(threads.get(0).getName()).isEqualTo("test-1");
    }

    @Test
    void an_interrupt_does_not_reach_the_next_task() {
        GrowingPool pool = pool(1, 1);
        pool.execute(() -> Thread.currentThread().interrupt());
        CountDownLatch clean = new CountDownLatch(1);
        pool.execute(() -> {
            if (!Thread.currentThread().isInterrupted()) {
                clean.countDown();
            }
        });
        await(clean);
    }

    @Test
    void five_hundred_blocked_handlers_do_not_delay_another_client() {
        SharedTimer timer = new SharedTimer("test-timer", Duration.ofMillis(50));
        GrowingPool pool =
                new GrowingPool("real", 4, 2000, Duration.ofMillis(50), timer, (name, max) -> told.add(name));
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            pool.execute(() -> {
                running.incrementAndGet();
                await(release);
            });
        }
        long before = System.nanoTime();
        CountDownLatch other = new CountDownLatch(1);
        pool.execute(other::countDown);
        await(other);
        Duration delay = Duration.ofNanos(System.nanoTime() - before);
        eventually(() -> running.get() == 500);
        // Once they block, a later task waits for one look at most.
        long later = System.nanoTime();
        CountDownLatch late = new CountDownLatch(1);
        pool.execute(late::countDown);
        await(late);
        Duration steady = Duration.ofNanos(System.nanoTime() - later);
        int threads = pool.threads();
        release.countDown();
        // Ten times what it takes on a quiet machine, for the sake of busy ones; one thread a look would take five
        // seconds.
        assertThat(delay).isLessThan(Duration.ofMillis(1000));
        assertThat(steady).isLessThan(Duration.ofMillis(500));
        assertThat(threads).isLessThan(550);
        assertThat(told).isEmpty();
        eventually(() -> pool.threads() == 0);
    }

    @Test
    void handlers_that_sleep_for_a_short_time_make_the_pool_double_and_not_crawl() {
        GrowingPool pool = pool(4, 2000);
        AtomicInteger started = new AtomicInteger();
        LinkedBlockingQueue<CountDownLatch> naps = new LinkedBlockingQueue<>();
        for (int i = 0; i < 100; i++) {
            CountDownLatch nap = new CountDownLatch(1);
            naps.add(nap);
            pool.execute(() -> {
                started.incrementAndGet();
                await(nap);
            });
        }
        eventually(() -> started.get() == 4);
        int before = 4;
        for (int look = 0; look < 3; look++) {
            // One task ends in each interval, so the pool moves; the others sleep.
            int expected = before;
            int taken = started.get() + 1;
            naps.remove().countDown();
            eventually(() -> started.get() == taken && pool.blockedThreads() == expected);
            fake.advance(LOOK);
            before = before * 2;
            assertThat(pool.threads()).isEqualTo(before);
            eventually(() -> started.get() == taken + expected);
        }
        naps.forEach(CountDownLatch::countDown);
    }

    @Test
    void bursts_of_short_tasks_run_completely_on_few_threads() {
        SharedTimer timer = new SharedTimer("test-timer", Duration.ofMillis(50));
        GrowingPool pool =
                new GrowingPool("real", 4, 2000, Duration.ofMillis(50), timer, (name, max) -> told.add(name));
        CountDownLatch done = new CountDownLatch(200_000);
        int most = 0;
        for (int i = 0; i < 200_000; i++) {
            pool.execute(done::countDown);
            if ((i & 1023) == 0) {
                most = Math.max(most, pool.threads());
            }
        }
        await(done);
        assertThat(most).isLessThan(100);
    }
}
