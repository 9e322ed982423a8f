package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import java.time.Duration;

/** Closing after the work is done. */
public final class CloseInOrder {
    private CloseInOrder() {}

    public static void main(String[] args) {
        // @start region=close
        var client = BayeuxClient.open(args[0]);
        client.subscribe("/orders", order -> client.publish("/receipts", order.data()));
        client.subscribe("/stop");
        client.receive();
        boolean finished = client.close(Duration.ofSeconds(20));
        System.out.println(finished ? "everything was handled" : "not everything was handled in time");
        // @end
    }
}
