package dev.halley.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.OperationTimeoutException;
import dev.halley.internal.loop.FakeKernel;
import dev.halley.internal.loop.SerialContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageWatchTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeKernel time = new FakeKernel();
    private final SerialContext context = time.context();
    private final OutageWatch watch = new OutageWatch(context, time, time.handlers, LIMIT);

    @AfterEach
    void nothing_was_thrown_away() {
        assertThat(time.uncaught).isEmpty();
    }

    private void outage(boolean on) {
        context.execute(() -> watch.outage(on));
        time.runPending();
    }

    private CompletableFuture<String> receive(boolean direct) {
        CompletableFuture<String> receive = new CompletableFuture<>();
        watch.add(receive, direct);
        time.runPending();
        return receive;
    }

    @Test
    void a_receive_that_waits_through_an_outage_fails_after_the_limit() {
        CompletableFuture<String> before = receive(true);
        time.advance(Duration.ofMinutes(1));
        outage(true);
        time.advance(Duration.ofSeconds(5));
        CompletableFuture<String> within = receive(true);
        time.advance(Duration.ofSeconds(5));
        assertThat(before).isCompletedExceptionally();
        assertThat(within).as("each call has a fresh period").isNotDone();
        time.advance(Duration.ofSeconds(5));
        assertThat(within)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(OperationTimeoutException.class)
                .withMessageContaining("no connection for 10000 ms");
        assertThat(time.timers()).isZero();
    }

    @Test
    void an_outage_that_ends_in_time_fails_nobody_and_the_next_one_begins_anew() {
        CompletableFuture<String> receive = receive(true);
        outage(true);
        time.advance(Duration.ofSeconds(9));
        outage(false);
        time.advance(Duration.ofSeconds(9));
        outage(true);
        time.advance(Duration.ofSeconds(9));
        assertThat(receive).isNotDone();
        receive.complete("x");
        time.advance(Duration.ofSeconds(9));
        assertThat(receive).isCompletedWithValue("x");
    }

    @Test
    void dependents_of_the_application_run_on_its_executor_and_anywhere_when_that_refuses() {
        outage(true);
        CompletableFuture<String> exposed = receive(false);
        int before = time.handlers.executed;
        time.advance(LIMIT);
        assertThat(exposed).isCompletedExceptionally();
        assertThat(time.handlers.executed).isEqualTo(before + 1);
        CompletableFuture<String> second = receive(false);
        time.handlers.refusal = new RejectedExecutionException();
        time.advance(LIMIT);
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void without_a_limit_a_receive_waits() {
        OutageWatch patient = new OutageWatch(context, time, time.handlers, null);
        CompletableFuture<String> receive = new CompletableFuture<>();
        patient.add(receive, true);
        context.execute(() -> patient.outage(true));
        time.advance(Duration.ofDays(1));
        assertThat(receive).isNotDone();
        assertThat(time.timers()).isZero();
    }
}
