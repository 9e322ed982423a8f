package dev.halley.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final List<String> told = new ArrayList<>();
    private final DeliveryFixture f = new DeliveryFixture(3, 100, Overflow.PAUSE);

    private final class Item implements Completion.Tracked, Completion {
        private final String name;

        Item(String name) {
            this.name = name;
        }

        @Override
        public Completion completion() {
            return this;
        }

        @Override
        public void processed() {
            told.add(name);
        }

        @Override
        public void dropped(DropReason reason) {
            told.add(name + " " + reason);
        }
    }

    private void read(HandlerQueue<Item> queue, String... names) {
        f.inContext(() -> {
            for (String name : names) {
                queue.add(new Item(name), 1);
            }
            queue.flush();
        });
    }

    private void read(StreamQueue<Item> queue, String... names) {
        f.inContext(() -> {
            for (String name : names) {
                queue.add(new Item(name), 1);
            }
            queue.flush();
        });
    }

    @Test
    void an_item_is_processed_when_its_handler_returned_or_threw() {
        HandlerQueue<Item> queue = f.backlog.handlerQueue("/a", item -> {
            told.add("handling " + item.name);
            if (item.name.equals("b")) {
                throw new IllegalStateException("b");
            }
        });
        read(queue, "a", "b");
        f.fake.runPending();
        assertThat(told).containsExactly("handling a", "a", "handling b", "b");
    }

    @Test
    void an_asynchronous_handler_gets_the_next_item_when_its_stage_ended() {
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        HandlerQueue<Item> queue = f.backlog.asyncHandlerQueue("/a", item -> {
            told.add("handling " + item.name);
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        read(queue, "a", "b");
        f.fake.runPending();
        read(queue, "c");
        f.fake.runPending();
        assertThat(told).containsExactly("handling a");
        assertThat(f.backlog.pendingBytes()).as("what is being handled counts").isEqualTo(3);
        stages.get(0).complete(null);
        assertThat(told).as("what follows runs on the executor").containsExactly("handling a");
        f.fake.runPending();
        assertThat(told).containsExactly("handling a", "a", "handling b");
        stages.get(1).completeExceptionally(new IllegalStateException("two"));
        f.fake.runPending();
        assertThat(told).containsExactly("handling a", "a", "handling b", "b", "handling c");
        assertThat(f.events).containsExactly("/a failed two");
        stages.get(2).complete(null);
        f.fake.runPending();
        assertThat(f.backlog.pendingBytes()).isZero();
    }

    @Test
    void stages_that_have_ended_already_cost_no_hand_over_and_no_stack() {
        DeliveryFixture large = new DeliveryFixture(0, 1_000_000, Overflow.PAUSE);
        List<Integer> handled = new ArrayList<>();
        HandlerQueue<Integer> queue = large.backlog.asyncHandlerQueue("/a", item -> {
            handled.add(item);
            return CompletableFuture.completedFuture(item);
        });
        large.read(queue, 1, DeliveryFixture.range(1, 1000));
        large.fake.runPending();
        assertThat(handled).hasSize(1000).isSorted();
        assertThat(large.fake.handlers.executed).isOne();
    }

    @Test
    void a_handler_without_a_stage_is_reported_and_the_next_item_comes() {
        List<String> handled = new ArrayList<>();
        HandlerQueue<Item> queue = f.backlog.asyncHandlerQueue("/a", item -> {
            handled.add(item.name);
            return null;
        });
        read(queue, "a", "b");
        f.fake.runPending();
        assertThat(handled).containsExactly("a", "b");
        assertThat(told).containsExactly("a", "b");
        assertThat(f.events).containsExactly("/a failed the handler's stage", "/a failed the handler's stage");
    }

    @Test
    void finish_waits_for_the_stage_of_the_last_item() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        HandlerQueue<Item> queue = f.backlog.asyncHandlerQueue("/a", item -> stage);
        read(queue, "a");
        f.fake.runPending();
        List<CompletableFuture<Void>> finished = new ArrayList<>();
        f.inContext(() -> finished.add(queue.finish()));
        f.fake.runPending();
        assertThat(finished.get(0)).isNotDone();
        stage.complete(null);
        f.fake.runPending();
        assertThat(finished.get(0)).isDone();
    }

    @Test
    void a_batch_handler_gets_what_waits_up_to_its_bound() {
        DeliveryFixture large = new DeliveryFixture(0, 1000, Overflow.PAUSE);
        List<List<Integer>> calls = new ArrayList<>();
        HandlerQueue<Integer> queue = large.backlog.batchHandlerQueue("/a", 4, calls::add);
        large.read(queue, 10, DeliveryFixture.range(1, 6));
        large.fake.runPending();
        assertThat(calls).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6));
        assertThat(large.backlog.pendingBytes()).isZero();
        assertThat(large.backlog.pendingCount()).isZero();
    }

    @Test
    void a_batch_that_throws_is_reported_once_and_processed_whole() {
        HandlerQueue<Item> queue = f.backlog.batchHandlerQueue("/a", 2, items -> {
            throw new IllegalStateException("batch");
        });
        read(queue, "a", "b", "c");
        f.fake.runPending();
        assertThat(told).containsExactly("a", "b", "c");
        assertThat(f.events).containsExactly("/a failed batch", "/a failed batch");
    }

    @Test
    void batches_under_a_dropping_policy_keep_the_bound() {
        DeliveryFixture dropping = new DeliveryFixture(10, 1000, Overflow.DROP_OLDEST);
        List<List<Integer>> calls = new ArrayList<>();
        HandlerQueue<Integer> queue = dropping.backlog.batchHandlerQueue("/a", 4, calls::add);
        dropping.read(queue, 1, DeliveryFixture.range(1, 6));
        dropping.fake.runPending();
        assertThat(calls).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6));
    }

    @Test
    void what_is_discarded_says_why() {
        HandlerQueue<Item> queue = f.backlog.handlerQueue("/a", item -> {});
        read(queue, "a", "b");
        f.inContext(() -> queue.discard(DropReason.DISCARDED));
        f.inContext(() -> f.backlog.executor().execute(() -> {}));
        read(queue, "c");
        f.fake.runPending();
        assertThat(told).containsExactly("a DISCARDED", "b DISCARDED", "c");
        f.inContext(() -> assertThat(queue.finish()).isDone());
        read(queue, "d");
        assertThat(told).endsWith("d DISCARDED");
    }

    @Test
    void what_the_executor_refuses_is_dropped() {
        HandlerQueue<Item> queue = f.backlog.handlerQueue("/a", item -> {});
        f.fake.handlers.refusal = new RejectedExecutionException("full");
        read(queue, "a", "b");
        assertThat(told).containsExactly("a DISCARDED", "b DISCARDED");
    }

    @Test
    void what_a_policy_drops_says_why() {
        DeliveryFixture dropping = new DeliveryFixture(1, 1000, Overflow.DROP_LATEST);
        StreamQueue<Item> queue = dropping.backlog.streamQueue("*");
        queue.attach();
        dropping.inContext(() -> {
            queue.add(new Item("a"), 1);
            queue.add(new Item("b"), 1);
            queue.flush();
        });
        dropping.fake.runPending();
        assertThat(told).containsExactly("b OVERFLOW");
    }

    @Test
    void a_stream_that_nobody_asked_for_says_unhandled() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        assertThat(queue.isAttached()).isFalse();
        read(queue, "a", "b", "c", "d");
        assertThat(told).containsExactly("a UNHANDLED");
    }

    @Test
    void an_item_of_the_stream_is_processed_when_the_same_thread_asks_again() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        read(queue, "a", "b");
        assertThat(queue.poll()).isNotNull();
        assertThat(told).isEmpty();
        assertThat(queue.poll()).isNotNull();
        assertThat(told).containsExactly("a");
        assertThat(queue.poll()).isNull();
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void another_thread_says_nothing_for_the_first_one_but_when_that_has_ended() throws InterruptedException {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        read(queue, "a", "b");
        assertThat(queue.poll()).isNotNull();
        Thread other = new Thread(() -> assertThat(queue.poll()).isNotNull());
        other.start();
        other.join();
        assertThat(told).isEmpty();
        assertThat(queue.poll()).isNull();
        assertThat(told).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void an_item_that_was_received_is_processed_at_the_next_receive() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        CompletableFuture<Item> first = queue.receive();
        read(queue, "a", "b");
        f.fake.runPending();
        assertThat(first).isCompleted();
        assertThat(told).isEmpty();
        assertThat(queue.receive()).isCompleted();
        assertThat(told).containsExactly("a");
    }

    @Test
    void an_item_of_the_publisher_is_processed_when_on_next_returned() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        queue.publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
            }

            @Override
            public void onNext(Item item) {
                told.add("next " + item.name);
                if (item.name.equals("b")) {
                    throw new IllegalStateException("b");
                }
            }

            @Override
            public void onError(Throwable failure) {
                told.add("error");
            }

            @Override
            public void onComplete() {
                told.add("complete");
            }
        });
        read(queue, "a", "b");
        f.fake.runPending();
        assertThat(told).containsExactly("next a", "a", "next b", "b");
    }

    @Test
    void a_batch_of_the_stream_is_what_is_there_and_processed_at_the_next_one() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        CompletableFuture<List<Item>> first = queue.receiveBatch(2, Duration.ofSeconds(5));
        read(queue, "a", "b", "c");
        f.fake.runPending();
        assertThat(first.join()).extracting(item -> item.name).containsExactly("a", "b");
        assertThat(f.fake.timers()).as("no timer is left").isZero();
        assertThat(told).isEmpty();
        CompletableFuture<List<Item>> second = queue.receiveBatch(2, Duration.ofSeconds(5));
        assertThat(second.join()).extracting(item -> item.name).containsExactly("c");
        assertThat(told).containsExactly("a", "b");
        assertThat(f.backlog.pendingBytes()).isZero();
    }

    @Test
    void a_batch_of_the_stream_is_empty_when_the_time_is_up_and_takes_nothing_later() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        CompletableFuture<List<Item>> batch = queue.receiveBatch(2, Duration.ofSeconds(5));
        f.fake.advance(Duration.ofMillis(4_999));
        assertThat(batch).isNotDone();
        f.fake.advance(Duration.ofMillis(1));
        f.fake.runPending();
        assertThat(batch.join()).isEmpty();
        read(queue, "a");
        assertThat(queue.size()).isOne();
    }

    @Test
    void a_batch_that_was_cancelled_takes_nothing() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        CompletableFuture<List<Item>> batch = queue.receiveBatch(2, Duration.ofSeconds(5));
        assertThat(batch.cancel(false)).isTrue();
        read(queue, "a");
        f.fake.runPending();
        assertThat(queue.size()).isOne();
        assertThat(f.fake.timers()).isZero();
    }

    @Test
    void a_batch_is_waited_for_by_a_thread_too() {
        StreamQueue<Item> queue = f.backlog.streamQueue("*");
        assertThat(queue.takeBatch(5, Duration.ZERO, "receiveBatch", waiting -> {}))
                .isEmpty();
        read(queue, "a", "b");
        assertThat(queue.takeBatch(5, Duration.ZERO, "receiveBatch", waiting -> {}))
                .hasSize(2);
        assertThat(queue.takeBatch(5, Duration.ZERO, "receiveBatch", waiting -> read(queue, "c")))
                .hasSize(1);
        assertThat(told).containsExactly("a", "b");
    }
}
