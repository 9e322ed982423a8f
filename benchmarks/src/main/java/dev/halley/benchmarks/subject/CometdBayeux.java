package dev.halley.benchmarks.subject;

import dev.halley.benchmarks.Payloads;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.client.transport.ClientTransport;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/** CometD's Java client with its defaults; the clients of a process share one container, as its manual says. */
final class CometdBayeux implements Client {
    private final BayeuxClient client;

    private CometdBayeux(BayeuxClient client) {
        this.client = client;
    }

    static Factory factory(Settings settings) throws Exception {
        boolean polling = settings.flag("polling");
        HttpClient http = new HttpClient();
        @Nullable WebSocketContainer container = polling ? null : ContainerProvider.getWebSocketContainer();
        if (polling) {
            http.start();
        }
        return receiver -> {
            ClientTransport transport = container == null
                    ? new JettyHttpClientTransport(null, http)
                    : new WebSocketTransport(null, null, container);
            BayeuxClient client = new BayeuxClient("http://" + settings.host() + "/cometd", transport);
            client.handshake(30_000);
            if (!client.waitFor(30_000, BayeuxClient.State.CONNECTED)) {
                throw new IllegalStateException("not connected after 30 s");
            }
            CountDownLatch subscribed = new CountDownLatch(1);
            client.getChannel(Payloads.CHANNEL)
                    .subscribe(
                            (channel, message) -> receiver.message(message.getDataAsMap()),
                            reply -> subscribed.countDown());
            if (!subscribed.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not subscribed after 30 s");
            }
            return new CometdBayeux(client);
        };
    }

    @Override
    public void flood(long count, int size, boolean binary) {
        client.getChannel("/service/flood").publish(FloodRequest.map(count, size, binary));
    }

    @Override
    public void call(int number, String text, Runnable done) {
        client.getChannel("/pub").publish(Map.of("id", number, "text", text), reply -> {
            if (reply.isSuccessful()) {
                done.run();
            }
        });
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void close() {
        client.disconnect(5_000);
    }
}
