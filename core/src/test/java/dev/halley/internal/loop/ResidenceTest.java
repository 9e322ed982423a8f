package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResidenceTest {
    private final List<Thread> added = new ArrayList<>();
    private boolean exiting;

    private final ExitHooks hooks = new ExitHooks() {
        @Override
        public void add(Thread hook) {
            check();
            added.add(hook);
        }

        @Override
        public void remove(Thread hook) {
            check();
            assertThat(added.remove(hook)).isTrue();
        }

        private void check() {
            if (exiting) {
                throw new IllegalStateException("Shutdown in progress");
            }
        }
    };

    private final AtomicInteger closes = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private CompletableFuture<Void> close() {
        closes.incrementAndGet();
        return closed;
    }

    private Residence.Stay begin(boolean closeOnShutdown) {
        return new Residence(false, closeOnShutdown, hooks).begin("c", this::close);
    }

    @Test
    void there_is_no_hook_unless_it_is_asked_for() {
        Residence.Stay stay = begin(false);
        assertThat(added).isEmpty();
        stay.end();
    }

    @Test
    void the_hook_is_removed_with_the_end_of_the_client_and_closes_nothing() {
        Residence.Stay stay = begin(true);
        assertThat(added).singleElement().extracting(Thread::getName).isEqualTo("halley-exit-c");
        stay.end();
        assertThat(added).isEmpty();
        assertThat(closes).hasValue(0);
    }

    /** What the JVM does with its hooks. */
    private void exit() throws InterruptedException {
        Thread hook = added.get(0);
        hook.start();
        hook.join();
    }

    @Test
    void at_the_exit_the_client_is_closed_and_its_end_tolerates_that_the_hook_stays() throws InterruptedException {
        Residence.Stay stay = begin(true);
        exiting = true;
        CompletableFuture<Void> ended = closed.thenRun(stay::end);
        closed.complete(null);
        exit();
        assertThat(closes).hasValue(1);
        assertThat(ended).isCompleted();
    }

    @Test
    void a_close_that_fails_holds_nothing_up() throws InterruptedException {
        Residence.Stay stay = begin(true);
        closed.completeExceptionally(new AssertionError("boom"));
        exit();
        assertThat(closes).hasValue(1);
        stay.end();
    }

    @Test
    void a_close_that_hangs_holds_the_exit_up_for_2_s_at_most() throws InterruptedException {
        Residence.Stay stay = begin(true);
        long before = System.nanoTime();
        exit();
        assertThat(System.nanoTime() - before)
                .isBetween(
                        Residence.EXIT_DEADLINE.toNanos(),
                        Residence.EXIT_DEADLINE.multipliedBy(5).toNanos());
        stay.end();
    }

    @Test
    void a_client_that_is_opened_while_the_jvm_exits_has_no_hook() {
        exiting = true;
        Residence.Stay stay = begin(true);
        stay.end();
        assertThat(added).isEmpty();
    }

    @Test
    void the_hooks_are_those_of_the_jvm() {
        Thread hook = new Thread(() -> {});
        ExitHooks.JVM.add(hook);
        ExitHooks.JVM.remove(hook);
        assertThat(Runtime.getRuntime().removeShutdownHook(hook)).isFalse();
    }
}
