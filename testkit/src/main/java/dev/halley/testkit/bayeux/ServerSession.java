package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.TimeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client as a {@link BayeuxTestServer} knows it, from its handshake on. Thread-safe. */
public final class ServerSession {
    private final Broker broker;
    private final String clientId;

    // Guarded by the server's lock.
    final EventQueue queue = new EventQueue();
    final Set<String> subscriptions = new LinkedHashSet<>();

    @Nullable String browser;

    String transport;
    /** The transport for which the client has its advice. */
    @Nullable String advisedOver;

    boolean connected;
    boolean replays;

    @Nullable Caller socket;

    @Nullable Held held;

    TimeSource.@Nullable Timer expiry;
    /** How often the client was heard of, so that an old timer is known as such. */
    long turn;

    /** A connect that waits for something to tell. */
    record Held(Exchange exchange, Exchange.Part part, TimeSource.Timer timer) {}

    ServerSession(Broker broker, String clientId, String transport) {
        this.broker = broker;
        this.clientId = clientId;
        this.transport = transport;
    }

    /**
     * The client id.
     *
     * @return the id that the handshake gave; a secret
     */
    public String clientId() {
        return clientId;
    }

    /**
     * The transport of the last connect, or of the handshake before there was one.
     *
     * @return {@code long-polling} or {@code websocket}
     */
    public String transport() {
        return broker.hub.read(() -> transport);
    }

    /**
     * What the client is subscribed to.
     *
     * @return channels and patterns, in the order of the subscriptions
     */
    public List<String> subscriptions() {
        return broker.hub.read(() -> List.copyOf(subscriptions));
    }

    /**
     * Whether a connect waits at the server.
     *
     * @return whether one is held
     */
    public boolean isConnectHeld() {
        return broker.hub.read(() -> held != null);
    }

    /**
     * How many events wait: for a connect, or under the acknowledge extension for the client's confirmation.
     *
     * @return the count
     */
    public int queued() {
        return broker.hub.read(queue::size);
    }

    /**
     * Whether the server still knows it.
     *
     * @return false after a disconnect, or when it expired
     */
    public boolean isAlive() {
        return broker.hub.read(() -> broker.session(clientId) == this);
    }

    /**
     * Sends this client an event, whatever it is subscribed to.
     *
     * @param channel the channel
     * @param dataJson the payload
     */
    public void deliver(String channel, String dataJson) {
        String event = Broker.event(channel, Json.raw("dataJson", dataJson), null);
        send(event);
    }

    /**
     * Sends this client any message: one that nobody asked for, a reply for nobody, …
     *
     * @param json a JSON object; or something else that stands in the array of messages
     */
    public void send(String json) {
        Json.Raw message = Json.raw("json", json);
        broker.hub.operate(() -> broker.enqueue(this, message.json()));
    }

    /** Forgets the session, as when it was not heard of for too long. A connect that is held is answered with that. */
    public void expire() {
        broker.hub.operate(() -> broker.connects.expire(this));
    }

    @Override
    public String toString() {
        return "session over " + transport() + " of " + subscriptions();
    }
}
