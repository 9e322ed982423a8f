package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The client's stream as a publisher: the subscriber says how many messages it wants, and gets no more. */
public final class FlowSubscriber implements Flow.Subscriber<BayeuxMessage> {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int wanted = 3;

    public static void main(String[] args) {
        FlowSubscriber printer = new FlowSubscriber();
        try (var client = BayeuxClient.open(args[0])) {
            client.messages().subscribe(printer);
            client.subscribe("/news");
            printer.end.join();
        }
    }

    // @start region=subscriber
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(wanted);
    }

    @Override
    public void onNext(BayeuxMessage message) {
        System.out.println(message.dataJson());
        if (--wanted == 0) {
            end.complete(null);
        }
    }
    // @end

    @Override
    public void onError(Throwable reason) {
        end.completeExceptionally(reason);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
