package dev.halley.examples;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

// @start region=application
/** The application under test: it knows the last price of each symbol, and whether it is up to date. */
final class QuoteBoard implements AutoCloseable {
    record Quote(String symbol, double price) {}

    private final Map<String, Double> prices = new ConcurrentHashMap<>();
    private final AsyncBayeuxClient client;

    QuoteBoard(BayeuxClientBuilder settings) {
        client = settings.buildAsync();
    }

    CompletableFuture<?> start() {
        return client.open()
                .thenCompose(open -> open.subscribe("/quotes/*", Quote.class, quote -> {
                    prices.put(quote.symbol(), quote.price());
                }));
    }

    Map<String, Double> prices() {
        return Map.copyOf(prices);
    }

    String status() {
        return client.state().toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
// @end
