package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class SharedPoolsTest {
    private static boolean alive(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(prefix) && thread.isAlive());
    }

    @Test
    void the_shared_threads_are_daemons_with_names_and_end_when_idle() throws Exception {
        Kernel kernel = Kernel.shared();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        CountDownLatch ran = new CountDownLatch(3);
        Runnable note = () -> {
            threads.add(Thread.currentThread());
            ran.countDown();
        };
        kernel.io().execute(note);
        kernel.handlers().execute(note);
        TimeSource.Timer unused = kernel.time().schedule(1, note);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).allMatch(Thread::isDaemon);
        assertThat(threads).anyMatch(thread -> thread.getName().matches("halley-io-\\d+"));
        assertThat(threads).anyMatch(thread -> thread.getName().matches("halley-handler-\\d+"));
        assertThat(threads).anyMatch(thread -> thread.getName().equals("halley-timer"));
        assertThat(threads).allMatch(thread -> thread.getContextClassLoader() == Kernel.class.getClassLoader());
        long before = System.nanoTime();
        GrowingPoolTest.eventually(() -> !alive("halley-io") && !alive("halley-handler") && !alive("halley-timer"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_cancelled_timer_leaves_the_queue_and_lets_the_thread_end() throws Exception {
        SharedTimer timer = new SharedTimer("cancelled-timer", Duration.ofMillis(50));
        CountDownLatch fired = new CountDownLatch(1);
        TimeSource.Timer cancelled = timer.schedule(Duration.ofHours(1).toNanos(), fired::countDown);
        CountDownLatch second = new CountDownLatch(1);
        TimeSource.Timer unused = timer.schedule(1, second::countDown);
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(alive("cancelled-timer")).isTrue();
        cancelled.cancel();
        GrowingPoolTest.eventually(() -> !alive("cancelled-timer"));
        assertThat(fired.getCount()).isOne();
    }

    @Test
    void a_throwing_timer_task_is_reported_and_the_timer_goes_on() throws Exception {
        SharedTimer timer = new SharedTimer("test-timer", Duration.ofMillis(500));
        LinkedBlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
        TimeSource.Timer unused = timer.schedule(0, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
            throw new AssertionError("boom");
        });
        assertThat(seen.poll(10, TimeUnit.SECONDS)).hasMessage("boom");
        CountDownLatch next = new CountDownLatch(1);
        TimeSource.Timer other = timer.schedule(0, next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_limit_comes_from_the_property_where_that_makes_sense() {
        assertThat(SharedPools.maxThreads(null)).isEqualTo(2000);
        assertThat(SharedPools.maxThreads("")).isEqualTo(2000);
        assertThat(SharedPools.maxThreads(" 64 ")).isEqualTo(64);
        assertThat(SharedPools.maxThreads("0")).isEqualTo(2000);
        assertThat(SharedPools.maxThreads("many")).isEqualTo(2000);
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_23)
    void without_virtual_threads_there_is_no_such_executor() {
        assertThat(VirtualThreads.executor("x-")).isNull();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void with_virtual_threads_each_task_has_its_own_and_no_throwable_is_lost() throws Exception {
        Executor executor = VirtualThreads.executor("halley-handler-");
        LinkedBlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
        CountDownLatch release = new CountDownLatch(1);
        try {
            for (int i = 0; i < 500; i++) {
                executor.execute(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            LinkedBlockingQueue<String> names = new LinkedBlockingQueue<>();
            executor.execute(() -> {
                names.add(Thread.currentThread().getName());
                throw new AssertionError("boom");
            });
            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("halley-handler-501");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).hasMessage("boom");
        } finally {
            release.countDown();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void keep_alive_is_one_thread_that_ends_with_the_last_release() {
        KeepAlive.acquire();
        KeepAlive.acquire();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("halley-keep-alive")))
                .singleElement()
                .matches(thread -> !thread.isDaemon());
        KeepAlive.release();
        assertThat(alive("halley-keep-alive")).isTrue();
        KeepAlive.release();
        GrowingPoolTest.eventually(() -> !alive("halley-keep-alive"));
        org.assertj.core.api.Assertions.assertThatThrownBy(KeepAlive::release)
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keep_alive_bears_interrupts() {
        KeepAlive.acquire();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("halley-keep-alive"))
                .forEach(Thread::interrupt);
        GrowingPoolTest.eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("halley-keep-alive")
                        && thread.getState() == Thread.State.WAITING
                        && !thread.isInterrupted()));
        KeepAlive.release();
        GrowingPoolTest.eventually(() -> !alive("halley-keep-alive"));
    }
}
