package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hundreds of clients in one JVM: no thread belongs to one of them, and none waits for another one's handlers. */
@Timeout(120)
class ManyClientsIT {
    private static final int CLIENTS = 200;
    private static final int SLEEPERS = 500;
    private static final int AT_ONCE = 20;

    private final List<AsyncBayeuxClient> clients = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void two_hundred_clients_add_no_thread_per_client_and_leave_none(ConnectionType transport) {
        Threads.awaitNone("former tests");
        try (CometdProcess server = CometdProcess.start()) {
            CountDownLatch handled = new CountDownLatch(CLIENTS);
            open(server, transport, 1);
            subscribe(clients.get(0), "/many/news", handled);
            List<String> ofOne = Threads.ofLibrary();
            open(server, transport, CLIENTS - 1);
            clients.subList(1, CLIENTS).forEach(client -> subscribe(client, "/many/news", handled));
            assertThat(Await.value(clients.get(0).publish("/many/news", 1), "publish")
                            .isSuccessful())
                    .isTrue();
            Await.latch(handled, Await.SOON, "the message at every client");

            List<String> ofAll = Threads.ofLibrary();
            System.out.println("[many] " + transport + ": 1 client " + ofOne.size() + " threads, " + CLIENTS
                    + " clients " + ofAll.size());
            assertThat(ofAll.stream().filter(name -> name.startsWith("HttpClient-")))
                    .as("threads of the HTTP engine")
                    .hasSameSizeAs(ofOne.stream()
                            .filter(name -> name.startsWith("HttpClient-"))
                            .toList());
            // two pools start a few on demand, and grow for a while when a burst meets a busy machine
            int onDemand = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
            assertThat(ofAll).hasSizeLessThan(CLIENTS / 2);
            Await.until(
                    Duration.ofSeconds(10),
                    () -> "rest after the burst: " + Threads.ofLibrary(),
                    () -> Threads.count() <= 2 * onDemand + 2);

            close();
            Threads.awaitNone("the last close");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void handlers_that_block_do_not_delay_another_client(ConnectionType transport) {
        CountDownLatch release = new CountDownLatch(1);
        try (CometdProcess server = CometdProcess.start()) {
            open(server, transport, SLEEPERS + 2);
            CountDownLatch asleep = new CountDownLatch(SLEEPERS);
            CountDownLatch awake = new CountDownLatch(SLEEPERS);
            for (AsyncBayeuxClient client : clients.subList(0, SLEEPERS)) {
                Await.value(
                        client.subscribe("/many/lullaby", message -> {
                            asleep.countDown();
                            // would be a minute; the test does not wait for its end
                            Await.latch(release, Duration.ofMinutes(1), "release");
                            awake.countDown();
                        }),
                        "subscribe");
            }
            AsyncBayeuxClient publisher = clients.get(SLEEPERS);
            AsyncBayeuxClient other = clients.get(SLEEPERS + 1);
            BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
            Await.value(other.subscribe("/many/other", Integer.class, received::add), "subscribe");
            Duration alone = slowest(publisher, received, 20);

            CompletableFuture<?> lullaby = publisher.publish("/many/lullaby", "sleep");
            Duration meanwhile = slowest(publisher, received, 20);
            Await.value(lullaby, "publish");
            Await.latch(asleep, Await.SOON, "all handlers asleep");
            Duration after = slowest(publisher, received, 50);
            System.out.println("[many] " + transport + ": slowest of a client's messages alone " + alone.toMillis()
                    + " ms, while " + SLEEPERS + " others fall asleep " + meanwhile.toMillis() + " ms, afterwards "
                    + after.toMillis() + " ms");
            assertThat(awake.getCount()).isEqualTo(SLEEPERS);
            // the server's work for 500 clients is in the first one
            assertThat(meanwhile).isLessThan(Duration.ofSeconds(10));
            assertThat(after).isLessThan(Duration.ofSeconds(1));

            release.countDown();
            Await.latch(awake, Await.SOON, "all handlers awake");
            close();
        } finally {
            release.countDown();
        }
        Threads.awaitNone("the sleepers");
    }

    /** The longest way of a message from one client to the handler of another. */
    private static Duration slowest(AsyncBayeuxClient publisher, BlockingQueue<Integer> received, int count) {
        long slowest = 0;
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            CompletableFuture<?> confirmed = publisher.publish("/many/other", i);
            assertThat(Await.next(received, Await.SOON, "message " + i)).isEqualTo(i);
            slowest = Math.max(slowest, System.nanoTime() - began);
            Await.value(confirmed, "publish");
        }
        return Duration.ofNanos(slowest);
    }

    private static void subscribe(AsyncBayeuxClient client, String channel, CountDownLatch handled) {
        Subscription subscription = Await.value(client.subscribe(channel, message -> handled.countDown()), "subscribe");
        assertThat(subscription.channel()).isEqualTo(channel);
    }

    private void open(CometdProcess server, ConnectionType transport, int count) {
        for (int opened = 0; opened < count; opened += AT_ONCE) {
            List<CompletableFuture<AsyncBayeuxClient>> opening = new ArrayList<>();
            for (int i = opened; i < Math.min(count, opened + AT_ONCE); i++) {
                opening.add(
                        Clients.builder(server.url(), transport).buildAsync().open());
            }
            opening.forEach(client -> clients.add(Await.value(client, "open")));
        }
    }

    @AfterEach
    void close() {
        List<CompletableFuture<Void>> closing =
                clients.stream().map(AsyncBayeuxClient::closeAsync).toList();
        clients.clear();
        closing.forEach(closed -> Await.value(closed, "close"));
    }
}
