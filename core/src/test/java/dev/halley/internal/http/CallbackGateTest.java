package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallbackGateTest {
    @Test
    void the_last_callback_runs_at_once_when_none_runs_and_closes_the_gate() {
        CallbackGate gate = new CallbackGate();
        List<String> log = new ArrayList<>();
        gate.end(() -> log.add("first"));
        gate.end(() -> log.add("second"));
        assertThat(log).containsExactly("first");
        assertThat(gate.enter()).isFalse();
        assertThat(gate.isEnded()).isTrue();
    }

    @Test
    void the_last_callback_waits_for_the_running_one_and_the_first_of_them_counts() {
        CallbackGate gate = new CallbackGate();
        List<String> log = new ArrayList<>();
        assertThat(gate.enter()).isTrue();
        gate.end(() -> log.add("first"));
        gate.end(() -> log.add("second"));
        assertThat(log).isEmpty();
        assertThat(gate.isEnded()).isTrue();
        gate.exit();
        assertThat(log).containsExactly("first");
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void an_end_from_the_side_is_never_lost_and_never_overlaps() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            CallbackGate gate = new CallbackGate();
            AtomicBoolean inside = new AtomicBoolean();
            AtomicBoolean overlapped = new AtomicBoolean();
            AtomicInteger ends = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(1);
            CountDownLatch running = new CountDownLatch(1);
            Thread wire = new Thread(() -> {
                while (gate.enter()) {
                    overlapped.compareAndSet(false, inside.getAndSet(true));
                    inside.set(false);
                    gate.exit();
                    running.countDown();
                }
            });
            wire.setDaemon(true);
            wire.start();
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            gate.end(() -> {
                overlapped.compareAndSet(false, inside.get());
                ends.incrementAndGet();
                ended.countDown();
            });
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            wire.join(10_000);
            assertThat(wire.isAlive()).isFalse();
            assertThat(ends).hasValue(1);
            assertThat(overlapped).isFalse();
        }
    }
}
