package dev.halley.interop;

import dev.halley.bayeux.ConnectionType;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Faye on Node, with a Faye client of its own that the test drives. Without Node the test is skipped, and says why. */
final class FayeServer implements Peer {
    private final Child child;
    private final int port;

    private FayeServer(Child child) {
        this.child = child;
        this.port = Integer.parseInt(child.await("port ", Await.SOON));
    }

    static FayeServer start() {
        return NodeDirectory.start("faye", List.of("node", "faye-server.js"), FayeServer::new);
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/faye");
    }

    /** Starts the Faye client. */
    void connectClient(ConnectionType transport) {
        child.tell("{\"do\":\"client\",\"transport\":\"" + transport.wireName() + "\"}");
        child.await("client", Await.SOON);
    }

    /** The Faye client subscribes. */
    void subscribeClient(String channel) {
        child.tell("{\"do\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        child.await("subscribed " + channel, Await.SOON);
    }

    /** The Faye client publishes {@code {"n":0}} and so on, each after the one before was confirmed. */
    void publishFromClient(String channel, int count) {
        child.tell("{\"do\":\"publish\",\"channel\":\"" + channel + "\",\"count\":" + count + "}");
    }

    void awaitPublished(String channel) {
        child.await("published " + channel, Await.SOON);
    }

    /** The next message that the Faye client got, as {@code {"channel":…,"data":…}}. */
    String nextMessage(Duration limit) {
        return child.await("message ", limit);
    }

    @Override
    public void close() {
        child.close();
    }
}
