package dev.halley.socketio.internal.dispatch;

import dev.halley.socketio.IncomingEvent;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that gets something made of each event. Signals come on the client's executor, one at a time; requests and
 * the end of the subscription on any thread.
 */
final class MappedSubscriber<T> implements Flow.Subscriber<IncomingEvent> {
    private final Flow.Subscriber<? super T> subscriber;
    private final Function<IncomingEvent, T> mapping;
    private final Consumer<Throwable> failed;
    private final Runnable closed;

    // Signals only.
    private Flow.@Nullable Subscription upstream;

    MappedSubscriber(
            Flow.Subscriber<? super T> subscriber,
            Function<IncomingEvent, T> mapping,
            Consumer<Throwable> failed,
            Runnable closed) {
        this.subscriber = subscriber;
        this.mapping = mapping;
        this.failed = failed;
        this.closed = closed;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        try {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    subscription.request(n);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                    closed.run();
                }
            });
        } catch (Throwable thrown) {
            closed.run();
            throw thrown;
        }
    }

    @Override
    public void onNext(IncomingEvent event) {
        T item;
        try {
            item = mapping.apply(event);
        } catch (Throwable failure) {
            failed.accept(failure);
            Flow.Subscription subscription = upstream;
            if (subscription != null) {
                subscription.request(1);
            }
            return;
        }
        try {
            subscriber.onNext(item);
        } catch (Throwable thrown) {
            // rule 2.13: a subscriber that throws has cancelled
            closed.run();
            throw thrown;
        }
    }

    @Override
    public void onError(Throwable failure) {
        closed.run();
        subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
        closed.run();
        subscriber.onComplete();
    }
}
