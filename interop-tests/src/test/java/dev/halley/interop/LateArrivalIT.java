package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Replay;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A request that the client gave up arrives at the server after all, over its old connection, when the new one is in use.
 * CometD binds the session to that connection then, and writes its events to where nobody reads them.
 */
@Timeout(120)
@BothWires
class LateArrivalIT {
    private static final String CHANNEL = "/late/stream";
    private static final String UP = "/late/up";
    private static final int COUNT = 40;
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static BayeuxClientBuilder client(Front front, ConnectionType transport) {
        return Clients.eager(front.url(), transport)
                .requestTimeout(Duration.ofSeconds(1))
                .connectionTimeout(null);
    }

    @ParameterizedTest
    @EnumSource
    void P66_without_acknowledgements_nothing_is_lost_in_silence(ConnectionType transport) {
        Arrivals late = new Arrivals();
        try (CometdServer server = CometdServer.with(late::listen);
                Front front = Front.of(server);
                FaceClient client = Face.BLOCKING.open(client(front, transport))) {
            client.subscribe(CHANNEL);
            giveUp(client, front, late);
            Map<Object, Instant> missing = new LinkedHashMap<>();
            for (int number = 0; number < COUNT; number++) {
                missing.put(number, Instant.now());
                server.publish(CHANNEL, number);
                LockSupport.parkNanos(5_000_000);
            }
            while (!missing.isEmpty()) {
                Optional<BayeuxMessage> next = client.receive(QUIET);
                if (next.isEmpty()) {
                    break;
                }
                missing.remove(next.get().data());
            }
            List<ClientEvent.Gap> gaps = client.events.of(ClientEvent.Gap.class);
            assertThat(missing.entrySet())
                    .allSatisfy(event -> assertThat(gaps)
                            .as("a gap around %s", event)
                            .anyMatch(gap -> !event.getValue().isBefore(gap.lostAt())
                                    && !event.getValue().isAfter(gap.restoredAt())));
        }
    }

    @ParameterizedTest
    @EnumSource
    void P66_with_acknowledgements_nothing_is_lost(ConnectionType transport) {
        Arrivals late = new Arrivals();
        // CometD answers the connect no more that it held: it is given up a second after that time
        try (CometdServer server = CometdServer.acknowledging(CometdServer.timing(2_000, 10_000), late::listen);
                Front front = Front.of(server);
                FaceClient client = Face.BLOCKING.open(client(front, transport).ack(true))) {
            client.subscribe(CHANNEL);
            giveUp(client, front, late);
            for (int number = 0; number < COUNT; number++) {
                server.publish(CHANNEL, number);
                LockSupport.parkNanos(5_000_000);
            }
            for (int number = 0; number < COUNT; number++) {
                assertThat(client.receive().data()).isEqualTo(number);
            }
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void P66_with_replay_nothing_is_lost(ConnectionType transport) {
        Arrivals late = new Arrivals();
        try (ReplayingServer server = ReplayingServer.start(CHANNEL, late::listen);
                Front front = Front.of(server);
                FaceClient client = Face.BLOCKING.open(client(front, transport).replay(Replay.inMemory()))) {
            client.subscribe(CHANNEL);
            server.publish(-1);
            assertThat(number(client)).isEqualTo(-1);
            giveUp(client, front, late);
            Set<Object> received = new LinkedHashSet<>();
            for (int number = 0; number < COUNT; number++) {
                server.publish(number);
                LockSupport.parkNanos(5_000_000);
            }
            while (received.size() < COUNT) {
                received.add(number(client));
            }
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    private static Object number(FaceClient client) {
        return ((Map<?, ?>) ((Map<?, ?>) client.receive().data()).get("payload")).get("number");
    }

    /** The client gives a publish up, with its connection, and works again when the server gets it. */
    private static void giveUp(FaceClient client, Front front, Arrivals late) {
        Runnable release = front.hold();
        int connects = late.connects.get();
        assertThatThrownBy(() -> Await.value(client.client.async().publish(UP, "late"), "the publish"))
                .isInstanceOf(OperationTimeoutException.class);
        client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
        assertThat(client.client.awaitState(ConnectionState.CONNECTED, Await.SOON))
                .isTrue();
        // the first one is answered at once, the second one is held
        Await.until(Await.SOON, "the second connect", () -> late.connects.get() >= connects + 2);
        release.run();
        Await.latch(late.arrived, Await.SOON, "the publish at the server");
    }

    /** Says when the late publish is there. */
    private static final class Arrivals implements BayeuxServer.Extension {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final AtomicInteger connects = new AtomicInteger();

        void listen(BayeuxServer server) {
            server.addExtension(this);
        }

        @Override
        public boolean rcvMeta(ServerSession from, ServerMessage.Mutable message) {
            if (message.getChannel().equals(Channel.META_CONNECT)) {
                connects.incrementAndGet();
            }
            return true;
        }

        @Override
        public boolean rcv(ServerSession from, ServerMessage.Mutable message) {
            if (message.getChannel().equals(UP)) {
                arrived.countDown();
            }
            return true;
        }
    }
}
