package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClosedException;
import dev.halley.OperationInterruptedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StagesTest {
    private final FakeKernel fake = new FakeKernel();
    private final CompletableFuture<String> raw = new CompletableFuture<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final CompletableFuture<String> exposed = Stages.expose(raw, fake.handlers, cancelled::incrementAndGet);
    private final List<Object> log = new ArrayList<>();

    @Test
    void dependents_run_on_the_executor() {
        CompletableFuture<Void> unused = exposed.thenAccept(log::add);
        raw.complete("a");
        assertThat(log).isEmpty();
        assertThat(exposed).isNotDone();
        fake.handlers.runAll();
        assertThat(log).containsExactly("a");
    }

    @Test
    void async_dependents_use_the_executor_too_along_the_whole_chain() {
        CompletableFuture<Void> unused =
                exposed.thenApplyAsync(text -> text + "!").thenAcceptAsync(log::add);
        raw.complete("a");
        fake.handlers.runAll();
        assertThat(log).containsExactly("a!");
        assertThat(exposed.thenApply(x -> x).defaultExecutor()).isSameAs(fake.handlers);
    }

    @Test
    void a_failure_arrives_unwrapped() {
        CompletableFuture<String> other =
                Stages.expose(raw.thenApply(String::trim), fake.handlers, cancelled::incrementAndGet);
        ClosedException failure = new ClosedException("gone", null);
        raw.completeExceptionally(failure);
        CompletableFuture<Boolean> unused =
                other.whenComplete((value, thrown) -> log.add(thrown)).handle((value, thrown) -> true);
        fake.handlers.runAll();
        assertThat(log).containsExactly(failure);
    }

    @Test
    void an_executor_that_was_shut_down_does_not_leave_the_stage_hanging() {
        CompletableFuture<Void> unused = exposed.thenAccept(log::add);
        fake.handlers.refusal = new RejectedExecutionException("shut down");
        raw.complete("a");
        assertThat(log).containsExactly("a");
    }

    @Test
    void cancelling_is_told_once_and_leaves_the_raw_future_alone() {
        assertThat(exposed.cancel(false)).isTrue();
        assertThat(exposed.cancel(true)).isTrue();
        assertThat(cancelled).hasValue(1);
        assertThat(raw).isNotDone();
        raw.complete("late");
        assertThat(fake.handlers.executed).isZero();
        assertThat(exposed).isCancelled();
    }

    @Test
    void completing_it_or_a_timeout_on_it_withdraws_as_well() throws Exception {
        assertThat(exposed.complete("mine")).isTrue();
        assertThat(exposed.complete("again")).isFalse();
        assertThat(cancelled).hasValue(1);
        CompletableFuture<String> timed =
                Stages.expose(raw, fake.handlers, cancelled::incrementAndGet).orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> timed.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        // Told after the future has ended, by the JDK's timer thread.
        GrowingPoolTest.eventually(() -> cancelled.get() == 2);
    }

    @Test
    void an_end_that_came_from_the_raw_future_is_not_a_withdrawal() {
        raw.cancel(false);
        fake.handlers.runAll();
        assertThat(exposed).isCancelled();
        assertThat(exposed.cancel(false)).isTrue();
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void the_copy_has_the_suppressed_failures_too() {
        ClosedException failure = new ClosedException("the last one", null);
        ClosedException former = new ClosedException("the one before", null);
        failure.addSuppressed(former);
        raw.completeExceptionally(failure);
        assertThatThrownBy(() -> Stages.await(raw, "open"))
                .hasCause(failure)
                .satisfies(copy -> assertThat(copy.getSuppressed()).containsExactly(former));
    }

    @Test
    void waiting_rethrows_a_copy_with_the_caller_s_stack() {
        ClosedException failure = new ClosedException("gone", null);
        raw.completeExceptionally(failure);
        assertThatThrownBy(() -> Stages.await(raw, "publish"))
                .isInstanceOf(ClosedException.class)
                .hasMessage("gone")
                .hasCause(failure)
                .satisfies(thrown -> assertThat(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(StagesTest.class.getName())));
        assertThatThrownBy(() -> Stages.await(raw, Duration.ofSeconds(1), "publish"))
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void waiting_rethrows_other_exceptions_as_they_are_and_says_who_waited() {
        IllegalStateException failure = new IllegalStateException("misuse");
        raw.completeExceptionally(failure);
        assertThatThrownBy(() -> Stages.await(raw, "publish")).isSameAs(failure);
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(call -> assertThat(call).hasMessageStartingWith("publish"));
        CompletableFuture<String> broken = CompletableFuture.failedFuture(new StackOverflowError("deep"));
        assertThatThrownBy(() -> Stages.await(broken, "publish")).isInstanceOf(StackOverflowError.class);
        CompletableFuture<String> checked = CompletableFuture.failedFuture(new IOException("disk"));
        assertThatThrownBy(() -> Stages.await(checked, "publish"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        CompletableFuture<String> gone = new CompletableFuture<>();
        gone.cancel(false);
        assertThatThrownBy(() -> Stages.await(gone, "publish")).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> Stages.await(gone, Duration.ZERO, "publish"))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void waiting_ends_with_the_time_and_leaves_the_raw_future_alone() {
        assertThat(Stages.await(raw, Duration.ZERO, "receive")).isEmpty();
        assertThat(Stages.await(raw, Duration.ofSeconds(Long.MIN_VALUE), "receive"))
                .isEmpty();
        assertThat(raw).isNotDone();
        raw.complete("a");
        assertThat(Stages.await(raw, Duration.ofSeconds(Long.MAX_VALUE), "receive"))
                .contains("a");
        assertThat(Stages.await(raw, "receive")).isEqualTo("a");
    }

    @Test
    void an_interrupt_ends_the_wait_and_the_flag_stays() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Stages.await(raw, "receive"))
                .isInstanceOf(OperationInterruptedException.class)
                .hasMessageStartingWith("receive: interrupted");
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Stages.await(raw, Duration.ofSeconds(5), "receive"))
                .isInstanceOf(OperationInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void waiting_inside_of_a_context_is_refused() {
        SerialContext context = fake.context();
        context.enter(
                () -> assertThatThrownBy(() -> Stages.await(raw, "publish")).isInstanceOf(IllegalStateException.class));
        context.enter(() -> assertThatThrownBy(() -> Stages.await(raw, Duration.ZERO, "publish"))
                .isInstanceOf(IllegalStateException.class));
        assertThat(fake.uncaught).isEmpty();
    }

    @Test
    void who_is_interrupted_while_waiting_withdraws_what_he_waited_for_and_keeps_the_flag() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Stages.await(raw, "publish", () -> raw.cancel(false)))
                .isInstanceOf(OperationInterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(raw).isCancelled();
    }

    @Test
    void who_is_not_interrupted_withdraws_nothing() {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        List<String> withdrawn = new ArrayList<>();

        assertThat(Stages.await(CompletableFuture.completedFuture("done"), "publish", () -> withdrawn.add("done")))
                .isEqualTo("done");
        assertThatThrownBy(() -> Stages.await(failed, "publish", () -> withdrawn.add("failed")))
                .hasMessage("broken");

        assertThat(withdrawn).isEmpty();
    }

    @Test
    void a_value_is_mapped_on_the_executor_and_what_the_mapping_throws_is_the_end() {
        CompletableFuture<String> source = new CompletableFuture<>();
        SharedHandOver handOver = new SharedHandOver(fake.handlers);
        CompletableFuture<Integer> length =
                Stages.expose(source, fake.handlers, handOver, String::length, cancelled::incrementAndGet);
        IllegalStateException thrown = new IllegalStateException("no length");
        CompletableFuture<Integer> failing = Stages.expose(
                source,
                fake.handlers,
                handOver,
                text -> {
                    throw thrown;
                },
                cancelled::incrementAndGet);
        source.complete("four");
        assertThat(length).isNotDone();
        fake.handlers.runAll();
        assertThat(length).isCompletedWithValue(4);
        assertThat(failing).isCompletedExceptionally();
        assertThat(failing.handle((value, failure) -> failure).join()).isSameAs(thrown);
        assertThat(cancelled).hasValue(0);
    }
}
