package dev.halley.salesforce;

import dev.halley.TypeRef;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.SubscriptionRequest;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Salesforce's Streaming API: PushTopics ({@code /topic/…}), generic events ({@code /u/…}), platform events
 * ({@code /event/…}) and change data capture ({@code /data/…}). Thread-safe.
 *
 * <pre>{@code
 * var login = SalesforceLogin.clientCredentials("https://acme.my.salesforce.com", key, secret);
 * try (var client = SalesforceClient.builder(login).open()) {
 *     client.subscribe("/event/Order__e", SalesforceClient.EARLIEST, event -> System.out.println(event));
 *     client.bayeux().awaitEnd();
 * }
 * }</pre>
 *
 * <p>Token and session are renewed and subscriptions restored without the application's doing, each from the position of
 * the last event that was received; the positions that the {@link Replay} keeps are those of events whose consumers have
 * returned. Everything else is the {@linkplain #bayeux() Bayeux client}'s.
 */
public final class SalesforceClient implements AutoCloseable {
    /** Only events from now on. */
    public static final long TIP = Replay.TIP;

    /** All events that Salesforce retains: those of 24 or 72 hours. */
    public static final long EARLIEST = Replay.EARLIEST;

    private static final TypeRef<Map<String, @Nullable Object>> EVENT = new TypeRef<>() {};

    private final BayeuxClient bayeux;

    SalesforceClient(BayeuxClient bayeux) {
        this.bayeux = bayeux;
    }

    /**
     * Starts to configure a client.
     *
     * @param login how to log in
     * @return a builder with the defaults that its methods name
     */
    public static SalesforceClientBuilder builder(SalesforceLogin login) {
        return builder(new SalesforceAuth(login));
    }

    /**
     * Starts to configure a client that shares its login with others.
     *
     * @param auth the shared login
     * @return a builder with the defaults that its methods name
     */
    public static SalesforceClientBuilder builder(SalesforceAuth auth) {
        return new SalesforceClientBuilder(Objects.requireNonNull(auth, "auth"));
    }

    /**
     * The client underneath: futures, publishers, events, state, typed requests.
     *
     * @return the Bayeux client, open until this one is closed
     */
    public BayeuxClient bayeux() {
        return bayeux;
    }

    /**
     * Subscribes from the stored position, or else from where the {@link Replay} begins: the tip, unless it says
     * otherwise.
     *
     * @param topic such as {@code /event/Order__e}; may have a {@code ?filter}
     * @param consumer gets each event's {@code data}, in order, on the client's executor
     * @return the confirmed subscription
     * @throws dev.halley.bayeux.BayeuxRefusedException if Salesforce refuses it
     */
    public Subscription subscribe(String topic, Consumer<? super Map<String, @Nullable Object>> consumer) {
        return bayeux.subscribe(SubscriptionRequest.to(topic).handler(EVENT, given(consumer)));
    }

    /**
     * Subscribes from a position.
     *
     * @param topic such as {@code /event/Order__e}; may have a {@code ?filter}
     * @param replayFrom {@link #TIP}, {@link #EARLIEST} or the id of the last event that was processed
     * @param consumer gets each event's {@code data}, in order, on the client's executor
     * @return the confirmed subscription
     * @throws dev.halley.bayeux.BayeuxRefusedException if Salesforce refuses it
     */
    public Subscription subscribe(
            String topic, long replayFrom, Consumer<? super Map<String, @Nullable Object>> consumer) {
        return bayeux.subscribe(
                SubscriptionRequest.to(topic).replayFrom(replayFrom).handler(EVENT, given(consumer)));
    }

    /**
     * Subscribes from a position, with typed events.
     *
     * @param topic such as {@code /event/Order__e}; may have a {@code ?filter}
     * @param replayFrom {@link #TIP}, {@link #EARLIEST} or the id of the last event that was processed
     * @param type the class of an event's {@code data}, with {@code schema}, {@code payload} and {@code event}
     * @param consumer gets each event's {@code data}, in order, on the client's executor
     * @param <T> the type
     * @return the confirmed subscription
     * @throws dev.halley.bayeux.BayeuxRefusedException if Salesforce refuses it
     */
    public <T> Subscription subscribe(
            String topic, long replayFrom, Class<T> type, Consumer<? super @Nullable T> consumer) {
        return bayeux.subscribe(
                SubscriptionRequest.to(topic).replayFrom(replayFrom).handler(type, consumer));
    }

    /**
     * Subscribes from the oldest event that Salesforce retains.
     *
     * @param topic such as {@code /event/Order__e}; may have a {@code ?filter}
     * @param consumer gets each event's {@code data}, in order, on the client's executor
     * @return the confirmed subscription
     */
    public Subscription subscribeEarliest(String topic, Consumer<? super Map<String, @Nullable Object>> consumer) {
        return subscribe(topic, EARLIEST, consumer);
    }

    /**
     * Subscribes to events from now on.
     *
     * @param topic such as {@code /event/Order__e}; may have a {@code ?filter}
     * @param consumer gets each event's {@code data}, in order, on the client's executor
     * @return the confirmed subscription
     */
    public Subscription subscribeTip(String topic, Consumer<? super Map<String, @Nullable Object>> consumer) {
        return subscribe(topic, TIP, consumer);
    }

    private static Consumer<@Nullable Map<String, @Nullable Object>> given(
            Consumer<? super Map<String, @Nullable Object>> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return event -> consumer.accept(event == null ? Map.of() : event);
    }

    /**
     * Takes all subscriptions of a topic off.
     *
     * @param topic the topic as it was subscribed
     */
    public void unsubscribe(String topic) {
        bayeux.unsubscribe(topic);
    }

    /** Closes the client; see {@link BayeuxClient#close()}. Idempotent. */
    @Override
    public void close() {
        bayeux.close();
    }

    /** The name and state of the client. */
    @Override
    public String toString() {
        return bayeux.toString();
    }
}
