package dev.halley.examples;

import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

// @start region=application
/** The application under test: it takes orders, sends them on to a warehouse, and knows what was shipped. */
final class OrderDesk implements AutoCloseable {
    record Order(String article, int count) {}

    private final List<String> shipped = new CopyOnWriteArrayList<>();
    private final AsyncSocketIoClient client;

    OrderDesk(SocketIoClientBuilder settings) {
        client = settings.buildAsync();
        var unused = client.on("shipped", String.class, shipped::add);
    }

    CompletableFuture<?> start(String url, String token) {
        return client.connect(ConnectOptions.to(url).auth(Map.of("token", token)));
    }

    CompletableFuture<String> order(String article, int count) {
        return client.call(String.class, "order", new Order(article, count));
    }

    List<String> shipped() {
        return List.copyOf(shipped);
    }

    boolean isOnline() {
        return client.isConnected();
    }

    @Override
    public void close() {
        client.close();
    }
}
// @end
