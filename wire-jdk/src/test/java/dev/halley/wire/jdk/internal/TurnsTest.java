package dev.halley.wire.jdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void what_comes_while_a_call_runs_waits_for_its_end() {
        List<String> log = new ArrayList<>();
        turns.run(() -> {
            turns.run(() -> log.add("second"));
            assertThat(turns.enter()).isFalse();
            log.add("first");
        });
        assertThat(log).containsExactly("first", "second");
        assertThat(turns.enter()).isTrue();
        turns.run(() -> log.add("third"));
        assertThat(log).hasSize(2);
        turns.exit();
        assertThat(log).containsExactly("first", "second", "third");
        assertThat(turns.enter()).isTrue();
    }

    @Test
    void a_call_that_throws_does_not_keep_the_turn() {
        List<String> log = new ArrayList<>();
        turns.run(() -> {
            throw new IllegalStateException("on purpose");
        });
        turns.run(() -> log.add("next"));
        assertThat(log).containsExactly("next");
    }

    @Test
    void many_threads_have_one_turn_at_a_time_each_in_its_own_order() throws Exception {
        int threads = 4;
        int each = 20_000;
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        int[] last = new int[threads];
        boolean[] inside = new boolean[1];
        CountDownLatch done = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            int owner = t;
            Thread thread = new Thread(() -> {
                for (int i = 1; i <= each; i++) {
                    int number = i;
                    Runnable call = () -> {
                        if (inside[0] || last[owner] != number - 1) {
                            wrong.add(owner + ": " + number + " after " + last[owner]);
                        }
                        inside[0] = true;
                        last[owner] = number;
                        inside[0] = false;
                        done.countDown();
                    };
                    if ((number & 1) == 0 && turns.enter()) {
                        call.run();
                        turns.exit();
                    } else {
                        turns.run(call);
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }
}
