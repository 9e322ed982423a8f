package dev.halley.examples;

import dev.halley.bayeux.AsyncBayeuxClient;
import java.util.concurrent.CompletableFuture;

/** The same client with futures: no step blocks, and the end closes the client whatever happened. */
public final class AsyncPipeline {
    private AsyncPipeline() {}

    public static void main(String[] args) {
        // @start region=pipeline
        AsyncBayeuxClient client = AsyncBayeuxClient.builder(args[0]).buildAsync();
        CompletableFuture<Void> done = client.open()
                .thenCompose(open -> open.subscribe("/log/*"))
                .thenCompose(subscribed -> client.call("/service/echo", "ping"))
                .thenCompose(answer -> client.publish("/log/answers", answer.data()))
                .thenCompose(published -> client.receive())
                .thenAccept(message -> System.out.println(message.channel() + " " + message.data()))
                .whenComplete((nothing, failure) -> client.close());
        // @end
        done.join();
    }
}
