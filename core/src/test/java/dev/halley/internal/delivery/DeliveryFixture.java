package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.internal.loop.FakeKernel;
import dev.halley.internal.loop.SerialContext;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** A backlog on the test's thread that notes what its listener is told, and that it is told in the context. */
final class DeliveryFixture implements Backlog.Listener {
    final FakeKernel fake = new FakeKernel();
    final SerialContext context = fake.context();
    final List<String> events = new ArrayList<>();
    final Backlog backlog;

    DeliveryFixture(int count, long bytes, Overflow overflow) {
        backlog = new Backlog(new DeliveryLimits(count, bytes, overflow), context, fake.handlers, this);
    }

    void inContext(Runnable task) {
        // What other threads posted comes first; the context is idle after that, and so is entered at once.
        if (!context.isCurrent()) {
            fake.io.runAll();
        }
        context.enter(task);
        Assertions.assertThat(fake.uncaught).isEmpty();
    }

    /** One read batch of equally large items. */
    void read(HandlerQueue<Integer> queue, int bytes, int... items) {
        inContext(() -> {
            for (int item : items) {
                queue.add(item, bytes);
            }
            queue.flush();
        });
    }

    void read(StreamQueue<Integer> queue, int bytes, int... items) {
        inContext(() -> {
            for (int item : items) {
                queue.add(item, bytes);
            }
            queue.flush();
        });
    }

    static int[] range(int from, int to) {
        return java.util.stream.IntStream.rangeClosed(from, to).toArray();
    }

    private void note(String event) {
        Assertions.assertThat(context.isCurrent())
                .as("in the context: " + event)
                .isTrue();
        events.add(event);
    }

    @Override
    public void pressureChanged(Pressure now) {
        note(now.toString());
    }

    @Override
    public void dropped(String scope, long count, DropReason reason) {
        note(scope + " dropped " + count + " " + reason);
    }

    @Override
    public void overflowed(String scope) {
        note(scope + " overflowed");
    }

    @Override
    public void handlerFailed(String scope, Throwable cause) {
        note(scope + " failed " + cause.getMessage());
    }
}
