package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a close ends, what it leaves, and what misuse after it says. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class CloseIT {
    private CometdServer server;

    @BeforeAll
    void start() {
        server = CometdServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private FaceClient open(ConnectionType transport, Face face) {
        return face.open(Clients.builder(server.url(), transport));
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void messages_that_came_before_the_close_stay_readable(ConnectionType transport, Face face) {
        FaceClient client = open(transport, face);
        client.subscribe("/close/pending");
        for (int i = 0; i < 10; i++) {
            client.publish("/close/pending", i);
        }
        // the Flow face has one in the subscriber's hands
        int waiting = face == Face.FLOW ? 9 : 10;
        Await.until(Await.SOON, () -> "pending: " + client.client, () -> client.client.pendingCount() == waiting);
        client.close();
        assertThat(client.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.client.hasPendingMessages()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(client.receive().data()).isEqualTo(i);
        }
        assertThatThrownBy(client::receive).isInstanceOf(ClosedException.class);
        assertThatThrownBy(client::receive).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void an_iteration_ends_when_the_client_is_closed_and_everything_was_read(ConnectionType transport) {
        FaceClient client = open(transport, Face.BLOCKING);
        client.subscribe("/close/iteration");
        CompletableFuture<List<Object>> iteration = Background.supply(() -> {
            List<Object> read = new ArrayList<>();
            for (BayeuxMessage message : client.client) {
                read.add(message.data());
                if (read.size() == 5) {
                    client.close();
                }
            }
            return read;
        });
        for (int i = 0; i < 5; i++) {
            client.publish("/close/iteration", i);
        }
        assertThat(Await.value(iteration, "end of the iteration")).isEqualTo(List.of(0, 1, 2, 3, 4));
        client.client.awaitEnd();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_waiting_receive_ends_with_the_close(ConnectionType transport, Face face) {
        FaceClient client = open(transport, face);
        client.subscribe("/close/waiting");
        CompletableFuture<BayeuxMessage> waiting = Background.supply(client::receive);
        assertThat(client.receive(Duration.ofMillis(50))).isEmpty();
        client.close();
        assertThatThrownBy(() -> Await.value(waiting, "end of receive")).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_server_is_told(ConnectionType transport, Face face) {
        try (CometdServer own = CometdServer.start()) {
            FaceClient client = face.open(Clients.builder(own.url(), transport));
            assertThat(own.sessions()).hasSize(1);
            long began = System.nanoTime();
            client.close();
            client.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(own.sessions()).isEmpty();
            assertThat(client.client.awaitEnd(Await.SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void closing_is_quick_when_the_server_is_gone(ConnectionType transport, Face face) {
        try (CometdServer own = CometdServer.start()) {
            FaceClient client = face.open(Clients.builder(own.url(), transport));
            own.drop();
            long began = System.nanoTime();
            client.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.client.awaitEnd(Await.SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void operations_of_a_closed_client_say_so(ConnectionType transport, Face face) {
        FaceClient client = open(transport, face);
        client.close();
        assertThatThrownBy(() -> client.publish("/close/misuse", 1)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> client.subscribe("/close/misuse")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> client.subscribe("/close/misuse", message -> {}))
                .isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> client.call(CometdServer.ECHO, 1, Await.SOON)).isInstanceOf(ClosedException.class);
        client.unsubscribe("/close/misuse");
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void an_open_client_can_not_be_opened_again(ConnectionType transport, Face face) {
        try (FaceClient client = open(transport, face)) {
            assertThatThrownBy(client::open).isInstanceOf(IllegalStateException.class);
            client.subscribe("/close/twice");
            client.publish("/close/twice", 1);
            assertThat(client.receive().data()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_closed_client_opens_again_with_no_subscriptions(ConnectionType transport, Face face) {
        FaceClient client = open(transport, face);
        client.subscribe("/close/again");
        client.subscribe("/close/again/handled", message -> {});
        client.publish("/close/again", "first");
        assertThat(client.receive().data()).isEqualTo("first");
        for (int i = 0; i < 3; i++) {
            client.close();
            assertThat(client.client.subscriptions()).isEmpty();
            client.open();
            assertThat(client.client.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(client.client.subscriptions()).isEmpty();
            client.subscribe("/close/again");
            client.publish("/close/again", i);
            assertThat(client.receive().data()).isEqualTo(i);
        }
        client.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void what_nobody_read_before_the_client_was_opened_again_is_dropped_and_reported(ConnectionType transport) {
        FaceClient client = open(transport, Face.BLOCKING);
        client.subscribe("/close/leftover");
        client.publish("/close/leftover", 1);
        client.publish("/close/leftover", 2);
        Await.until(Await.SOON, "pending messages", () -> client.client.pendingCount() == 2);
        client.close();
        client.open();
        ClientEvent.Dropped dropped = client.events.await(ClientEvent.Dropped.class);
        assertThat(dropped.count()).isEqualTo(2);
        assertThat(dropped.reason()).isEqualTo(ClientEvent.DropReason.DISCARDED);
        assertThat(client.client.pendingCount()).isZero();
        client.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#handlers")
    void a_handler_that_throws_is_reported_and_does_no_harm(ConnectionType transport, Face face) {
        BlockingQueue<Object> handled = new LinkedBlockingQueue<>();
        try (FaceClient client = open(transport, face)) {
            client.subscribe("/close/throwing", message -> {
                if (message.data().equals(1)) {
                    throw new IllegalStateException("on purpose");
                }
                handled.add(message.data());
            });
            client.subscribe("/close/throwing", Subscription.class, wrong -> handled.add("can't be decoded"));
            client.publish("/close/throwing", 1);
            client.publish("/close/throwing", 2);
            assertThat(Await.next(handled, Await.SOON, "the second message")).isEqualTo(2);
            ClientEvent.HandlerFailed failed = client.events.await(
                    ClientEvent.HandlerFailed.class, event -> event.cause() instanceof IllegalStateException);
            assertThat(failed.scope()).isEqualTo("/close/throwing");
            assertThat(failed.cause()).hasMessage("on purpose");
            Await.until(
                    Await.SOON,
                    () -> "two payloads that don't fit: " + client.events.all(),
                    () -> client.events.of(ClientEvent.HandlerFailed.class).size() == 3);
            assertThat(client.client.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(handled).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#handlers")
    void a_handler_may_use_the_client_and_close_it(ConnectionType transport, Face face) {
        BlockingQueue<Object> handled = new LinkedBlockingQueue<>();
        FaceClient client = open(transport, face);
        CountDownLatch closed = new CountDownLatch(1);
        client.subscribe("/close/inside", message -> {
            BayeuxMessage answer = client.call(CometdServer.ECHO, message.data(), Await.SOON);
            handled.add(answer.data());
            client.subscribe("/close/inside/more", more -> {
                handled.add(more.data());
                client.close();
                closed.countDown();
            });
            client.publish("/close/inside/more", "last");
        });
        client.publish("/close/inside", "first");
        assertThat(Await.next(handled, Await.SOON, "first message")).isEqualTo("first");
        assertThat(Await.next(handled, Await.SOON, "last message")).isEqualTo("last");
        Await.latch(closed, Await.SOON, "the close in the handler");
        assertThat(client.client.awaitEnd(Await.SOON)).isTrue();
        assertThat(client.client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#handlers")
    void the_end_is_when_the_handlers_have_finished(ConnectionType transport, Face face) {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        BlockingQueue<Object> handled = new LinkedBlockingQueue<>();
        FaceClient client = open(transport, face);
        client.subscribe("/close/slow", message -> {
            began.countDown();
            Await.latch(release, Await.SOON, "release");
            handled.add(message.data());
        });
        client.publish("/close/slow", 1);
        client.publish("/close/slow", 2);
        Await.latch(began, Await.SOON, "the first message");
        Await.until(Await.SOON, "the second message", () -> client.client.pendingCount() == 1);
        client.close();
        assertThat(client.client.awaitEnd(Duration.ofMillis(100))).isFalse();
        release.countDown();
        assertThat(client.client.awaitEnd(Await.SOON)).isTrue();
        assertThat(handled).containsExactly(1, 2);
    }
}
