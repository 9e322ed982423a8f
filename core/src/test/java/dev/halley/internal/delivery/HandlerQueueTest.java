package dev.halley.internal.delivery;

import static dev.halley.internal.delivery.DeliveryFixture.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandlerQueueTest {
    private final List<Integer> handled = new ArrayList<>();

    /** Runs tasks of the executor from within a handler: what another thread would do meanwhile. */
    private final List<Runnable> duringFirst = new ArrayList<>();

    private Consumer<Integer> blocking(DeliveryFixture f) {
        return item -> {
            handled.add(item);
            if (!duringFirst.isEmpty()) {
                List<Runnable> now = List.copyOf(duringFirst);
                duringFirst.clear();
                now.forEach(Runnable::run);
            }
        };
    }

    @Test
    void a_batch_is_handed_over_once_and_handled_in_order() {
        DeliveryFixture f = new DeliveryFixture(100, 1000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 50));
        f.read(queue, 1, range(51, 60));
        assertThat(handled).isEmpty();
        assertThat(queue.size()).isEqualTo(60);
        assertThat(f.fake.handlers.size()).isOne();
        f.fake.runPending();
        assertThat(handled).hasSize(60).isSorted();
        assertThat(queue.size()).isZero();
        assertThat(f.backlog.pendingBytes()).isZero();
        assertThat(f.events).isEmpty();
    }

    @Test
    void what_a_handler_throws_is_reported_and_the_next_item_is_handled() {
        DeliveryFixture f = new DeliveryFixture(100, 1000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", item -> {
            handled.add(item);
            if (item == 1) {
                throw new IllegalStateException("one");
            }
            if (item == 2) {
                throw new StackOverflowError("two");
            }
        });
        f.read(queue, 1, 1, 2, 3);
        f.fake.runPending();
        assertThat(handled).containsExactly(1, 2, 3);
        assertThat(f.events).containsExactly("/a failed one", "/a failed two");
        assertThat(f.backlog.pendingBytes()).isZero();
    }

    @Test
    void pressure_is_soft_above_the_count_and_ends_at_half_of_it() {
        DeliveryFixture f = new DeliveryFixture(10, 1000, Overflow.PAUSE);
        List<Pressure> seen = new ArrayList<>();
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", item -> {
            f.fake.io.runAll();
            seen.add(f.backlog.pressure());
        });
        f.read(queue, 1, range(1, 10));
        assertThat(f.backlog.pressure()).as("at the mark").isEqualTo(Pressure.NONE);
        f.inContext(() -> queue.add(11, 1));
        assertThat(f.backlog.pressure()).as("not flushed").isEqualTo(Pressure.NONE);
        f.inContext(queue::flush);
        assertThat(f.events).containsExactly("SOFT");
        f.fake.runPending();
        // While item 6 is handled, five are left.
        assertThat(seen.subList(0, 5)).containsOnly(Pressure.SOFT);
        assertThat(seen.subList(6, 11)).containsOnly(Pressure.NONE);
        assertThat(f.events).containsExactly("SOFT", "NONE");
    }

    @Test
    void a_count_of_zero_is_unbounded() {
        DeliveryFixture f = new DeliveryFixture(0, 1_000_000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 50_000));
        assertThat(f.backlog.pressure()).isEqualTo(Pressure.NONE);
        f.fake.runPending();
        assertThat(handled).hasSize(50_000);
    }

    @Test
    void pressure_is_hard_at_the_bytes_of_all_queues_in_the_midst_of_a_batch() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.PAUSE);
        HandlerQueue<Integer> one = f.backlog.handlerQueue("/a", handled::add);
        HandlerQueue<Integer> two = f.backlog.handlerQueue("/b", handled::add);
        f.read(one, 60, 1);
        f.inContext(() -> {
            two.add(2, 39);
            assertThat(f.backlog.pressure()).isEqualTo(Pressure.NONE);
            two.add(3, 1);
            assertThat(f.backlog.pressure()).isEqualTo(Pressure.HARD);
            two.add(4, 500);
            two.flush();
        });
        assertThat(f.backlog.pendingBytes()).isEqualTo(600);
        assertThat(f.backlog.pendingCount()).isEqualTo(4);
        f.fake.runPending();
        assertThat(handled).as("nothing is ever dropped").containsExactly(1, 2, 3, 4);
        assertThat(f.events).containsExactly("HARD", "NONE");
    }

    @Test
    void bytes_are_held_until_the_handler_returned() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", item -> {
            f.fake.io.runAll();
            assertThat(f.backlog.pendingCount()).isZero();
            assertThat(f.backlog.pendingBytes()).isEqualTo(100);
            assertThat(f.backlog.pressure()).isEqualTo(Pressure.HARD);
        });
        f.read(queue, 100, 1);
        f.fake.runPending();
        assertThat(f.events).containsExactly("HARD", "NONE");
    }

    @Test
    void hard_pressure_falls_back_to_soft_while_a_count_is_above() {
        DeliveryFixture f = new DeliveryFixture(2, 100, Overflow.PAUSE);
        HandlerQueue<Integer> large = f.backlog.handlerQueue("/a", handled::add);
        HandlerQueue<Integer> many = f.backlog.handlerQueue("/b", handled::add);
        f.read(large, 95, 1);
        f.read(many, 2, 2, 3, 4);
        f.fake.handlers.runNext();
        f.fake.io.runAll();
        assertThat(f.events).containsExactly("HARD", "SOFT");
        f.fake.runPending();
        assertThat(f.events).containsExactly("HARD", "SOFT", "NONE");
    }

    @Test
    void a_consumer_that_keeps_up_loses_nothing_under_a_dropping_policy() {
        DeliveryFixture f = new DeliveryFixture(10, 100_000, Overflow.DROP_OLDEST);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 5000));
        f.fake.runPending();
        // One run of the executor handles 1024; the excess over the count of what is left is dropped after it.
        assertThat(handled).hasSizeGreaterThan(1024).contains(1, 1024, 5000);
        handled.clear();
        for (int batch = 0; batch < 10; batch++) {
            f.read(queue, 1, range(1, 500));
            f.fake.runPending();
        }
        assertThat(handled).hasSize(5000);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "DROP_LATEST"})
    void above_the_count_the_excess_is_dropped_after_the_executor_ran(Overflow policy) {
        DeliveryFixture f = new DeliveryFixture(3, 1000, policy);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", blocking(f));
        duringFirst.add(() -> {
            f.fake.handlers.runAll();
            f.fake.io.runAll();
        });
        f.read(queue, 1, range(1, 10));
        f.fake.runPending();
        assertThat(handled).isEqualTo(policy == Overflow.DROP_OLDEST ? List.of(1, 8, 9, 10) : List.of(1, 2, 3, 4));
        assertThat(f.events).containsExactly("/a dropped 6 OVERFLOW");
        assertThat(f.backlog.pendingBytes()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void drop_latest_drops_at_the_bytes_at_once() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.DROP_LATEST);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 40, 1, 2, 3, 4);
        assertThat(f.events).containsExactly("/a dropped 2 OVERFLOW");
        f.read(queue, 20, 5);
        f.fake.runPending();
        assertThat(handled).containsExactly(1, 2, 5);
    }

    @Test
    void drop_oldest_makes_room_in_the_queue_that_holds_the_most() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.DROP_OLDEST);
        HandlerQueue<Integer> slow = f.backlog.handlerQueue("/slow", handled::add);
        HandlerQueue<Integer> other = f.backlog.handlerQueue("/other", handled::add);
        f.read(slow, 30, 1, 2, 3);
        f.read(other, 40, 4);
        assertThat(f.events).containsExactly("/slow dropped 1 OVERFLOW");
        f.read(other, 101, 5);
        assertThat(f.events).containsExactly("/slow dropped 1 OVERFLOW", "/other dropped 1 OVERFLOW");
        f.fake.runPending();
        assertThat(handled).containsExactly(2, 3, 4);
    }

    @Test
    void drop_oldest_drops_what_comes_when_everything_else_is_being_handled() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.DROP_OLDEST);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", blocking(f));
        duringFirst.add(() -> f.read(queue, 60, 2));
        f.read(queue, 60, 1);
        f.fake.runPending();
        assertThat(handled).containsExactly(1);
        assertThat(f.events).containsExactly("/a dropped 1 OVERFLOW");
    }

    @Test
    void fail_reports_once_and_drops_nothing() {
        DeliveryFixture f = new DeliveryFixture(3, 1000, Overflow.FAIL);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", blocking(f));
        duringFirst.add(() -> {
            f.fake.handlers.runAll();
            f.fake.io.runAll();
            f.read(queue, 1, 11);
            f.fake.handlers.runAll();
            f.fake.io.runAll();
        });
        f.read(queue, 1, range(1, 10));
        assertThat(f.events).as("not before the executor ran").isEmpty();
        f.fake.runPending();
        assertThat(f.events).containsExactly("/a overflowed");
        assertThat(handled).hasSize(11);
        f.read(queue, 1, range(1, 3));
        f.fake.runPending();
        assertThat(f.events).hasSize(1);
    }

    @Test
    void fail_reports_at_the_bytes_at_once() {
        DeliveryFixture f = new DeliveryFixture(100, 100, Overflow.FAIL);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 60, 1, 2);
        assertThat(f.events).containsExactly("/a overflowed");
        assertThat(f.backlog.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void finish_completes_in_the_context_when_everything_has_been_handled() {
        DeliveryFixture f = new DeliveryFixture(100, 1000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        List<CompletableFuture<Void>> finished = new ArrayList<>();
        List<Boolean> inContext = new ArrayList<>();
        f.inContext(() -> {
            queue.add(1, 1);
            finished.add(queue.finish().thenRun(() -> inContext.add(f.context.isCurrent())));
        });
        assertThat(finished.get(0)).isNotDone();
        f.inContext(() -> queue.add(2, 1));
        f.fake.runPending();
        assertThat(finished.get(0)).isDone();
        assertThat(inContext).containsExactly(true);
        assertThat(handled).containsExactly(1);
        assertThat(f.events).containsExactly("/a dropped 1 DISCARDED");
    }

    @Test
    void finish_of_an_idle_queue_completes_at_once() {
        DeliveryFixture f = new DeliveryFixture(100, 1000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.inContext(() -> assertThat(queue.finish()).isDone());
        f.inContext(() -> assertThat(queue.finish()).isDone());
    }

    @Test
    void discard_drops_what_waits_and_reports_it_also_what_the_consumer_had_fetched() {
        DeliveryFixture f = new DeliveryFixture(2, 100, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", blocking(f));
        duringFirst.add(() -> {
            f.read(queue, 10, 4, 5);
            f.inContext(() -> {
                queue.add(6, 10);
                queue.discard(DropReason.DISCARDED);
            });
            assertThat(f.events).containsExactly("SOFT", "/a dropped 3 DISCARDED");
        });
        f.read(queue, 10, 1, 2, 3);
        f.fake.runPending();
        assertThat(handled).containsExactly(1);
        assertThat(f.events).containsExactly("SOFT", "/a dropped 3 DISCARDED", "NONE", "/a dropped 2 DISCARDED");
        assertThat(queue.size()).isZero();
        assertThat(f.backlog.pendingBytes()).isZero();
        f.read(queue, 10, 7);
        f.fake.runPending();
        assertThat(handled).as("usable again").containsExactly(1, 7);
    }

    @Test
    void an_executor_that_refuses_is_reported_and_so_is_every_item() {
        DeliveryFixture f = new DeliveryFixture(2, 100, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.fake.handlers.refusal = new RejectedExecutionException("shut down");
        f.read(queue, 40, 1, 2, 3);
        assertThat(f.events).containsExactly("HARD", "/a failed shut down", "/a dropped 3 DISCARDED", "NONE");
        f.fake.handlers.refusal = null;
        f.read(queue, 10, 4);
        f.inContext(() -> assertThat(queue.finish()).isNotDone());
        f.fake.runPending();
        assertThat(handled).containsExactly(4);
        f.inContext(() -> assertThat(queue.finish()).isDone());
    }

    @Test
    void an_executor_that_refuses_in_the_midst_loses_nothing_in_silence() {
        DeliveryFixture f = new DeliveryFixture(0, 1_000_000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 3000));
        List<CompletableFuture<Void>> finished = new ArrayList<>();
        f.inContext(() -> finished.add(queue.finish()));
        f.fake.handlers.refusal = new RejectedExecutionException("shut down");
        f.fake.runPending();
        assertThat(handled).hasSize(1024);
        assertThat(f.events).containsExactly("/a failed shut down", "/a dropped 1976 DISCARDED");
        assertThat(finished.get(0)).isDone();
        assertThat(f.backlog.pendingBytes()).isZero();
    }

    @Test
    void a_long_run_lets_other_tasks_of_the_executor_through() {
        DeliveryFixture f = new DeliveryFixture(0, 1_000_000, Overflow.PAUSE);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 3000));
        f.fake.handlers.execute(() -> handled.add(-1));
        f.fake.runPending();
        assertThat(handled.indexOf(-1)).isEqualTo(1024);
        assertThat(handled).hasSize(3001);
    }

    @Test
    void a_direct_executor_works() {
        DeliveryFixture f = new DeliveryFixture(2, 1000, Overflow.PAUSE);
        Backlog direct = new Backlog(new DeliveryLimits(2, 1000, Overflow.PAUSE), f.context, Runnable::run, f);
        HandlerQueue<Integer> queue = direct.handlerQueue("/a", handled::add);
        f.read(queue, 1, range(1, 100));
        assertThat(handled).hasSize(100);
        assertThat(f.events).isEmpty();
    }

    @Test
    void limits_are_checked() {
        assertThatThrownBy(() -> new DeliveryLimits(1, 0, Overflow.PAUSE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void with_real_threads_every_item_is_handled_in_order_or_reported(Overflow policy) throws Exception {
        int batches = 1_000;
        int each = 20;
        long[] dropped = new long[1];
        List<Throwable> failures = new ArrayList<>();
        Pressure[] last = {Pressure.NONE};
        SerialContext context = new SerialContext(Kernel.shared(), failures::add);
        Backlog backlog = new Backlog(
                new DeliveryLimits(50, 4_000, policy), context, Kernel.shared().handlers(), new Backlog.Listener() {
                    @Override
                    public void pressureChanged(Pressure now) {
                        last[0] = now;
                    }

                    @Override
                    public void dropped(String scope, long count, DropReason reason) {
                        dropped[0] += count;
                    }

                    @Override
                    public void overflowed(String scope) {
                        // The client would end; here the items go on.
                    }

                    @Override
                    public void handlerFailed(String scope, Throwable cause) {
                        failures.add(cause);
                    }
                });
        List<List<Integer>> got = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<HandlerQueue<Integer>> queues = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Integer> mine = got.get(i);
            queues.add(backlog.handlerQueue("/" + i, mine::add));
        }
        CountDownLatch done = new CountDownLatch(3);
        for (int batch = 0; batch < batches; batch++) {
            int first = batch * each;
            context.execute(() -> {
                for (HandlerQueue<Integer> queue : queues) {
                    for (int i = 0; i < each; i++) {
                        queue.add(first + i, 10);
                    }
                    queue.flush();
                }
            });
        }
        context.execute(() -> {
            for (HandlerQueue<Integer> queue : queues) {
                CompletableFuture<Void> unused = queue.finish().thenRun(done::countDown);
            }
        });
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch settled = new CountDownLatch(1);
        long[] result = new long[1];
        // Twice round, so that a trim or a relief that is on its way has come in.
        Kernel.shared()
                .handlers()
                .execute(() -> context.execute(() -> context.execute(() -> {
                    result[0] = dropped[0];
                    settled.countDown();
                })));
        assertThat(settled.await(10, TimeUnit.SECONDS)).isTrue();
        long handledCount = 0;
        for (List<Integer> list : got) {
            assertThat(list).isSorted().doesNotHaveDuplicates();
            handledCount += list.size();
        }
        assertThat(handledCount + result[0]).isEqualTo(3L * batches * each);
        if (policy == Overflow.PAUSE || policy == Overflow.FAIL) {
            assertThat(result[0]).isZero();
        }
        assertThat(failures).isEmpty();
        assertThat(backlog.pendingBytes()).isZero();
        assertThat(last[0]).isEqualTo(Pressure.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"DROP_OLDEST", "DROP_LATEST"})
    void a_lasting_item_stays_in_its_place_and_counts_for_nothing(Overflow policy) {
        DeliveryFixture f = new DeliveryFixture(2, 100, policy);
        HandlerQueue<Integer> queue = f.backlog.handlerQueue("/a", blocking(f));
        duringFirst.add(() -> {
            f.read(queue, 1, 1, 2, 3);
            f.inContext(() -> {
                queue.addLasting(100);
                queue.flush();
            });
            f.read(queue, 1, 4, 5, 6);
            f.fake.io.runAll();
        });
        f.read(queue, 1, 0);
        f.fake.runPending();
        f.read(queue, 60, 7);
        f.inContext(() -> {
            queue.addLasting(101);
            queue.add(8, 60);
            queue.addLasting(102);
            queue.flush();
        });
        f.fake.runPending();
        assertThat(handled).contains(100, 101, 102);
        assertThat(queue.size()).isZero();
        assertThat(f.backlog.pendingBytes()).isZero();
        f.inContext(() -> {
            queue.addLasting(103);
            queue.discard(DropReason.DISCARDED);
        });
        assertThat(f.events).last().isEqualTo("/a dropped 1 DISCARDED");
        assertThat(queue.size()).isZero();
        f.inContext(() -> queue.finish().isDone());
        f.inContext(() -> assertThatThrownBy(() -> queue.addLasting(104)).isInstanceOf(IllegalStateException.class));
    }
}
