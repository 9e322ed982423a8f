package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.PublishOptions.WhileOffline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches, waiting for a connection, and a consumer that publishes, against CometD. */
@Timeout(120)
@BothWires
class PublishIT {
    private static final PublishOptions QUEUED =
            PublishOptions.defaults().whileOffline(WhileOffline.QUEUE).attempts(3);

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void P56_a_batch_arrives_whole_and_in_order(ConnectionType transport) {
        try (CometdServer server = CometdServer.start();
                FaceClient client = Face.ASYNC.open(Clients.builder(server.url(), transport))) {
            client.subscribe("/batch");
            List<CompletableFuture<BayeuxMessage>> replies = new ArrayList<>();
            client.client.batch(() -> {
                for (int i = 0; i < 250; i++) {
                    replies.add(client.client.async().publish("/batch", i));
                }
            });
            for (CompletableFuture<BayeuxMessage> reply : replies) {
                assertThat(Await.value(reply, "reply").isSuccessful()).isTrue();
            }
            for (int i = 0; i < 250; i++) {
                assertThat(client.receive().data()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void P55_what_was_published_while_the_server_was_gone_arrives_when_it_is_back(ConnectionType transport) {
        try (CometdServer server = CometdServer.start();
                FaceClient client = Face.BLOCKING.open(Clients.builder(server.url(), transport))) {
            client.subscribe("/queued");
            server.drop();
            assertThat(client.client.awaitState(ConnectionState.RECONNECTING, Await.SOON))
                    .isTrue();
            List<CompletableFuture<BayeuxMessage>> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(client.client.async().publish("/queued", i, QUEUED));
            }
            server.restart();
            for (CompletableFuture<BayeuxMessage> reply : replies) {
                assertThat(Await.value(reply, "reply").isSuccessful()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void a_consumer_that_publishes_from_its_own_loop_under_a_flood_goes_on(ConnectionType transport) {
        int flood = 2_000;
        try (CometdServer server = CometdServer.start();
                FaceClient consumer = Face.BLOCKING.open(
                        Clients.builder(server.url(), transport).maxPendingCount(50));
                FaceClient source = Face.ASYNC.open(Clients.builder(server.url(), ConnectionType.WEBSOCKET))) {
            consumer.subscribe("/flood");
            source.subscribe("/answers");
            for (int i = 0; i < flood; i++) {
                CompletableFuture<BayeuxMessage> unused =
                        source.client.async().publish("/flood", i, PublishOptions.defaults());
            }
            for (int i = 0; i < flood; i++) {
                BayeuxMessage message = consumer.receive();
                consumer.publish("/answers", message.data());
            }
            List<Object> answers = new ArrayList<>();
            for (int i = 0; i < flood; i++) {
                answers.add(source.receive().data());
            }
            Object[] all = IntStream.range(0, flood).boxed().toArray();
            // what comes with the reply to a publish may overtake the poll, and over a WebSocket CometD, which takes
            // events
            // for the reply and for the session on two threads, may write first what it took later
            assertThat(answers).containsExactlyInAnyOrder(all);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void a_close_with_a_deadline_waits_for_handlers_and_their_publishes(ConnectionType transport) {
        try (CometdServer server = CometdServer.start();
                FaceClient watcher = Face.BLOCKING.open(Clients.builder(server.url(), transport))) {
            watcher.subscribe("/done");
            FaceClient worker = Face.BLOCKING.open(Clients.builder(server.url(), transport));
            worker.subscribe("/work", message -> worker.publish("/done", message.data()));
            for (int i = 0; i < 20; i++) {
                worker.publish("/work", i);
            }
            assertThat(worker.client.close(Duration.ofSeconds(20))).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(watcher.receive().data()).isEqualTo(i);
            }
        }
    }
}
