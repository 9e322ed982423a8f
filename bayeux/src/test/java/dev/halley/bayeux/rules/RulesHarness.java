package dev.halley.bayeux.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.BayeuxTestServerBuilder;
import dev.halley.testkit.bayeux.Received;
import dev.halley.testkit.bayeux.ServerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A client and a Bayeux server in virtual time; the server's log and the client's events say what happened. */
final class RulesHarness {
    final VirtualTime time = new VirtualTime();
    final BayeuxTestServer server;
    final AsyncBayeuxClient client;
    final List<ClientEvent> events = new ArrayList<>();

    RulesHarness(ConnectionType type) {
        this(builder -> builder.transports(type));
    }

    RulesHarness(UnaryOperator<BayeuxClientBuilder> configure) {
        this(configure, settings -> settings);
    }

    RulesHarness(ConnectionType type, UnaryOperator<BayeuxTestServerBuilder> settings) {
        this(builder -> builder.transports(type), settings);
    }

    RulesHarness(UnaryOperator<BayeuxClientBuilder> configure, UnaryOperator<BayeuxTestServerBuilder> settings) {
        this.server = settings.apply(BayeuxTestServer.builder()).inVirtualTime(time);
        this.client = client(configure);
        Objects.requireNonNull(client.onEvent(events::add));
    }

    /** One more client of the server. */
    AsyncBayeuxClient client(UnaryOperator<BayeuxClientBuilder> configure) {
        return configure
                .apply(AsyncBayeuxClient.builder(server.url())
                        .wire(server.wire())
                        .logOff())
                .buildAsync();
    }

    /** Opens the client; the server holds its second connect then. */
    RulesHarness open() {
        CompletableFuture<AsyncBayeuxClient> opening = client.open();
        server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(time.result(opening)).isSameAs(client);
        return this;
    }

    /** Subscribes and collects what the handler gets. */
    List<String> subscribe(String channel) {
        List<String> seen = new ArrayList<>();
        Subscription subscription =
                time.result(client.subscribe(channel, (BayeuxMessage message) -> seen.add(message.dataJson())));
        assertThat(subscription.channel()).isEqualTo(channel);
        return seen;
    }

    /** What the server received on a channel. */
    List<Received> sent(String channel) {
        return server.received(channel);
    }

    /** The channels of what the server received, in order. */
    List<String> channels() {
        return server.received().stream().map(Received::channel).toList();
    }

    /** The channels of what the server received since its log had that many messages. */
    List<String> channelsSince(int count) {
        return channels().subList(count, channels().size());
    }

    int count() {
        return server.received().size();
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    /** Lets everything happen that is due now. */
    void settle() {
        time.runPending();
    }

    <E extends Throwable> E failure(CompletableFuture<?> future, Class<E> type) {
        return type.cast(assertThat(time.failure(future)).isInstanceOf(type).actual());
    }

    <E extends ClientEvent> List<E> events(Class<E> kind) {
        time.runPending();
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Publishes and takes the confirmation. */
    void publish(String channel, Object data) {
        assertThat(time.result(client.publish(channel, data)).isSuccessful()).isTrue();
    }

    /** The connect after the one that is held now gets this answer, after the usual 30 s when it is successful. */
    void answerNextConnect(Answer answer, boolean successful) {
        server.on("/meta/connect", answer.times(1));
        time.advance(Duration.ofSeconds(successful ? 60 : 30));
    }

    /** The server forgets a session for which a rule has spoken. */
    void forget(String clientId) {
        server.sessions().stream()
                .filter(session -> session.clientId().equals(clientId))
                .forEach(ServerSession::expire);
    }

    /** How long after the connect before the last one came. */
    Duration lastGap() {
        List<Received> connects = sent("/meta/connect");
        assertThat(connects).hasSizeGreaterThan(1);
        return between(connects.get(connects.size() - 2), last(connects));
    }

    /** How long after the first the second message came. */
    static Duration between(Received first, Received second) {
        return Duration.between(first.time(), second.time());
    }

    static <T> T last(List<T> all) {
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }
}
