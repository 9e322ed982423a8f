package dev.halley.internal.flow;

import dev.halley.internal.loop.Kernel;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/**
 * A broadcast publishes whether or not somebody listens. So each one here begins with the first request, when all
 * subscribers of a rule are there, and has buffers as long as its stream; longer streams are out of its scope.
 */
public class BroadcastTckTest extends FlowPublisherVerification<Integer> {
    private static final int LONGEST = 10_000;

    public BroadcastTckTest() {
        // the last reference goes when the cancellation has run, which a busy machine lets wait (rule 3.13)
        super(new TestEnvironment(500, 20), 1_000);
    }

    @Override
    public long maxElementsFromPublisher() {
        return LONGEST;
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        Broadcast<Integer> broadcast = new Broadcast<>(Kernel.shared().handlers(), LONGEST, false, failure -> {});
        AtomicBoolean begun = new AtomicBoolean();
        Runnable begin = () -> {
            if (begun.compareAndSet(false, true)) {
                for (int i = 0; i < elements; i++) {
                    broadcast.publish(i);
                }
                broadcast.complete(null);
            }
        };
        if (elements == 0) {
            begin.run();
        }
        return subscriber -> broadcast.subscribe(subscriber == null ? null : new Beginning(subscriber, begin));
    }

    private record Beginning(Flow.Subscriber<? super Integer> subscriber, Runnable begin)
            implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    subscription.request(n);
                    begin.run();
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(Integer item) {
            subscriber.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        Broadcast<Integer> broadcast = new Broadcast<>(Kernel.shared().handlers(), 1, false);
        broadcast.complete(new IllegalStateException("failed"));
        return broadcast;
    }
}
