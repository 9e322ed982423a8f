package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.PublishOptions.WhileOffline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/** Publishing that outlives an outage, and many messages at once. */
public final class PublishOptionsAndBatches {
    private PublishOptionsAndBatches() {}

    public static void main(String[] args) {
        try (var client = BayeuxClient.open(args[0])) {
            client.subscribe("/readings");
            // @start region=options
            var patient = PublishOptions.defaults()
                    .whileOffline(WhileOffline.QUEUE)
                    .attempts(3)
                    .idempotencyKey("reading-1")
                    .deadline(Duration.ofMinutes(1));
            client.publish("/readings", 1, patient);
            // @end
            // @start region=batch
            var confirmed = new ArrayList<CompletableFuture<BayeuxMessage>>();
            client.batch(() -> {
                for (int reading = 2; reading <= 4; reading++) {
                    confirmed.add(client.async().publish("/readings", reading));
                }
            });
            confirmed.forEach(CompletableFuture::join);
            // @end
            for (int i = 0; i < 4; i++) {
                System.out.println(client.receive().data());
            }
        }
    }
}
