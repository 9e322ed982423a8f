package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.SubscriptionRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several subscriptions with one request: a template, batches, a handler that ends later; and a listener. */
public final class SubscribeRequests {
    public record Line(String text) {}

    public record Price(String symbol, double price) {}

    private SubscribeRequests() {}

    private static CompletableFuture<Void> store(BayeuxMessage job) {
        System.out.println("storing " + job.data());
        return CompletableFuture.completedFuture(null);
    }

    public static void main(String[] args) {
        try (var client = BayeuxClient.open(args[0])) {
            // @start region=listener
            var listening = client.addListener("/meta/subscribe", reply -> {
                System.out.println("subscribed: " + reply.field("subscription"));
            });
            // @end
            // @start region=requests
            client.subscribe(List.of(
                    SubscriptionRequest.to("/room/{id}")
                            .handler(
                                    Line.class,
                                    (parameters, line) ->
                                            System.out.println("room " + parameters.get("id") + ": " + line.text())),
                    SubscriptionRequest.to("/prices/*")
                            .batchHandler(
                                    Price.class,
                                    prices -> System.out.println("last price "
                                            + prices.get(prices.size() - 1).price())),
                    SubscriptionRequest.to("/jobs")
                            .asyncHandler(job -> store(job))
                            .idleAfter(Duration.ofMinutes(5))));
            // @end
            System.out.println("ready");
            client.awaitEnd();
            listening.close();
        }
    }
}
