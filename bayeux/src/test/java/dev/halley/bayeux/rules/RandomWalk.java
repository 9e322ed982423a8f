package dev.halley.bayeux.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ServerDisconnect;
import dev.halley.bayeux.Subscription;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What happens to one client, drawn from a seed, and what has to hold meanwhile and afterwards. */
final class RandomWalk {
    private static final int STEPS = 60;
    private static final List<String> METHODS =
            List.of("/meta/handshake", "/meta/connect", "/meta/subscribe", "/other");
    private static final List<List<ConnectionType>> TRANSPORTS = List.of(
            List.of(ConnectionType.LONG_POLLING),
            List.of(ConnectionType.WEBSOCKET),
            List.of(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING));

    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final BayeuxTestServer server = BayeuxTestServer.inVirtualTime(time);
    private final AsyncBayeuxClient client;
    private final List<String> steps = new ArrayList<>();
    /** What {@code subscribe}, {@code publish} and the like returned. */
    private final List<CompletableFuture<?>> asked = new ArrayList<>();
    /** The number that came last over a channel. */
    private final Map<String, Long> last = new HashMap<>();

    private final List<AssertionError> broken = new ArrayList<>();
    private ConnectionState state = ConnectionState.NEW;
    private long number;

    RandomWalk(long seed) {
        random = new Random(seed);
        time.seedRandom(seed);
        List<ConnectionType> types = TRANSPORTS.get((int) (seed % TRANSPORTS.size()));
        client = AsyncBayeuxClient.builder(server.url())
                .wire(server.wire())
                .logOff()
                .transports(types.get(0), types.subList(1, types.size()).toArray(ConnectionType[]::new))
                .ack(random.nextBoolean())
                .retryFirstOpen(random.nextBoolean())
                .onServerDisconnect(random.nextBoolean() ? ServerDisconnect.END : ServerDisconnect.REHANDSHAKE)
                .buildAsync();
        Objects.requireNonNull(client.onEvent(this::onEvent));
    }

    private void onEvent(ClientEvent event) {
        if (event instanceof ClientEvent.StateChanged changed) {
            check(() -> {
                assertThat(changed.from()).isEqualTo(state);
                assertThat(changed.from().canBecome(changed.to()))
                        .as(changed.toString())
                        .isTrue();
            });
            state = changed.to();
        }
        if (event instanceof ClientEvent.HandlerFailed || event instanceof ClientEvent.ProtocolViolated) {
            broken.add(new AssertionError(event.toString()));
        }
    }

