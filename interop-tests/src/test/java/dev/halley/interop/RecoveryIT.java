package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connection state recovery of npm's socket.io, with every TCP connection cut again and again. */
@Timeout(180)
class RecoveryIT {
    private static final int EVERY_MILLIS = 10;

    @ParameterizedTest
    @CsvSource({"POLLING,BLOCKING,JS4", "WEBSOCKET,ASYNC,JS4", "UPGRADE,BLOCKING,JS4", "WEBSOCKET,BLOCKING,JS4_MSGPACK"
    })
    void s5_19_nothing_is_missed_and_nothing_comes_twice(Way way, Face face, PeerKind kind) {
        int cuts = Boolean.getBoolean("halley.long") ? 20 : 3;
        Duration between = Duration.ofSeconds(Boolean.getBoolean("halley.long") ? 3 : 1);
        int count = (int) ((cuts + 1) * between.toMillis() / EVERY_MILLIS);
        String parser = kind == PeerKind.JS4_MSGPACK ? ",\"parser\":\"msgpack\"" : "";
        try (NodeSocketIo peer = NodeSocketIo.start("{\"version\":4,\"recovery\":true" + parser + "}")) {
            try (SioClient client = SioClient.connected(kind, peer, way, face)) {
                client.awaitTransport(way);
                Ledger ledger = new Ledger();
                client.client.on("tick", int.class, ledger::book);
                BlockingQueue<Boolean> connects = new LinkedBlockingQueue<>();
                client.client.onConnect(connected -> connects.add(connected.recovered()));
                peer.stream("tick", count, EVERY_MILLIS);
                int seen = 0;
                for (int i = 0; i < cuts; i++) {
                    seen += (int) (between.toMillis() / EVERY_MILLIS / 2);
                    ledger.awaitSize(seen, Await.SOON);
                    assertThat(cut(peer, connects, client)).as("recovered").isTrue();
                }
                peer.awaitStreamed(Duration.ofSeconds(100));
                ledger.awaitSize(count, Await.SOON);
                ledger.assertWhole(count);
                assertThat(client.events(ClientEvent.Gap.class)).isEmpty();
            }
        }
    }

    /** Until it hurts: between two polls there is nothing to cut. */
    private static boolean cut(NodeSocketIo peer, BlockingQueue<Boolean> connects, SioClient client) {
        int outages = client.outages();
        for (int i = 0; client.outages() == outages; i++) {
            assertThat(i).as("cuts without an outage").isLessThan(50);
            assertThat(peer.cut()).isNotNegative();
            client.awaitOutage(outages, Duration.ofMillis(200));
        }
        return Await.next(connects, Await.SOON, "reconnect, after " + client.events);
    }
}
