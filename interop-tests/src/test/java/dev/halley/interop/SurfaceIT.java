package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.PublishOptions.WhileOffline;
import dev.halley.bayeux.Registration;
import dev.halley.bayeux.SubscriptionRequest;
import dev.halley.bayeux.annotation.Listener;
import dev.halley.bayeux.annotation.Param;
import dev.halley.bayeux.annotation.Session;
import dev.halley.bayeux.annotation.Subscription;
import dev.halley.testkit.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Subscribing and publishing in all their forms, with CometD and with Faye, over each transport. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurfaceIT {
    private final Map<ExchangeIT.Server, Peer> running = new EnumMap<>(ExchangeIT.Server.class);

    record Line(String text) {}

    static Stream<Arguments> everywhere() {
        return Matrix.transports()
                .flatMap(transport ->
                        Stream.of(ExchangeIT.Server.values()).map(server -> Arguments.of(server, transport)));
    }

    private Peer peer(ExchangeIT.Server server) {
        return running.computeIfAbsent(server, ExchangeIT.Server::start);
    }

    private BayeuxClient open(ExchangeIT.Server server, ConnectionType transport) {
        return Clients.builder(peer(server).url(), transport).open();
    }

    @AfterAll
    void stop() {
        running.values().forEach(Peer::close);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void P46_many_channels_and_templates_are_subscribed_with_one_request(
            ExchangeIT.Server server, ConnectionType transport) {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        BlockingQueue<Object> replies = new LinkedBlockingQueue<>();
        try (BayeuxClient client = open(server, transport);
                ListenerHandle listening =
                        client.addListener("/meta/*", reply -> replies.add(reply.channel() + reply.isSuccessful()))) {
            assertThat(client.subscribe(List.of(
                            SubscriptionRequest.to("/many/room/{id}")
                                    .handler(
                                            Line.class,
                                            (parameters, line) -> got.add(parameters.get("id") + " " + line.text())),
                            SubscriptionRequest.to("/many/prices/*")
                                    .batchHandler(prices -> prices.forEach(price -> got.add("price " + price.data()))),
                            SubscriptionRequest.to("/many/jobs").asyncHandler(job -> {
                                got.add("job " + job.data());
                                return CompletableFuture.completedFuture(null);
                            }))))
                    .hasSize(3);
            assertThat(client.subscribeAll(List.of("/many/a", "/many/b"))).hasSize(2);
            client.publish("/many/room/42", new Line("hello"));
            assertThat(Await.next(got, Await.SOON, "a line")).isEqualTo("42 hello");
            client.publish("/many/prices/hal", 7);
            assertThat(Await.next(got, Await.SOON, "a price")).isEqualTo("price 7");
            client.publish("/many/jobs", "wash");
            assertThat(Await.next(got, Await.SOON, "a job")).isEqualTo("job wash");
            client.publish("/many/b", "stream");
            assertThat(client.receive(Await.SOON)).map(BayeuxMessage::data).contains("stream");
            Await.until(
                    Await.SOON,
                    () -> "the reply to the subscribe in " + replies,
                    () -> replies.contains("/meta/subscribetrue"));
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void annotated_objects_hear_until_they_are_taken_off(ExchangeIT.Server server, ConnectionType transport) {
        Room room = new Room();
        try (BayeuxClient client = open(server, transport)) {
            Registration registration = client.register(room);
            assertThat(registration.subscriptions()).hasSize(1);
            client.publish("/annotated/7", new Line("one"));
            assertThat(Await.next(room.heard, Await.SOON, "a line")).isEqualTo("7 one CONNECTED");
            // told beside the messages, and no more once it is taken off
            assertThat(Await.next(room.replies, Await.SOON, "a reply")).isEqualTo("/meta/subscribe");
            registration.close();
            client.subscribe("/annotated/*");
            client.publish("/annotated/8", new Line("two"));
            assertThat(client.receive(Await.SOON)).isPresent();
            assertThat(room.heard).isEmpty();
            assertThat(room.replies).isEmpty();
        }
    }

    static final class Room {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

        @Session
        private BayeuxClient client;

        @Subscription("/annotated/{id}")
        void said(@Param("id") String id, Line line) {
            heard.add(id + " " + line.text() + " " + client.state());
        }

        @Listener("/meta/subscribe")
        void subscribed(BayeuxMessage reply) {
            replies.add(reply.channel());
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void P56_batches_keep_their_order_also_where_they_make_themselves(
            ExchangeIT.Server server, ConnectionType transport) {
        String channel = "/batched/" + transport.ordinal();
        try (BayeuxClient client = Clients.builder(peer(server).url(), transport)
                .autoBatch(20, Duration.ofMillis(20))
                .open()) {
            client.subscribe(channel);
            List<CompletableFuture<BayeuxMessage>> replies = new ArrayList<>();
            client.batch(() -> {
                for (int i = 0; i < 50; i++) {
                    replies.add(client.async().publish(channel, i));
                }
            });
            for (int i = 50; i < 100; i++) {
                replies.add(client.async()
                        .publish(
                                channel,
                                i,
                                PublishOptions.defaults().deadline(Await.SOON).idempotencyKey("key-" + i)));
            }
            for (CompletableFuture<BayeuxMessage> reply : replies) {
                assertThat(Await.value(reply, "reply").isSuccessful()).isTrue();
            }
            List<Object> received = new ArrayList<>();
            while (received.size() < 100) {
                List<BayeuxMessage> some = client.receiveBatch(100, Await.SOON);
                assertThat(some).isNotEmpty();
                some.forEach(message -> received.add(message.data()));
            }
            assertThat(received)
                    .isEqualTo(Stream.iterate(0, i -> i + 1)
                            .limit(100)
                            .map(Object.class::cast)
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void P55_what_was_published_during_an_outage_arrives_after_it(ExchangeIT.Server server, ConnectionType transport) {
        String channel = "/offline/" + transport.ordinal();
        PublishOptions queued =
                PublishOptions.defaults().whileOffline(WhileOffline.QUEUE).attempts(3);
        try (FaultProxy network = FaultProxy.to("127.0.0.1", peer(server).url().getPort());
                BayeuxClient watcher = open(server, transport);
                BayeuxClient client = Clients.eager(
                                URI.create(
                                        network.url("http", peer(server).url().getPath())),
                                transport)
                        .open()) {
            watcher.subscribe(channel);
            client.subscribe(channel + "/wake");
            network.refuse();
            network.resetAll();
            assertThat(client.awaitState(ConnectionState.RECONNECTING, Await.SOON))
                    .isTrue();
            List<CompletableFuture<BayeuxMessage>> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(client.async().publish(channel, i, queued));
            }
            network.accept();
            // Faye still holds the connect that was lost, and answers the next one at the end of that one's time, or
            // when there is something to say
            watcher.publish(channel + "/wake", "up");
            for (CompletableFuture<BayeuxMessage> reply : replies) {
                assertThat(Await.value(reply, "reply").isSuccessful()).isTrue();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(watcher.receive(Await.SOON)).map(BayeuxMessage::data).contains(i);
            }
        }
    }
}