    /** What is thrown in a listener stays there, so it is kept. */
    private void check(Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError failure) {
            broken.add(failure);
        }
    }

    /** A handler: each event comes to it once, and none before an older one. */
    private Consumer<BayeuxMessage> handler() {
        AtomicLong before = new AtomicLong();
        return message -> {
            long got = Long.parseLong(message.dataJson());
            steps.add(message.channel() + "=" + got);
            last.put(message.channel(), got);
            check(() -> assertThat(got).as(message.channel()).isGreaterThan(before.getAndSet(got)));
        };
    }

    void walk() {
        open();
        for (int i = 0; i < STEPS; i++) {
            step();
            assertThat(broken).isEmpty();
        }
    }

    private void step() {
        int draw = random.nextInt(100);
        if (draw < 20) {
            advance(random.nextInt(100));
        } else if (draw < 35) {
            advance(random.nextInt(3_000));
        } else if (draw < 41) {
            advance(random.nextInt(40_000));
        } else if (draw < 60) {
            use();
        } else if (draw < 70) {
            String channel = channel();
            steps.add("event " + ++number + " " + channel);
            server.publish(channel, Long.toString(number));
        } else if (draw < 85) {
            answer();
        } else if (draw < 96) {
            fail();
        } else {
            leave();
        }
    }

    private void advance(int millis) {
        steps.add("+" + millis);
        time.advance(Duration.ofMillis(millis));
    }

    private String channel() {
        return "/walk/" + random.nextInt(4);
    }

    private void open() {
        if (!client.state().isOpen() && client.state() != ConnectionState.CLOSING) {
            steps.add("open");
            last.clear();
            asked.add(client.open());
        }
    }

    /** The application does something. */
    private void use() {
        String channel = channel();
        if (!client.state().isOpen()) {
            open();
        } else if (random.nextInt(3) > 0) {
            steps.add("publish");
            asked.add(client.publish("/other", "x"));
        } else if (client.subscriptions().stream().map(Subscription::channel).noneMatch(channel::equals)) {
            steps.add("subscribe " + channel);
            asked.add(client.subscribe(channel, handler()));
        } else {
            steps.add("unsubscribe " + channel);
            asked.add(client.unsubscribe(channel));
        }
    }

    /** The next message of a kind has another answer. */
    private void answer() {
        String method = METHODS.get(random.nextInt(METHODS.size()));
        int draw = random.nextInt(7);
        Answer answer = switch (draw) {
            case 0 -> Answer.refuse("500::busy").advice("{\"reconnect\":\"retry\"}");
            case 1 -> Answer.http(Reply.of(503).body("<html>"));
            case 2 -> Answer.http(Reply.dropConnection(Reply.Ending.RESET));
            case 3 -> Answer.none();
            case 4 -> Answer.usual().lost();
            case 5 -> Answer.usual().delay(Duration.ofMillis(random.nextInt(5_000)));
            default -> Answer.usual().advice("{\"reconnect\":\"handshake\"}");
        };
        steps.add(method + " " + draw);
        server.on(method, answer.times(1));
    }

    private void fail() {
        int draw = random.nextInt(8);
        steps.add("fault " + draw);
        switch (draw) {
            case 0 -> server.expireSessions();
            case 1 -> server.nodeSwitch();
            case 2 -> server.restart();
            case 3 -> server.stopListening();
            case 4 -> server.listen();
            case 5 -> time.shiftWallClock(Duration.ofSeconds(random.nextInt(120) - 60L));
            case 6 -> server.refuseUpgrades(Reply.of(403));
            default -> server.dropConnections();
        }
        time.runPending();
    }

    private void leave() {
        int draw = random.nextInt(3);
        steps.add("leave " + draw);
        switch (draw) {
            case 0 -> asked.add(client.closeAsync());
            case 1 -> asked.add(client.abort());
            default -> server.disconnectClients();
        }
        time.runPending();
    }

    /** Nothing happens any more: the client, opened again if it has ended, is as it should be. */
    void recover() {
        steps.add("recover");
        server.clearRules();
        server.acceptUpgrades();
        server.listen();
        time.advance(Duration.ofMinutes(5));
        open();
        time.advance(Duration.ofMinutes(5));
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(state).isEqualTo(ConnectionState.CONNECTED);
        assertThat(asked).allMatch(CompletableFuture::isDone);
        TreeSet<String> active = new TreeSet<>();
        client.subscriptions().forEach(subscription -> {
            if (subscription.state() == SubscriptionState.FAILED) {
                assertThat(subscription.failure()).containsInstanceOf(BayeuxRefusedException.class);
            } else {
                assertThat(subscription.state()).as(subscription.channel()).isEqualTo(SubscriptionState.ACTIVE);
                active.add(subscription.channel());
            }
        });
        assertThat(server.session().subscriptions()).containsExactlyInAnyOrderElementsOf(active);
        for (String channel : active) {
            server.publish(channel, Long.toString(++number));
            time.advance(Duration.ofSeconds(1));
            assertThat(last).as("what came").containsEntry(channel, number);
        }
        CompletableFuture<BayeuxMessage> published = client.publish("/other", "y");
        time.advance(Duration.ofSeconds(1));
        assertThat(time.result(published).isSuccessful()).isTrue();
        assertThat(broken).isEmpty();
    }

    void close() {
        CompletableFuture<Void> closed = client.closeAsync();
        time.advance(Duration.ofSeconds(10));
        assertThat(closed).isCompleted();
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
        assertThat(broken).isEmpty();
    }

    @Override
    public String toString() {
        return client.state() + " after " + steps + " " + broken;
    }
}
