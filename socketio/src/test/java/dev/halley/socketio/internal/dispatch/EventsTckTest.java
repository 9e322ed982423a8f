package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** The events of a name as a publisher, fed from the first request on, as long as its queue is not full. */
public class EventsTckTest extends FlowPublisherVerification<Integer> {
    private static final int FULL = 100;

    public EventsTckTest() {
        // the last reference goes when the cancellation has run, which a busy machine lets wait (rule 3.13)
        super(new TestEnvironment(500, 20), 1_000);
    }

    private record Number(int value) implements PacketData {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public Object get(int index, Type type) {
            return value;
        }

        @Override
        public int weight() {
            return 1;
        }
    }

    private static final class Fed implements Backlog.Listener {
        private final SerialContext context = new SerialContext(Kernel.shared(), failure -> {
            throw new AssertionError(failure);
        });
        private final Backlog backlog = new Backlog(
                new DeliveryLimits(FULL, 1 << 20, Overflow.PAUSE),
                context,
                Kernel.shared().handlers(),
                this);
        private final Handlers handlers = new Handlers(
                context,
                Kernel.shared().handlers(),
                backlog,
                event -> {},
                1,
                null,
                Kernel.shared().time());
        private final AtomicBoolean begun = new AtomicBoolean();
        private final long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        private final long elements;

        // Serial context.
        private int sent;

        Fed(long elements) {
            this.elements = elements;
        }

        Flow.Publisher<Integer> publisher() {
            Flow.Publisher<Integer> events =
                    handlers.publishers().of("/", "x", event -> Objects.requireNonNull(event.get(0, Integer.class)));
            return subscriber -> {
                events.subscribe(subscriber);
                if (begun.compareAndSet(false, true)) {
                    context.execute(this::feed);
                }
            };
        }

        private void feed() {
            while (sent < elements && backlog.pendingCount() < FULL) {
                handlers.event(new Packet(PacketType.EVENT, "/", -1, "x", new Number(sent++)), null, null);
                handlers.readComplete();
            }
            if (sent == elements) {
                handlers.closed(null);
            } else if (System.nanoTime() < deadline) {
                TimeSource.Timer unused = context.schedule(100_000, this::feed);
            }
        }

        @Override
        public void pressureChanged(Pressure now) {
            // the feeder looks at the count instead
        }

        @Override
        public void dropped(String scope, long count, DropReason reason) {
            // what waits for a subscriber that cancels
        }

        @Override
        public void overflowed(String scope) {
            throw new AssertionError(scope);
        }

        @Override
        public void handlerFailed(String scope, Throwable cause) {
            // some rules are about subscribers that throw
        }
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return new Fed(elements).publisher();
    }

    /** A stream that ends with a failure begins like any other; there is none that fails before it is subscribed to. */
    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return null;
    }
}
