package dev.halley.interop.bombs;

import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A Bayeux client with limits that fit into its memory. */
final class BayeuxTarget implements Victim.Target {
    private final String url;
    private final Consumer<ClientEvent> listener;
    private BayeuxClient client;
    private final AtomicReference<CountDownLatch> awaited = new AtomicReference<>(new CountDownLatch(0));

    BayeuxTarget(String url, Consumer<ClientEvent> listener) {
        this.url = url;
        this.listener = listener;
    }

    @Override
    public void open(String transport) {
        BayeuxClient next = BayeuxClient.builder(url)
                .transports(transport.equals("websocket") ? ConnectionType.WEBSOCKET : ConnectionType.LONG_POLLING)
                .reconnectPolicy(Victim.QUICK)
                .maxBodyBytes(Bombs.MAX_BODY)
                .maxMessageSize(Bombs.MAX_MESSAGE)
                .maxPendingBytes(Bombs.MAX_PENDING)
                .requestTimeout(Duration.ofSeconds(2))
                .build();
        var unused = next.onEvent(listener);
        client = next;
        next.open();
        next.subscribe("/echo", message -> awaited.get().countDown());
        next.subscribe("/bomb", BayeuxMessage::data);
    }

    @Override
    public void echo() {
        CountDownLatch latch = new CountDownLatch(1);
        awaited.set(latch);
        client.publish("/echo", "hello");
        try {
            if (!latch.await(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no echo");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String state() {
        return client.state().toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
