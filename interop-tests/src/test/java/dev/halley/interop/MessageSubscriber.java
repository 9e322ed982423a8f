package dev.halley.interop;

import dev.halley.bayeux.BayeuxMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Takes messages from the publisher one by one, and asks for the next only when the test took the last. */
final class MessageSubscriber implements Flow.Subscriber<BayeuxMessage> {
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private boolean subscribed;
    private volatile Flow.Subscription subscription;

    private record Signal(BayeuxMessage message, Throwable failure) {
        boolean isEnd() {
            return message == null;
        }
    }

    void subscribeOnce(Flow.Publisher<BayeuxMessage> messages) {
        if (!subscribed) {
            subscribed = true;
            messages.subscribe(this);
        }
    }

    Optional<BayeuxMessage> next(Duration limit, Supplier<RuntimeException> completed) {
        try {
            Signal signal = signals.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (signal == null) {
                return Optional.empty();
            }
            if (signal.isEnd()) {
                signals.add(signal);
                throw signal.failure instanceof RuntimeException failure ? failure : completed.get();
            }
            subscription.request(1);
            return Optional.of(signal.message);
        } catch (InterruptedException e) {
            throw Await.interrupted("a message", e);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        started.request(1);
    }

    @Override
    public void onNext(BayeuxMessage message) {
        signals.add(new Signal(message, null));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal(null, failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(null, null));
    }
}
