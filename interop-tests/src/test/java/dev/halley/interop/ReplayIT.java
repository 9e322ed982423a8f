package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.FilePositionStore;
import dev.halley.bayeux.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Positions that survive SIGKILL, with processes that are killed: ten in the long run, three in the short one. */
@Timeout(180)
class ReplayIT {
    private static final int KILLS = Boolean.getBoolean("halley.long") ? 10 : 3;
    private static final String CHANNEL = "/event/stream";

    @TempDir
    private Path directory;

    private final Random random = new Random();

    private static Child start(String... args) {
        return Programs.start(List.of(), ReplayMain.class, args);
    }

    private String file() {
        return directory.resolve("positions").toString();
    }

    private long written() throws IOException {
        Path positions = Path.of(file());
        return Files.exists(positions) ? Files.size(positions) : 0;
    }

    @ParameterizedTest
    @EnumSource
    void a_subscriber_that_is_killed_misses_nothing_and_repeats_what_was_in_work_at_most(ConnectionType transport)
            throws IOException {
        try (ReplayingServer server = ReplayingServer.start(CHANNEL)) {
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Integer> publishing = Background.supply(() -> {
                int number = 0;
                while (!ended.get()) {
                    server.publish(number++);
                    LockSupport.parkNanos(1_000_000);
                }
                return number;
            });
            List<Integer> all = new ArrayList<>();
            for (int kill = 0; kill <= KILLS; kill++) {
                List<Integer> got = new ArrayList<>();
                long before = written();
                try (Child child = start("subscribe", file(), server.url().toString(), transport.name(), CHANNEL)) {
                    got.add(Integer.parseInt(child.await("got ", Await.SOON)));
                    boolean last = kill == KILLS;
                    ended.set(last);
                    int until = last ? Await.value(publishing, "publishing") - 1 : got.get(0) + random.nextInt(1_500);
                    // over long-polling nothing is stored before both replies have come that may be out of order
                    while (got.get(got.size() - 1) < until || !last && written() == before) {
                        got.add(Integer.parseInt(child.await("got ", Await.SOON)));
                    }
                    child.kill();
                    got.addAll(child.rest("got ").stream().map(Integer::valueOf).toList());
                }
                // over long-polling two replies come at once, and in any order
                if (transport == ConnectionType.WEBSOCKET) {
                    assertThat(got)
                            .isEqualTo(IntStream.rangeClosed(got.get(0), got.get(got.size() - 1))
                                    .boxed()
                                    .toList());
                }
                if (transport == ConnectionType.WEBSOCKET && !all.isEmpty()) {
                    // a handler has one message in work at a time
                    assertThat(got.get(0)).isBetween(all.get(all.size() - 1), all.get(all.size() - 1) + 1);
                }
                all.addAll(got);
                try (FilePositionStore store = FilePositionStore.open(Path.of(file()))) {
                    assertThat(store.load(CHANNEL)).as("the file is readable").isPresent();
                }
            }
            assertThat(all)
                    .containsAll(IntStream.range(0, publishing.join()).boxed().toList());
        }
    }

    @Test
    void a_process_that_is_killed_while_it_writes_leaves_a_file_with_its_last_position() throws IOException {
        long before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long said = before;
            try (Child child = start("store", file())) {
                long until = before + 1 + random.nextInt(3_000);
                while (said < until) {
                    said = Long.parseLong(child.await("stored ", Await.SOON));
                }
                child.kill();
                List<String> rest = child.rest("stored ");
                said = rest.isEmpty() ? said : Long.parseLong(rest.get(rest.size() - 1));
            }
            try (FilePositionStore store = FilePositionStore.open(Path.of(file()))) {
                // the last one may have been written and not been said
                assertThat(store.load("/channel").orElseThrow()).isBetween(said, said + 1);
                before = store.load("/channel").orElseThrow();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void connections_that_are_reset_cost_no_message_and_no_gap(ConnectionType transport) {
        try (ReplayingServer server = ReplayingServer.start(CHANNEL);
                Front front = Front.of(server);
                BayeuxClient client = Clients.eager(front.url(), transport)
                        .replay(Replay.inMemory())
                        .open()) {
            Events events = Events.of(client);
            BlockingQueue<Integer> got = new LinkedBlockingQueue<>();
            client.subscribe(
                    CHANNEL,
                    message ->
                            got.add((Integer) ((Map<?, ?>) ((Map<?, ?>) message.data()).get("payload")).get("number")));
            int count = 2_000;
            CompletableFuture<Void> publishing = Background.run(() -> {
                for (int i = 0; i < count; i++) {
                    server.publish(i);
                    if (i % 400 == 399) {
                        front.cut();
                    }
                    LockSupport.parkNanos(1_000_000);
                }
            });
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(Await.next(got, Await.SOON, "message " + i));
            }
            Await.value(publishing, "publishing");
            // what comes with the reply to the new subscribe may be overtaken: over long-polling by the connect beside
            // it,
            // over a WebSocket by what CometD takes from the session's queue later and writes earlier
            all.sort(null);
            assertThat(all).isEqualTo(IntStream.range(0, count).boxed().toList());
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            assertThat(got).as("nothing twice").isEmpty();
            assertThat(events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }
}
