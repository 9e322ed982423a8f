package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** The client's one stream as a publisher, fed in its context as long as somebody takes. */
public class StreamPublisherTckTest extends FlowPublisherVerification<Integer> {
    private static final Backlog.Listener QUIET = new Backlog.Listener() {
        @Override
        public void pressureChanged(Pressure now) {
            // The feeder looks at the size instead.
        }

        @Override
        public void dropped(String scope, long count, DropReason reason) {
            throw new AssertionError(scope + ": " + count + " " + reason);
        }

        @Override
        public void overflowed(String scope) {
            throw new AssertionError(scope);
        }

        @Override
        public void handlerFailed(String scope, Throwable cause) {
            // Some rules are about subscribers that throw.
        }
    };

    public StreamPublisherTckTest() {
        // the last reference goes when the cancellation has run, which a busy machine lets wait (rule 3.13)
        super(new TestEnvironment(500, 20), 1_000);
    }

    private static SerialContext context() {
        return new SerialContext(Kernel.shared(), failure -> {
            throw new AssertionError(failure);
        });
    }

    private static StreamQueue<Integer> queue(SerialContext context) {
        DeliveryLimits limits = new DeliveryLimits(100, 1 << 20, Overflow.PAUSE);
        return new Backlog(limits, context, Kernel.shared().handlers(), QUIET).streamQueue("*");
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        SerialContext context = context();
        StreamQueue<Integer> queue = queue(context);
        queue.attach();
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        context.execute(new Runnable() {
            private long sent;

            @Override
            public void run() {
                while (sent < elements && queue.size() < 100) {
                    queue.add((int) sent++, 1);
                }
                queue.flush();
                if (sent == elements) {
                    queue.finish(null);
                } else if (System.nanoTime() < deadline) {
                    TimeSource.Timer unused =
                            context.schedule(Duration.ofMillis(1).toNanos(), this);
                }
            }
        });
        return queue.publisher();
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        StreamQueue<Integer> queue = queue(context());
        queue.publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                // Takes the only place.
            }

            @Override
            public void onNext(Integer item) {
                throw new AssertionError();
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {
                throw new AssertionError();
            }
        });
        return queue.publisher();
    }
}
