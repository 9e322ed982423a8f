package dev.halley.cli;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.Gap;
import dev.halley.ClientEvent.Retrying;
import dev.halley.ClientEvent.StateChanged;
import dev.halley.ClientEvent.SubscriptionChanged;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One of the clients of the demo, with everything that it said about itself. Each wait is bounded. The demo's thread
 * calls; events come on the client's executor.
 */
final class DemoClient {
    private final ConnectionType transport;
    private final BayeuxClient client;
    private final Duration limit;

    // Guarded by itself.
    private final List<Heard<?>> events = new ArrayList<>();

    /**
     * Something that the client said.
     *
     * @param nanoTime when it was heard
     */
    record Heard<E extends ClientEvent>(E event, long nanoTime) {
        /** How long after an instant it was heard. */
        String after(long start) {
            return Durations.text(Duration.ofNanos(Math.max(0, nanoTime - start)));
        }
    }

    DemoClient(URI url, ConnectionType transport, Duration limit) {
        this.transport = transport;
        this.limit = limit;
        client = BayeuxClient.builder(url.toString())
                .name(transport.wireName())
                .transports(transport)
                .jsonCodec(new RawCodec())
                .connectionTimeout(null)
                .build();
        client.onEvent(this::record);
    }

    String name() {
        return transport.wireName();
    }

    /** The channel that this client publishes to. */
    String channel() {
        return "/demo/from-" + name();
    }

    void open() throws Exception {
        get(client.async().open());
        check(client.connectionType().equals(Optional.of(transport)), "connected over " + client.connectionType());
    }

    void subscribe(String channel) throws Exception {
        get(client.async().subscribe(channel));
    }

    /** Publishes so many texts without waiting in between, then waits for all replies. */
    void publish(String text, int count) throws Exception {
        List<CompletableFuture<BayeuxMessage>> replies = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            replies.add(client.async().publish(channel(), json(text, i)));
        }
        for (CompletableFuture<BayeuxMessage> reply : replies) {
            check(get(reply).isSuccessful(), "a publish was not confirmed");
        }
    }

    /** Receives what another client published: all of it, in its order, nothing else. */
    void receive(DemoClient from, String text, int count) {
        for (int i = 1; i <= count; i++) {
            Optional<BayeuxMessage> message = client.receive(limit);
            check(message.isPresent(), (i - 1) + " of " + count + " messages arrived within " + Durations.text(limit));
            String expected = json(text, i).text();
            BayeuxMessage received = message.orElseThrow();
            check(
                    received.channel().equals(from.channel())
                            && received.dataJson().equals(expected),
                    "received " + received.dataJson() + " on " + received.channel() + " (expected: " + expected + " on "
                            + from.channel() + ")");
        }
    }

    /** Asks a service that answers with what it was sent; returns the answer. */
    BayeuxMessage call(String channel, String text) throws Exception {
        RawCodec.Json question = json(text, 1);
        BayeuxMessage answer = get(client.async().call(channel, question, limit));
        check(answer.dataJson().equals(question.text()), "answered " + answer.dataJson());
        return answer;
    }

    /** Forgets what was said so far. */
    void forget() {
        synchronized (events) {
            events.clear();
        }
    }

    Heard<StateChanged> awaitLoss() throws InterruptedException {
        return await(StateChanged.class, changed -> changed.to() == ConnectionState.RECONNECTING, "did not notice");
    }

    /** Waits until an attempt to reconnect has failed: the second one is announced then. */
    Heard<Retrying> awaitFailedAttempt() throws InterruptedException {
        return await(Retrying.class, retrying -> retrying.attempt() > 1, "did not try to reconnect");
    }

    /** Waits until the client is connected and subscribed again and has reported the gap. */
    Heard<Gap> awaitRestored(String channel) throws InterruptedException {
        await(StateChanged.class, changed -> changed.to() == ConnectionState.CONNECTED, "did not reconnect");
        await(
                SubscriptionChanged.class,
                changed -> changed.scope().equals(channel) && changed.state() == SubscriptionState.ACTIVE,
                "did not subscribe again");
        return await(Gap.class, gap -> gap.scope().equals(channel), "reported no gap");
    }

    void close() throws Exception {
        get(client.async().closeAsync());
        check(client.isClosed(), "is still open");
    }

    /** Closes without waiting. */
    void abandon() {
        client.async().close();
    }

    private void record(ClientEvent event) {
        synchronized (events) {
            events.add(new Heard<>(event, System.nanoTime()));
            events.notifyAll();
        }
    }

    private <E extends ClientEvent> Heard<E> await(Class<E> type, Predicate<E> wanted, String otherwise)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (events) {
            while (true) {
                for (Heard<?> heard : events) {
                    if (type.isInstance(heard.event()) && wanted.test(type.cast(heard.event()))) {
                        return new Heard<>(type.cast(heard.event()), heard.nanoTime());
                    }
                }
                long left = deadline - System.nanoTime();
                check(left > 0, otherwise + " within " + Durations.text(limit));
                TimeUnit.NANOSECONDS.timedWait(events, left);
            }
        }
    }

    private <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Demo.StepFailedException(name() + ": " + otherwise);
        }
    }

    private static RawCodec.Json json(String text, int number) {
        return new RawCodec.Json("\"" + text + " " + number + "\"");
    }
}
