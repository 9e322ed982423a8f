package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;

/** Handlers with typed payloads; the main thread waits for the client's end. */
public final class ReceiveWithHandler {
    // @start region=record
    public record Quote(String symbol, double price) {}
    // @end

    private ReceiveWithHandler() {}

    public static void main(String[] args) {
        // @start region=handler
        try (var client = BayeuxClient.open(args[0])) {
            client.subscribe("/quotes/*", Quote.class, quote -> {
                System.out.println(quote.symbol() + " costs " + quote.price());
            });
            System.out.println("waiting for quotes");
            client.awaitEnd();
        }
        // @end
    }
}
