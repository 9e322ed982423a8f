package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** The client's stream as a publisher: the subscriber says how many messages it wants, and gets no more. */
public record FlowSubscriber(BayeuxClient client, AtomicInteger wanted) implements Flow.Subscriber<BayeuxMessage> {
    public static void main(String[] args) {
        try (var client = BayeuxClient.open(args[0])) {
            client.messages().subscribe(new FlowSubscriber(client, new AtomicInteger(3)));
            client.subscribe("/news");
            client.awaitEnd();
        }
    }

    // @start region=subscriber
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(wanted.get());
    }

    @Override
    public void onNext(BayeuxMessage message) {
        System.out.println(message.dataJson());
        if (wanted.decrementAndGet() == 0) {
            client.close();
        }
    }
    // @end

    @Override
    public void onError(Throwable reason) {}

    @Override
    public void onComplete() {}
}
