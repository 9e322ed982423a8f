package dev.halley.interop.trust;

import dev.halley.ClientBuilder;
import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A Bayeux client. */
final class BayeuxGuest implements Guest {
    final BayeuxClient client;
    private final List<ClientEvent> events = new CopyOnWriteArrayList<>();

    BayeuxGuest(String url, boolean webSocket, boolean patient, Consumer<ClientBuilder<?>> settings) {
        BayeuxClientBuilder builder = BayeuxClient.builder(url)
                .transports(webSocket ? ConnectionType.WEBSOCKET : ConnectionType.LONG_POLLING)
                .retryFirstOpen(patient)
                .reconnectPolicy(Guest.eager());
        settings.accept(builder);
        client = builder.build();
        var unused = client.onEvent(events::add);
    }

    @Override
    public void open() {
        client.open();
        client.subscribe("/echo");
    }

    @Override
    public void beginToOpen() {
        var unused = client.async().open();
    }

    @Override
    public void echo() {
        client.publish("/echo", "hello");
        BayeuxMessage message = client.receive(Duration.ofSeconds(10)).orElseThrow();
        if (!"hello".equals(message.data())) {
            throw new AssertionError("not the echo: " + message);
        }
    }

    @Override
    public List<ClientEvent> events() {
        return events;
    }

    @Override
    public void close() {
        client.close();
    }
}
