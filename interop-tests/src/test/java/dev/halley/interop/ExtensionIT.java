package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BinaryData;
import dev.halley.bayeux.BinaryExtension;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Extension;
import dev.halley.bayeux.ExtensionPayload;
import dev.halley.bayeux.TimestampExtension;
import dev.halley.bayeux.TimesyncExtension;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Extensions with CometD and its own extensions, over each transport. */
@Timeout(60)
@BothWires
class ExtensionIT {
    private static final int MANY = 5_000;

    static Stream<ConnectionType> transports() {
        return Matrix.transports();
    }

    /** Lets some payloads pass at once and others from another thread. */
    private static final class Detour implements Extension {
        private final Executor other = CompletableFuture.delayedExecutor(100, TimeUnit.MICROSECONDS);
        private final AtomicInteger seen = new AtomicInteger();
        private final AtomicInteger leaving = new AtomicInteger();
        private final AtomicInteger coming = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();

        /** One payload of each direction at a time. */
        private CompletionStage<Void> pass(ExtensionPayload payload, AtomicInteger inside) {
            atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
            payload.messages().forEach(message -> message.ext().put("seen", seen.incrementAndGet()));
            CompletionStage<Void> passed = seen.get() % 3 == 0
                    ? CompletableFuture.runAsync(() -> {}, other)
                    : CompletableFuture.completedFuture(null);
            inside.decrementAndGet();
            return passed;
        }

        @Override
        public CompletionStage<Void> outgoing(ExtensionPayload payload) {
            return pass(payload, leaving);
        }

        @Override
        public CompletionStage<Void> incoming(ExtensionPayload payload) {
            return pass(payload, coming);
        }
    }

    /** Notes the numbers that clients publish to a channel. */
    private static CometdServer noting(String channel, Queue<Object> numbers) {
        return CometdServer.with(server -> server.createChannelIfAbsent(channel)
                .getReference()
                .addListener(new ServerChannel.MessageListener() {
                    @Override
                    public boolean onMessage(ServerSession from, ServerChannel to, ServerMessage.Mutable message) {
                        numbers.add(((Number) message.getData()).intValue());
                        return true;
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void a_load_keeps_its_order_in_both_directions(ConnectionType transport) {
        Queue<Object> numbers = new ConcurrentLinkedQueue<>();
        Queue<Object> received = new ConcurrentLinkedQueue<>();
        Detour detour = new Detour();
        try (CometdServer server = noting("/up", numbers);
                BayeuxClient client = Clients.builder(server.url(), transport)
                        .extension(detour)
                        .extension(new TimestampExtension())
                        .open()) {
            Objects.requireNonNull(client.subscribe("/down", message -> {
                assertThat(message.field("ext")).isInstanceOf(Map.class);
                received.add(message.data());
            }));
            AsyncBayeuxClient async = client.async();
            List<CompletableFuture<?>> publishing = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                publishing.add(async.publish("/up", i));
            }
            publishing.forEach(CompletableFuture::join);
            for (int i = 0; i < MANY; i++) {
                server.publish("/down", i);
            }
            Await.until(Duration.ofSeconds(30), () -> received.size() + " received", () -> received.size() == MANY);
            List<Object> all = Stream.iterate(0, i -> i + 1)
                    .limit(MANY)
                    .map(Object.class::cast)
                    .toList();
            assertThat(List.copyOf(numbers)).isEqualTo(all);
            assertThat(List.copyOf(received)).isEqualTo(all);
            assertThat(detour.atOnce).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void cometds_own_extensions_understand_ours(ConnectionType transport) {
        Queue<String> credentials = new ConcurrentLinkedQueue<>();
        Queue<byte[]> bytes = new ConcurrentLinkedQueue<>();
        Queue<Object> timestamps = new ConcurrentLinkedQueue<>();
        TimesyncExtension clock = new TimesyncExtension();
        AtomicInteger tokens = new AtomicInteger();
        try (CometdServer server = CometdServer.with(starting -> {
                    starting.addExtension(new org.cometd.server.ext.TimesyncExtension());
                    starting.addExtension(new org.cometd.server.ext.BinaryExtension(false));
                    starting.addExtension(new BayeuxServer.Extension() {
                        @Override
                        public boolean rcv(ServerSession from, ServerMessage.Mutable message) {
                            credentials.add(message.getBayeuxContext().getHeader("Authorization"));
                            timestamps.add(message.get("timestamp"));
                            bytes.add((byte[]) message.getDataAsMap().get("data"));
                            return true;
                        }
                    });
                });
                BayeuxClient client = Clients.builder(server.url(), transport)
                        .extensions(List.of(new TimestampExtension(), clock, new BinaryExtension()))
                        .auth(TokenAuth.bearerFrom(() -> new Token("t" + tokens.incrementAndGet())))
                        .open()) {
            assertThat(clock.isSynchronized()).isTrue();
            assertThat(clock.offset().abs()).isLessThan(Duration.ofSeconds(5));
            client.subscribe("/bytes");
            for (int length = 0; length < 9; length++) {
                byte[] sent = new byte[length];
                for (int i = 0; i < length; i++) {
                    sent[i] = (byte) (255 - i * 40);
                }
                client.publish("/bytes", new BinaryData(sent));
                BinaryData received = client.receive().data(BinaryData.class);
                assertThat(received.bytes()).isEqualTo(sent);
                assertThat(bytes.poll()).isEqualTo(sent);
            }
            assertThat(credentials).hasSize(9).containsOnly("Bearer t1");
            assertThat(timestamps).allMatch(stamp -> String.valueOf(stamp).endsWith(" GMT"));
        }
    }
}
