package dev.halley.internal.delivery;

import static dev.halley.internal.delivery.DeliveryFixture.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClosedException;
import dev.halley.OperationInterruptedException;
import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamQueueTest {
    private final DeliveryFixture f = new DeliveryFixture(3, 100, Overflow.PAUSE);
    private final StreamQueue<Integer> queue = f.backlog.streamQueue("*");

    private static class Recorder implements Flow.Subscriber<Integer> {
        final List<Object> signals = new ArrayList<>();
        Flow.Subscription subscription;
        long first;

        Recorder(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            if (first > 0) {
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

    @Test
    void until_it_is_asked_for_it_keeps_the_newest_and_causes_no_pressure() {
        f.read(queue, 1, range(1, 10));
        f.read(queue, 1, 11);
        assertThat(f.events).containsExactly("* dropped 7 UNHANDLED", "* dropped 1 UNHANDLED");
        assertThat(queue.size()).isEqualTo(3);
        assertThat(f.backlog.pendingBytes()).isZero();
        assertThat(List.of(queue.poll(), queue.poll(), queue.poll())).containsExactly(9, 10, 11);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void until_it_is_asked_for_its_bytes_are_bounded_too() {
        f.read(queue, 60, 1, 2);
        assertThat(f.events).containsExactly("* dropped 1 UNHANDLED");
        f.read(queue, 101, 3);
        assertThat(queue.size())
                .as("one that is too large alone takes no place")
                .isOne();
        assertThat(f.events).containsExactly("* dropped 1 UNHANDLED", "* dropped 1 UNHANDLED");
    }

    @Test
    void once_asked_for_it_is_bounded_by_the_policy() {
        f.read(queue, 30, 1, 2, 3);
        queue.attach();
        f.fake.runPending();
        assertThat(f.backlog.pendingBytes()).isEqualTo(90);
        f.read(queue, 1, 4);
        assertThat(f.events).containsExactly("SOFT");
        f.read(queue, 9, 5);
        assertThat(f.events).containsExactly("SOFT", "HARD");
        for (int i = 1; i <= 5; i++) {
            assertThat(queue.poll()).isEqualTo(i);
            f.fake.runPending();
        }
        assertThat(f.events).containsExactly("SOFT", "HARD", "SOFT", "NONE");
    }

    @Test
    void attaching_counts_bytes_that_are_there_already() {
        f.read(queue, 100, 1);
        assertThat(f.backlog.pressure()).isEqualTo(Pressure.NONE);
        queue.attach();
        f.fake.runPending();
        assertThat(f.events).containsExactly("HARD");
    }

    @Test
    void a_dropping_policy_drops_what_is_beyond_the_count() {
        DeliveryFixture d = new DeliveryFixture(3, 1000, Overflow.DROP_OLDEST);
        StreamQueue<Integer> stream = d.backlog.streamQueue("*");
        stream.attach();
        d.read(stream, 1, range(1, 10));
        assertThat(stream.size()).isEqualTo(10);
        d.fake.runPending();
        assertThat(d.events).containsExactly("* dropped 7 OVERFLOW");
        assertThat(stream.poll()).isEqualTo(8);
    }

    @Test
    void receives_are_served_in_their_order_on_the_executor() {
        CompletableFuture<Integer> one = queue.receive();
        CompletableFuture<Integer> two = queue.receive();
        f.read(queue, 1, 1);
        assertThat(one).isNotDone();
        f.fake.handlers.runAll();
        assertThat(one).isCompletedWithValue(1);
        assertThat(two).isNotDone();
        f.read(queue, 1, 2, 3);
        f.fake.runPending();
        assertThat(two).isCompletedWithValue(2);
        assertThat(queue.receive()).isCompletedWithValue(3);
        assertThat(two.defaultExecutor()).isSameAs(f.fake.handlers);
    }

    @Test
    void what_is_not_flushed_is_not_there_yet() {
        queue.attach();
        f.inContext(() -> queue.add(1, 1));
        assertThat(queue.poll()).isNull();
        f.inContext(queue::flush);
        assertThat(queue.poll()).isEqualTo(1);
    }

    @Test
    void a_cancelled_receive_takes_no_item() {
        CompletableFuture<Integer> cancelled = queue.receive();
        CompletableFuture<Integer> completed = queue.receive();
        CompletableFuture<Integer> next = queue.receive();
        assertThat(cancelled.cancel(false)).isTrue();
        f.read(queue, 1, 1);
        assertThat(completed.complete(-1)).isTrue();
        f.fake.runPending();
        assertThat(next).isCompletedWithValue(1);
        assertThat(next.cancel(false)).isFalse();
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void a_receive_that_was_ended_by_a_back_door_leaves_the_item_first_in_line() {
        CompletableFuture<Integer> odd = queue.receive();
        CompletableFuture<Integer> unused = odd.completeAsync(() -> -1, Runnable::run);
        f.read(queue, 1, 1, 2);
        f.fake.runPending();
        assertThat(queue.poll()).isEqualTo(1);
    }

    @Test
    void the_waiting_receives_can_be_failed_and_the_stream_goes_on() {
        CompletableFuture<Integer> waiting = queue.receive();
        OperationTimeoutException failure = new OperationTimeoutException("10 s", null);
        queue.failWaiting(failure);
        assertThat(waiting).isNotDone();
        f.fake.runPending();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(waiting.handle((item, thrown) -> thrown).join()).isSameAs(failure);
        CompletableFuture<Integer> next = queue.receive();
        f.read(queue, 1, 1);
        f.fake.runPending();
        assertThat(next).isCompletedWithValue(1);
    }

    @Test
    void after_the_end_what_is_left_can_be_taken_and_then_receives_fail() {
        CompletableFuture<Integer> one = queue.receive();
        CompletableFuture<Integer> two = queue.receive();
        f.inContext(() -> {
            queue.add(1, 1);
            queue.finish(null);
            queue.add(2, 1);
        });
        f.fake.runPending();
        assertThat(one).isCompletedWithValue(1);
        assertThatThrownBy(two::join).hasCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(queue.receive()::join).hasCauseInstanceOf(ClosedException.class);
        assertThat(queue.poll()).isNull();
        assertThat(f.events).containsExactly("* dropped 1 DISCARDED");
    }

    @Test
    void a_reopened_stream_reports_what_was_left_and_works() {
        queue.attach();
        IllegalStateException end = new IllegalStateException("end");
        f.read(queue, 1, 1, 2);
        f.inContext(() -> queue.finish(end));
        f.inContext(() -> queue.reopen(DropReason.DISCARDED));
        assertThat(f.events).containsExactly("* dropped 2 DISCARDED");
        CompletableFuture<Integer> waiting = queue.receive();
        f.read(queue, 1, 3);
        f.fake.runPending();
        assertThat(waiting).isCompletedWithValue(3);
    }

    @Test
    void reopening_ends_who_waited_for_the_stream_before() {
        CompletableFuture<Integer> waiting = queue.receive();
        Recorder recorder = new Recorder(0);
        queue.publisher().subscribe(recorder);
        IllegalStateException end = new IllegalStateException("end");
        f.inContext(() -> {
            queue.add(1, 1);
            queue.add(2, 1);
            queue.finish(end);
            queue.reopen(DropReason.DISCARDED);
        });
        f.fake.runPending();
        assertThat(waiting.handle((item, thrown) -> thrown).join()).isSameAs(end);
        assertThat(recorder.signals).containsExactly(end);
        Recorder next = new Recorder(5);
        queue.publisher().subscribe(next);
        f.read(queue, 1, 3);
        f.fake.runPending();
        assertThat(next.signals).containsExactly(3);
    }

    @Test
    void an_executor_that_refuses_leaves_no_receive_hanging_and_loses_no_item() {
        CompletableFuture<Integer> waiting = queue.receive();
        CompletableFuture<Integer> failing = queue.receive();
        f.fake.handlers.refusal = new RejectedExecutionException("shut down");
        f.read(queue, 1, 1);
        assertThat(waiting).isCompletedWithValue(1);
        queue.failWaiting(new IllegalStateException("lost"));
        assertThat(failing).isCompletedExceptionally();
        Recorder recorder = new Recorder(0);
        queue.publisher().subscribe(recorder);
        recorder.subscription.request(1);
        assertThat(recorder.signals).containsExactly(f.fake.handlers.refusal);
        f.read(queue, 1, 2);
        assertThat(queue.poll()).isEqualTo(2);
        f.fake.io.runAll();
        assertThat(f.events).contains("* failed shut down");
    }

    @Test
    void a_subscriber_gets_what_it_asks_for_on_the_executor() {
        Recorder recorder = new Recorder(2);
        queue.publisher().subscribe(recorder);
        f.read(queue, 1, 1, 2, 3);
        assertThat(recorder.signals).isEmpty();
        f.fake.runPending();
        assertThat(recorder.signals).containsExactly(1, 2);
        recorder.subscription.request(1);
        f.inContext(() -> queue.finish(null));
        f.fake.runPending();
        assertThat(recorder.signals).containsExactly(1, 2, 3, "complete");
    }

    @Test
    void only_one_subscriber_is_served_at_a_time_and_cancelling_makes_room() {
        Recorder one = new Recorder(1);
        Recorder two = new Recorder(1);
        queue.publisher().subscribe(one);
        queue.publisher().subscribe(two);
        assertThat(two.subscription).isNotNull();
        assertThat(two.signals).singleElement().isInstanceOf(IllegalStateException.class);
        one.subscription.cancel();
        Recorder three = new Recorder(1);
        queue.publisher().subscribe(three);
        f.read(queue, 1, 1);
        f.fake.runPending();
        assertThat(one.signals).isEmpty();
        assertThat(three.signals).containsExactly(1);
    }

    @Test
    void a_subscriber_that_throws_has_cancelled_and_is_reported() {
        Flow.Subscriber<Integer> bad = new Recorder(10) {
            @Override
            public void onNext(Integer item) {
                super.onNext(item);
                throw new AssertionError("bad " + item);
            }
        };
        queue.publisher().subscribe(bad);
        f.read(queue, 1, 1, 2);
        f.fake.runPending();
        assertThat(((Recorder) bad).signals).containsExactly(1);
        assertThat(f.events).containsExactly("* failed bad 1");
        assertThat(queue.poll()).isEqualTo(2);
    }

    @Test
    void blocking_takes_are_served_without_the_executor() throws Exception {
        CompletableFuture<Integer> taken = new CompletableFuture<>();
        Thread thread = new Thread(() -> taken.complete(queue.take("receive", waiting -> {})));
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        f.read(queue, 1, 1);
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(f.fake.handlers.executed).isZero();
        assertThat(queue.take(Duration.ZERO, "receive", waiting -> {})).isEmpty();
        f.read(queue, 1, 2);
        assertThat(queue.take(Duration.ofSeconds(1), "receive", waiting -> {})).contains(2);
        f.inContext(() -> assertThatThrownBy(() -> queue.take("receive", waiting -> {}))
                .isInstanceOf(IllegalStateException.class));
        f.inContext(() -> queue.finish(new ClosedException("gone", null)));
        assertThatThrownBy(() -> queue.take("receive", waiting -> {}))
                .isInstanceOf(ClosedException.class)
                .hasMessage("gone");
    }

    @Test
    void an_interrupted_take_loses_no_item() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.take("receive", waiting -> {}))
                .isInstanceOf(OperationInterruptedException.class);
        assertThatThrownBy(() -> queue.take(Duration.ofSeconds(9), "receive", waiting -> {}))
                .isInstanceOf(OperationInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        f.read(queue, 1, 1);
        assertThat(queue.poll()).isEqualTo(1);
    }

    @Test
    void with_real_threads_cancelled_and_timed_out_receives_lose_nothing() throws Exception {
        int items = 20_000;
        List<Throwable> failures = new ArrayList<>();
        SerialContext context = new SerialContext(Kernel.shared(), failures::add);
        Backlog backlog = new Backlog(
                new DeliveryLimits(0, Long.MAX_VALUE, Overflow.PAUSE),
                context,
                Kernel.shared().handlers(),
                f);
        StreamQueue<Integer> stream = backlog.streamQueue("*");
        stream.attach();
        ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
        AtomicInteger withdrawn = new AtomicInteger();
        CountDownLatch consumed = new CountDownLatch(items);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int kind = t;
            Thread thread = new Thread(() -> {
                int last = -1;
                while (consumed.getCount() > 0) {
                    Optional<Integer> item;
                    if (kind == 0) {
                        CompletableFuture<Integer> next = stream.receive();
                        Thread.yield();
                        boolean cancelled = next.cancel(false);
                        withdrawn.addAndGet(cancelled ? 1 : 0);
                        item = cancelled ? Optional.empty() : Optional.of(next.join());
                    } else if (kind == 1) {
                        item = stream.take(Duration.ofNanos(20_000), "receive", waiting -> {});
                    } else {
                        item = Optional.ofNullable(stream.poll());
                    }
                    if (item.isPresent()) {
                        if (item.get() <= last) {
                            failures.add(new AssertionError(item.get() + " after " + last));
                        }
                        last = item.get();
                        got.add(item.get());
                        consumed.countDown();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (int i = 0; i < items; i += 4) {
            int first = i;
            context.execute(() -> {
                for (int j = 0; j < 4; j++) {
                    stream.add(first + j, 1);
                }
                stream.flush();
            });
            if ((i & 63) == 0) {
                Thread.yield();
            }
        }
        assertThat(consumed.await(20, TimeUnit.SECONDS))
                .as("left: " + consumed.getCount())
                .isTrue();
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        assertThat(got).hasSize(items).doesNotHaveDuplicates();
        assertThat(failures).isEmpty();
        assertThat(withdrawn.get()).isPositive();
        assertThat(stream.size()).isZero();
    }

    @Test
    void who_waits_for_a_queue_that_is_given_up_gets_its_end() {
        DeliveryFixture f = new DeliveryFixture(10, 1000, Overflow.PAUSE);
        StreamQueue<Integer> queue = f.backlog.streamQueue("/a");
        CompletableFuture<Integer> waiting = queue.receive();
        f.inContext(() -> queue.dispose(DropReason.DISCARDED));
        f.fake.runPending();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(ClosedException.class);
        IllegalStateException gone = new IllegalStateException("gone");
        StreamQueue<Integer> ended = f.backlog.streamQueue("/b");
        f.inContext(() -> ended.finish(gone));
        f.inContext(() -> ended.dispose(DropReason.DISCARDED));
        assertThatThrownBy(ended.receive()::join).hasCause(gone);
    }
}
