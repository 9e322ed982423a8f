package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;

class RecordingSubscriberTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NOW = Duration.ZERO;

    @Test
    void keeps_items_and_the_end() {
        RecordingSubscriber<String> subscriber = new RecordingSubscriber<>();
        try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
            publisher.subscribe(subscriber);
            publisher.submit("a");
            publisher.submit("b");
            assertThat(subscriber.awaitItems(2, SOON)).containsExactly("a", "b");
            assertThat(subscriber.isComplete()).isFalse();
        }
        subscriber.awaitEnd(SOON);
        assertThat(subscriber.isComplete()).isTrue();
        assertThat(subscriber.error()).isEmpty();
        assertThatThrownBy(() -> subscriber.awaitItems(3, SOON)).hasMessageContaining("2 items, then the end");
    }

    @Test
    void asks_for_as_much_as_the_test_says() {
        RecordingSubscriber<Integer> subscriber = new RecordingSubscriber<>(1);
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 16)) {
            publisher.subscribe(subscriber);
            for (int i = 1; i <= 3; i++) {
                publisher.submit(i);
            }
            assertThat(subscriber.items()).containsExactly(1);
            assertThatThrownBy(() -> subscriber.awaitItems(2, NOW)).hasMessageContaining("1 items within PT0S");
            subscriber.request(1);
            assertThat(subscriber.awaitItems(2, SOON)).containsExactly(1, 2);
            subscriber.cancel();
            assertThatThrownBy(() -> subscriber.awaitEnd(NOW)).hasMessageContaining("no end within");
        }
    }

    @Test
    void keeps_the_failure() {
        RecordingSubscriber<Integer> subscriber = new RecordingSubscriber<>(0);
        SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
        publisher.subscribe(subscriber);
        IllegalStateException failure = new IllegalStateException("x");
        publisher.closeExceptionally(failure);
        subscriber.awaitEnd(SOON);
        assertThat(subscriber.error()).containsSame(failure);
        assertThatThrownBy(() -> subscriber.awaitItems(1, SOON)).hasCause(failure);
    }

    @Test
    void tells_what_rule_a_publisher_broke() {
        RecordingSubscriber<Integer> subscriber = new RecordingSubscriber<>(1);
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                subscriber.onNext(1);
                subscriber.onNext(2);
                subscriber.onComplete();
                subscriber.onNext(3);
            }

            @Override
            public void cancel() {
                throw new AssertionError("not cancelled here");
            }
        });
        assertThatThrownBy(subscriber::items)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("onNext(2) that was not asked for")
                .hasMessageContaining("onNext after the end");
        RecordingSubscriber<Integer> early = new RecordingSubscriber<>();
        early.onComplete();
        assertThatThrownBy(early::isComplete).hasMessageContaining("onComplete before onSubscribe");
    }
}
