package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.interop.Await;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.BayeuxTestServerBuilder;
import dev.halley.testkit.bayeux.Received;
import dev.halley.testkit.bayeux.ServerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client and a scripted Bayeux server behind sockets; the server's log and the client's events say what happened. */
final class BayeuxRules implements AutoCloseable {
    /** How long a server holds a connect where the test is about what follows the reply. */
    static final Duration HOLD = Duration.ofMillis(60);

    /** A server whose loop turns fast. */
    static final UnaryOperator<BayeuxTestServerBuilder> LOOPING = settings -> settings.timeout(HOLD);

    final BayeuxTestServer server;
    final AsyncBayeuxClient client;
    final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private final List<AsyncBayeuxClient> clients = new ArrayList<>();

    BayeuxRules(ConnectionType type) {
        this(type, settings -> settings);
    }

    BayeuxRules(ConnectionType type, UnaryOperator<BayeuxTestServerBuilder> settings) {
        this(builder -> builder.transports(type), settings);
    }

    BayeuxRules(UnaryOperator<BayeuxClientBuilder> configure) {
        this(configure, settings -> settings);
    }

    BayeuxRules(UnaryOperator<BayeuxClientBuilder> configure, UnaryOperator<BayeuxTestServerBuilder> settings) {
        server = settings.apply(BayeuxTestServer.builder()).start();
        client = client(configure);
        Objects.requireNonNull(client.onEvent(events::add));
    }

    static ConnectionType other(ConnectionType type) {
        return type == ConnectionType.WEBSOCKET ? ConnectionType.LONG_POLLING : ConnectionType.WEBSOCKET;
    }

    /** One more client of the server. */
    AsyncBayeuxClient client(UnaryOperator<BayeuxClientBuilder> configure) {
        AsyncBayeuxClient another = configure.apply(builder(server.url())).buildAsync();
        clients.add(another);
        return another;
    }

    /** Delays are fixed, short and double each time. */
    static BayeuxClientBuilder builder(String url) {
        return AsyncBayeuxClient.builder(url)
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                        .initialDelay(Duration.ofMillis(20))
                        .maxDelay(Duration.ofMillis(320))
                        .proportionalJitter(0))
                .logOff();
    }

    /** Opens the client; the server holds its connect then. */
    BayeuxRules open() {
        assertThat(result(client.open())).isSameAs(client);
        held();
        return this;
    }

    void held() {
        server.awaitConnectsHeld(1, Await.SOON);
    }

    /** Until there was a further connect after this, and the server holds one. */
    void connectedAfter(Runnable fault) {
        int connects = sent("/meta/connect").size();
        fault.run();
        until("a further connect", () -> sent("/meta/connect").size() > connects && server.connectsHeld() == 1);
        awaitState(ConnectionState.CONNECTED);
    }

    /** Until there was a further handshake after this, and the server holds a connect of the new session. */
    void rehandshakesAfter(Runnable fault) {
        int handshakes = sent("/meta/handshake").size();
        fault.run();
        awaitSent("/meta/handshake", handshakes + 1);
        until(
                "a connect of the new session",
                () -> server.connectsHeld() == 1
                        && last(server.received()).clientId().isPresent());
        awaitState(ConnectionState.CONNECTED);
    }

    /** The server gives up a session of which a rule has said so already. */
    void forget(String clientId) {
        server.sessions().stream()
                .filter(session -> session.clientId().equals(clientId))
                .forEach(ServerSession::expire);
    }

    void away() {
        server.stopListening();
        server.dropConnections();
        awaitState(ConnectionState.RECONNECTING);
    }

    void awaitState(ConnectionState state) {
        until("state " + state + " instead of " + client, () -> client.state() == state);
    }

    void awaitSent(String channel, int count) {
        until(count + " messages on " + channel, () -> sent(channel).size() >= count);
    }

    void awaitEvents(Class<? extends ClientEvent> kind, int count) {
        until(count + " times " + kind.getSimpleName(), () -> events(kind).size() >= count);
    }

    void until(String what, BooleanSupplier condition) {
        Await.until(Await.SOON, () -> what + "; events: " + events + "; server: " + server.received(), condition);
    }

    /** Subscribes and collects what the handler gets. */
    List<String> subscribe(String channel) {
        List<String> seen = new CopyOnWriteArrayList<>();
        assertThat(result(client.subscribe(channel, (BayeuxMessage message) -> seen.add(message.dataJson())))
                        .channel())
                .isEqualTo(channel);
        return seen;
    }

    /** Until a handler got exactly this. */
    void heard(List<String> seen, String... data) {
        until("heard " + List.of(data) + " instead of " + seen, () -> seen.size() >= data.length);
        assertThat(seen).containsExactly(data);
    }

    /** What the server received on a channel. */
    List<Received> sent(String channel) {
        return server.received(channel);
    }

    List<String> channels() {
        return server.received().stream().map(Received::channel).toList();
    }

    List<String> channelsSince(int count) {
        return channels().subList(count, channels().size());
    }

    int count() {
        return server.received().size();
    }

    /** For what must not happen: as long as anything that is due here takes several times. */
    void nothingIsSentAfter(int count) {
        pause(Duration.ofMillis(150));
        assertThat(channelsSince(count)).isEmpty();
    }

    static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    static <T> T result(CompletableFuture<T> future) {
        return Await.value(future, "result");
    }

    static <E extends Throwable> E failure(CompletableFuture<?> future, Class<E> type) {
        return type.cast(assertThat(assertThat(future)
                        .as("a failure")
                        .failsWithin(Await.SOON)
                        .withThrowableOfType(ExecutionException.class)
                        .actual()
                        .getCause())
                .isInstanceOf(type)
                .actual());
    }

    <E extends ClientEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Publishes and takes the confirmation. */
    void publish(String channel, Object data) {
        assertThat(result(client.publish(channel, data)).isSuccessful()).isTrue();
    }

    /** The same for a client that may be finding out that its connection is gone. */
    void publishWhenConnected(String channel, Object data) {
        PublishOptions queued = PublishOptions.defaults().whileOffline(PublishOptions.WhileOffline.QUEUE);
        assertThat(result(client.publish(channel, data, queued)).isSuccessful()).isTrue();
    }

    /** Milliseconds between the arrival of two messages, with one more for the clocks' grain. */
    static long between(Received first, Received second) {
        return Duration.between(first.time(), second.time()).toMillis() + 1;
    }

    static <T> T last(List<T> all) {
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        clients.forEach(each -> result(each.closeAsync(Duration.ofSeconds(2))));
        server.close();
    }
}
