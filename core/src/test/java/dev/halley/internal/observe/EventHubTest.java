package dev.halley.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What listeners hear, and what becomes of it while they do not listen. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventHubTest {
    private final List<String> logged = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean refusing;
    private final EventHub hub = new EventHub(new ClientLog("test", new Recording(), null), null, task -> {
        if (refusing) {
            throw new RejectedExecutionException("no");
        }
        tasks.add(task);
    });

    private final class Recording implements System.Logger {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            logged.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            logged.add(format);
        }
    }

    private void listen() {
        Objects.requireNonNull(
                hub.onEvent(event -> heard.add(((ClientEvent.ProtocolViolated) event).what())), "the handle");
    }

    private void raise(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(number -> hub.raise(new ClientEvent.ProtocolViolated(String.valueOf(number))));
    }

    private void run() {
        List<Runnable> now = List.copyOf(tasks);
        tasks.clear();
        now.forEach(Runnable::run);
    }

    private long warnings() {
        return logged.stream().filter(text -> text.contains("too slow")).count();
    }

    @Test
    void a_listener_that_blocks_loses_the_oldest_beyond_10_000_which_is_logged_once_per_stretch() {
        listen();
        raise(1, EventHub.MOST_WAITING);
        assertThat(warnings()).isZero();
        raise(EventHub.MOST_WAITING + 1, EventHub.MOST_WAITING + 5);
        assertThat(warnings()).isEqualTo(1);
        assertThat(tasks).hasSize(1);
        run();
        assertThat(heard)
                .hasSize(EventHub.MOST_WAITING)
                .startsWith("6")
                .endsWith(String.valueOf(EventHub.MOST_WAITING + 5));

        heard.clear();
        raise(1, EventHub.MOST_WAITING + 1);
        assertThat(warnings()).isEqualTo(2);
        run();
        assertThat(heard).startsWith("2");
    }

    @Test
    void an_executor_that_refused_once_is_tried_again() {
        listen();
        refusing = true;
        raise(1, 1);
        refusing = false;
        raise(2, 2);
        run();
        assertThat(heard).containsExactly("2");
    }

    @Test
    void a_listener_that_throws_keeps_nobody_from_hearing_the_rest() {
        Objects.requireNonNull(
                hub.onEvent(event -> {
                    throw new IllegalStateException("mine");
                }),
                "the handle");
        listen();
        raise(1, 2);
        run();
        assertThat(heard).containsExactly("1", "2");
    }
}
