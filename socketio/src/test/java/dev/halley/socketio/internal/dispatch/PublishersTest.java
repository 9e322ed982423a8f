package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClientEvent.Dropped;
import dev.halley.ClientEvent.HandlerFailed;
import dev.halley.socketio.IncomingEvent;
import dev.halley.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class PublishersTest {
    private final DispatchFixture f = new DispatchFixture();

    private Flow.Publisher<Integer> numbers() {
        return f.handlers.publishers().of("/", "x", event -> Objects.requireNonNull(event.get(0, Integer.class)));
    }

    @Test
    void each_subscriber_gets_what_comes_after_it_subscribed_and_handlers_are_called_too() {
        List<Object> handled = new ArrayList<>();
        f.on("/", "x", event -> {
            handled.add(event.get(0));
            return null;
        });
        RecordingSubscriber<Integer> first = new RecordingSubscriber<>();
        numbers().subscribe(first);
        f.receive("2[\"x\",1]");
        RecordingSubscriber<Integer> second = new RecordingSubscriber<>();
        numbers().subscribe(second);
        f.receive("2[\"x\",2]", "2[\"y\",3]", "2/chat,[\"x\",4]");
        assertThat(first.items()).containsExactly(1, 2);
        assertThat(second.items()).containsExactly(2);
        assertThat(handled).hasSize(2);
    }

    @Test
    void an_event_is_processed_when_the_last_of_its_consumers_has_finished_and_is_acknowledged_then() {
        RecordingSubscriber<Integer> slow = new RecordingSubscriber<>(0);
        numbers().subscribe(slow);
        f.receive("21[\"x\",1]");
        assertThat(f.completions).isEmpty();
        assertThat(f.acks).isEmpty();
        slow.request(1);
        f.time.runPending();
        assertThat(slow.items()).containsExactly(1);
        assertThat(f.completions).containsExactly("x processed");
        assertThat(f.acks).containsExactly("1 []");
        assertThat(f.events).as("nothing is unhandled").isEmpty();
    }

    @Test
    void a_consumer_may_acknowledge() {
        RecordingSubscriber<IncomingEvent> events = new RecordingSubscriber<>();
        f.handlers
                .publishers()
                .of("/", "x", event -> {
                    event.ack().send("from the stream");
                    return event;
                })
                .subscribe(events);
        f.receive("21[\"x\",1]");
        assertThat(f.acks).containsExactly("1 [from the stream]");
    }

    @Test
    void what_does_not_fit_is_reported_and_passed_over() {
        RecordingSubscriber<Integer> numbers = new RecordingSubscriber<>(2);
        numbers().subscribe(numbers);
        f.receive("2[\"x\",\"text\"]", "2[\"x\"]", "2[\"x\",1]", "2[\"x\",2]");
        assertThat(numbers.items()).containsExactly(1, 2);
        assertThat(f.events).hasSize(2).allMatch(HandlerFailed.class::isInstance);
    }

    @Test
    void a_cancelled_subscriber_gets_nothing_more_and_what_waited_is_reported() {
        RecordingSubscriber<Integer> numbers = new RecordingSubscriber<>(0);
        numbers().subscribe(numbers);
        f.receive("2[\"x\",1]", "2[\"x\",2]");
        assertThat(f.backlog.pendingCount()).isEqualTo(2);
        numbers.cancel();
        f.time.runPending();
        assertThat(f.events).containsExactly(new Dropped("/", 2, DropReason.DISCARDED));
        assertThat(f.backlog.pendingCount()).isZero();
        assertThat(f.backlog.pendingBytes()).isZero();
        f.receive("2[\"x\",3]");
        assertThat(numbers.items()).isEmpty();
    }

    @Test
    void the_end_of_the_client_is_the_end_of_the_stream_after_what_waits() {
        RecordingSubscriber<Integer> numbers = new RecordingSubscriber<>(0);
        numbers().subscribe(numbers);
        f.receive("2[\"x\",1]");
        f.inContext(() -> f.handlers.closed(null));
        assertThat(numbers.isComplete()).isFalse();
        numbers.request(1);
        f.time.runPending();
        assertThat(numbers.items()).containsExactly(1);
        assertThat(numbers.isComplete()).isTrue();
    }

    @Test
    void a_failure_of_the_client_is_the_failure_of_the_stream() {
        RecordingSubscriber<Integer> numbers = new RecordingSubscriber<>();
        numbers().subscribe(numbers);
        f.inContext(() -> f.handlers.closed(new dev.halley.ClosedException("gave up", null)));
        assertThat(numbers.error())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("gave up"));
    }
}
