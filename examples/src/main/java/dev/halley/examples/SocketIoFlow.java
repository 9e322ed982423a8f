package dev.halley.examples;

import dev.halley.socketio.SocketIoClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Events as a publisher: the subscriber says how many it wants. */
public final class SocketIoFlow {
    private SocketIoFlow() {}

    private static final class OneByOne implements Flow.Subscriber<String> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            started.request(1);
        }

        @Override
        public void onNext(String item) {
            System.out.println("news: " + item);
            if (subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    public static void main(String[] args) {
        var subscriber = new OneByOne();
        try (var sio = SocketIoClient.create()) {
            // @start region=events
            sio.events("news", String.class).subscribe(subscriber);
            sio.connect(args[0]);
            // @end
            subscriber.end.join();
            System.out.println("no more news");
        }
    }
}
