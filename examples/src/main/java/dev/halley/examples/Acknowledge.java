package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import java.util.concurrent.LinkedBlockingQueue;

/** A worker that says itself when a message is processed. */
public final class Acknowledge {
    private Acknowledge() {}

    public static void main(String[] args) throws InterruptedException {
        // @start region=manual
        var work = new LinkedBlockingQueue<BayeuxMessage>();
        try (var client =
                BayeuxClient.builder(args[0]).ack(true).manualAck(true).open()) {
            client.subscribe("/orders", work::add);
            while (true) {
                BayeuxMessage order = work.take();
                System.out.println("shipped " + order.data());
                order.ack();
            }
        }
        // @end
    }
}
