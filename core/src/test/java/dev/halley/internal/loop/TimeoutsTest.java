package dev.halley.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeKernel fake = new FakeKernel();
    private final SerialContext context = fake.context();
    private final Timeouts timeouts = new Timeouts(context, fake);
    private final List<String> log = new ArrayList<>();

    private TimeSource.Timer limit(Duration delay, String name) {
        List<TimeSource.Timer> made = new ArrayList<>();
        context.enter(() -> made.add(timeouts.schedule(delay.toNanos(), () -> log.add(name))));
        return made.get(0);
    }

    private void cancel(TimeSource.Timer timer) {
        context.enter(timer::cancel);
    }

    @Test
    void each_ends_after_its_own_delay() {
        limit(LIMIT, "a");
        fake.advance(Duration.ofSeconds(4));
        limit(LIMIT, "b");
        limit(Duration.ofSeconds(1), "short");
        fake.advance(Duration.ofMillis(999));
        assertThat(log).isEmpty();
        fake.advance(Duration.ofMillis(1));
        assertThat(log).containsExactly("short");
        fake.advance(Duration.ofSeconds(5));
        assertThat(log).containsExactly("short", "a");
        fake.advance(Duration.ofMillis(3999));
        assertThat(log).hasSize(2);
        fake.advance(Duration.ofMillis(1));
        assertThat(log).containsExactly("short", "a", "b");
        assertThat(fake.timers()).isZero();
    }

    @Test
    void those_of_one_length_share_a_timer_and_none_is_left_when_all_are_cancelled() {
        List<TimeSource.Timer> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(limit(LIMIT, "late"));
        }
        assertThat(fake.timers()).isEqualTo(1);
        all.forEach(this::cancel);
        assertThat(fake.timers()).isZero();
        fake.advance(LIMIT);
        assertThat(log).isEmpty();
    }

    @Test
    void what_is_cancelled_behind_one_that_runs_stays_cancelled() {
        limit(LIMIT, "first");
        for (int i = 0; i < 1000; i++) {
            TimeSource.Timer timer = limit(LIMIT, "late");
            cancel(timer);
            cancel(timer);
        }
        limit(LIMIT, "last");
        fake.advance(LIMIT);
        assertThat(log).containsExactly("first", "last");
        assertThat(fake.timers()).isZero();
    }

    @Test
    void one_that_ends_may_cancel_the_next_and_begin_another() {
        List<TimeSource.Timer> second = new ArrayList<>();
        context.enter(() -> {
            TimeSource.Timer unused = timeouts.schedule(LIMIT.toNanos(), () -> {
                second.get(0).cancel();
                TimeSource.Timer again = timeouts.schedule(LIMIT.toNanos(), () -> log.add("again"));
                assertThat(again).isNotNull();
            });
            second.add(timeouts.schedule(LIMIT.toNanos(), () -> log.add("second")));
        });
        fake.advance(LIMIT);
        assertThat(log).isEmpty();
        fake.advance(LIMIT);
        assertThat(log).containsExactly("again");
        assertThat(fake.timers()).isZero();
    }

    @Test
    void one_that_throws_keeps_none_from_ending() {
        context.enter(() -> {
            TimeSource.Timer unused = timeouts.schedule(LIMIT.toNanos(), () -> {
                throw new IllegalStateException("thrown");
            });
        });
        limit(LIMIT, "next");
        fake.advance(LIMIT.plusMillis(1));
        assertThat(fake.uncaught).hasSize(1);
        assertThat(log).containsExactly("next");
    }
}
