package dev.halley.benchmarks.subject;

import dev.halley.ConnectionState;
import dev.halley.TypeRef;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.MessageExtension;
import dev.halley.benchmarks.Payloads;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Halley's Bayeux client with its defaults, or with an extension that looks at every message and changes none. */
final class HalleyBayeux implements Client {
    private final AsyncBayeuxClient client;

    private HalleyBayeux(AsyncBayeuxClient client) {
        this.client = client;
    }

    static Factory factory(Settings settings) {
        String subject = settings.text("client");
        return receiver -> {
            BayeuxClientBuilder builder = AsyncBayeuxClient.builder("http://" + settings.host() + "/cometd")
                    .wire(HalleyWires.named(subject))
                    .transports(settings.flag("polling") ? ConnectionType.LONG_POLLING : ConnectionType.WEBSOCKET);
            if (subject.endsWith("-ext")) {
                builder.extension(new MessageExtension() {});
            }
            AsyncBayeuxClient client = builder.buildAsync();
            client.open().get(30, TimeUnit.SECONDS);
            subscribe(client, subject, receiver);
            return new HalleyBayeux(client);
        };
    }

    private static void subscribe(AsyncBayeuxClient client, String subject, Receiver receiver) throws Exception {
        if (subject.endsWith("-map")) {
            client.subscribe(
                            Payloads.CHANNEL,
                            new TypeRef<Map<String, Object>>() {},
                            data -> receiver.message(Objects.requireNonNull(data)))
                    .get(30, TimeUnit.SECONDS);
        } else {
            client.subscribe(Payloads.CHANNEL, Event.class, data -> {
                        Event record = Objects.requireNonNull(data);
                        receiver.message(record.id(), record.text().length());
                    })
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void flood(long count, int size, boolean binary) throws Exception {
        client.publish("/service/flood", FloodRequest.map(count, size, binary)).get(30, TimeUnit.SECONDS);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed call never says done
    public void call(int number, String text, Runnable done) {
        client.publish("/pub", new Event(number, text)).thenRun(done);
    }

    @Override
    public boolean isConnected() {
        return client.state() == ConnectionState.CONNECTED;
    }

    @Override
    public void close() throws Exception {
        client.closeAsync().get(30, TimeUnit.SECONDS);
    }
}
