package dev.halley.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.OverflowException;
import dev.halley.internal.loop.FakeKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BroadcastTest {
    private final FakeKernel fake = new FakeKernel();
    private final List<Throwable> failures = new ArrayList<>();
    private final Broadcast<Integer> broadcast = new Broadcast<>(fake.handlers, 3, false, failures::add);

    private static class Recorder implements Flow.Subscriber<Integer> {
        final List<Object> signals = new ArrayList<>();
        Flow.Subscription subscription;
        final long first;

        Recorder(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            if (first != 0) {
                subscription.request(first);
            }
        }

        @Override
        public void onNext(Integer item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private Recorder subscribed(Broadcast<Integer> to, long first) {
        Recorder recorder = new Recorder(first);
        to.subscribe(recorder);
        return recorder;
    }

    @Test
    void everyone_gets_what_was_published_after_subscribing() {
        Recorder one = subscribed(broadcast, 10);
        broadcast.publish(1);
        Recorder two = subscribed(broadcast, 10);
        broadcast.publish(2);
        assertThat(one.signals).isEmpty();
        fake.runPending();
        broadcast.complete(null);
        fake.runPending();
        assertThat(one.signals).containsExactly(1, 2, "complete");
        assertThat(two.signals).containsExactly(2, "complete");
        Recorder late = subscribed(broadcast, 1);
        fake.runPending();
        assertThat(late.signals).containsExactly("complete");
        broadcast.publish(3);
        fake.runPending();
        assertThat(one.signals).hasSize(3);
    }

    @Test
    void a_slow_subscriber_ends_and_does_not_disturb_the_others() {
        Recorder slow = subscribed(broadcast, 1);
        Recorder fast = subscribed(broadcast, Long.MAX_VALUE);
        for (int i = 1; i <= 6; i++) {
            broadcast.publish(i);
            fake.runPending();
        }
        assertThat(fast.signals).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(slow.signals).hasSize(2).startsWith(1);
        assertThat(slow.signals.get(1)).isInstanceOf(OverflowException.class);
    }

    @Test
    void keeping_the_latest_only_a_slow_subscriber_sees_the_newest() {
        Broadcast<Integer> latest = new Broadcast<>(fake.handlers, 1, true, failures::add);
        Recorder slow = subscribed(latest, 0);
        for (int i = 1; i <= 6; i++) {
            latest.publish(i);
        }
        slow.subscription.request(5);
        fake.runPending();
        latest.publish(7);
        latest.complete(null);
        fake.runPending();
        assertThat(slow.signals).containsExactly(6, 7, "complete");
    }

    @Test
    void the_end_comes_after_what_waits_and_needs_no_demand() {
        Recorder recorder = subscribed(broadcast, 1);
        Recorder empty = subscribed(broadcast, 0);
        empty.subscription.cancel();
        broadcast.publish(1);
        broadcast.publish(2);
        IllegalStateException end = new IllegalStateException("end");
        broadcast.complete(end);
        fake.runPending();
        assertThat(recorder.signals).containsExactly(1);
        recorder.subscription.request(1);
        fake.runPending();
        assertThat(recorder.signals).containsExactly(1, 2, end);
        assertThat(empty.signals).isEmpty();
    }

    @Test
    void rule_3_9_a_request_for_nothing_is_an_error() {
        Recorder recorder = subscribed(broadcast, -1);
        fake.runPending();
        assertThat(recorder.signals).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_subscriber_that_throws_is_reported_and_gone() {
        Recorder bad = new Recorder(10) {
            @Override
            public void onNext(Integer item) {
                throw new StackOverflowError("bad");
            }
        };
        broadcast.subscribe(bad);
        Recorder good = subscribed(broadcast, 10);
        broadcast.publish(1);
        broadcast.publish(2);
        fake.runPending();
        assertThat(failures).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(good.signals).containsExactly(1, 2);

        Recorder rude = new Recorder(0) {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                throw new IllegalStateException("rude");
            }
        };
        broadcast.subscribe(rude);
        assertThat(failures).hasSize(2);
        Recorder angry = new Recorder(0) {
            @Override
            public void onComplete() {
                throw new IllegalStateException("angry");
            }
        };
        broadcast.subscribe(angry);
        broadcast.complete(null);
        fake.runPending();
        assertThat(failures).hasSize(3);
    }

    @Test
    void without_a_hook_a_throwing_subscriber_reaches_the_thread_s_handler() {
        List<Throwable> seen = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
        try {
            Broadcast<Integer> plain = new Broadcast<>(fake.handlers, 3, false);
            plain.subscribe(new Recorder(1) {
                @Override
                public void onNext(Integer item) {
                    throw new AssertionError("bad");
                }
            });
            plain.publish(1);
            fake.runPending();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertThat(seen).singleElement().isInstanceOf(AssertionError.class);
    }

    @Test
    void an_executor_that_refuses_ends_the_subscription_here_and_is_reported() {
        Recorder recorder = subscribed(broadcast, 10);
        fake.runPending();
        fake.handlers.refusal = new RejectedExecutionException("shut down");
        broadcast.publish(1);
        assertThat(recorder.signals).containsExactly(fake.handlers.refusal);
        assertThat(failures).containsExactly(fake.handlers.refusal);
        broadcast.publish(2);
        assertThat(recorder.signals).hasSize(1);
    }

    @Test
    void a_long_run_lets_other_tasks_of_the_executor_through() {
        Broadcast<Integer> large = new Broadcast<>(fake.handlers, 1000, false, failures::add);
        Recorder recorder = subscribed(large, Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            large.publish(i);
        }
        fake.handlers.execute(() -> recorder.signals.add("other"));
        fake.runPending();
        assertThat(recorder.signals).hasSize(1001);
        assertThat(recorder.signals.indexOf("other")).isEqualTo(256);
    }

    @Test
    void a_buffer_holds_something() {
        assertThatThrownBy(() -> new Broadcast<Integer>(fake.handlers, 0, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
