package dev.halley.engineio.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.http.Outgoing;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SocketWindowTest {
    private final Queue<Runnable> io = new ArrayDeque<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private final SerialContext context =
            new SerialContext(new Kernel(Kernel.shared().time(), io::add, io::add, () -> 0), thrown::add);
    private final List<Boolean> told = new ArrayList<>();
    private Runnable then = () -> {};
    private final SocketWindow window = new SocketWindow(context, new Outbox(1_000), well -> {
        told.add(well);
        then.run();
    });

    private static void end(Outgoing write, @Nullable Throwable failure) {
        try {
            Method ended = Outgoing.class.getDeclaredMethod("ended", Throwable.class, boolean.class);
            ended.setAccessible(true);
            ended.invoke(write, failure, false);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Outgoing write() {
        return window.add("text", false, 4, null);
    }

    private void run() {
        for (Runnable next = io.poll(); next != null; next = io.poll()) {
            next.run();
        }
    }

    @Test
    void what_ends_while_the_context_is_busy_is_told_at_once_for_all() {
        context.execute(() -> {
            end(write(), null);
            end(write(), null);
            end(write(), null);
            assertThat(window.isEmpty()).isFalse();
        });
        run();
        assertThat(told).containsExactly(true);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void what_ends_while_others_are_told_is_told_next() {
        then = () -> {
            then = () -> {};
            end(write(), null);
        };
        end(write(), null);
        run();
        assertThat(told).containsExactly(true, true);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void a_failure_among_them_is_told() {
        context.execute(() -> {
            end(write(), null);
            end(write(), new IllegalStateException("broken"));
            end(write(), null);
        });
        run();
        assertThat(told).containsExactly(false);
        assertThat(thrown).isEmpty();
    }
}
