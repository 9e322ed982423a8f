package dev.halley.socketio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.IncomingEvent;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** What happens to one client, drawn from a seed, and what has to hold meanwhile and afterwards. */
final class RandomWalk {
    private static final int STEPS = 60;
    private static final List<String> NAMESPACES = List.of("/", "/a", "/b");
    private static final List<List<EngineTransport>> TRANSPORTS = List.of(
            List.of(EngineTransport.POLLING),
            List.of(EngineTransport.WEBSOCKET),
            List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET));

    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server;
    private final AsyncSocketIoClient client;
    private final ConnectOptions options;
    private final List<String> steps = new ArrayList<>();
    /** What {@code connect}, {@code emit} and the like returned. */
    private final List<CompletableFuture<?>> asked = new ArrayList<>();
    /** What the server answers to the next CONNECTs. */
    private final Deque<ConnectAnswer> answers = new ArrayDeque<>();

    /** The number that a namespace's handler had last. */
    private final Map<String, Long> last = new HashMap<>();

    private final List<AssertionError> broken = new ArrayList<>();
    private ConnectionState state = ConnectionState.NEW;
    private long number;

    RandomWalk(long seed) {
        random = new Random(seed);
        time.seedRandom(seed);
        server = SocketIoTestServer.builder().anyNamespace().inVirtualTime(time);
        for (String namespace : NAMESPACES) {
            server.namespace(namespace)
                    .on("call", packet -> packet.ack("done"))
                    .answerConnects(
                            connect -> Objects.requireNonNullElseGet(answers.poll(), () -> ConnectAnswer.accept()));
        }
        client = AsyncSocketIoClient.builder()
                .wire(server.wire())
                .logOff()
                .engineLogOff()
                .buildAsync();
        List<EngineTransport> types = TRANSPORTS.get((int) (seed % TRANSPORTS.size()));
        options = ConnectOptions.to(server.url())
                .onlyNamespaces("/", "/a")
                .retry(random.nextBoolean())
                .transports(types.get(0), types.subList(1, types.size()).toArray(EngineTransport[]::new));
        Objects.requireNonNull(client.onEvent(this::onEvent));
        for (String namespace : NAMESPACES) {
            Objects.requireNonNull(client.namespace(namespace).on("n", event -> onMessage(namespace, event)));
        }
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

    private void onMessage(String namespace, IncomingEvent event) {
        steps.add("got " + namespace);
        long got = ((Number) Objects.requireNonNull(event.args().toList().get(0))).longValue();
        Long before = last.put(namespace, got);
        check(() -> assertThat(got).as("%s after %s", namespace, before).isGreaterThan(before == null ? -1 : before));
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
            advance(random.nextInt(60_000));
        } else if (draw < 60) {
            use();
        } else if (draw < 70) {
            steps.add("event");
            server.namespace(namespace()).emit("n", ++number);
        } else if (draw < 80) {
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

    private String namespace() {
        return NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    }

    private boolean isOver() {
        return client.state() == ConnectionState.NEW || client.state() == ConnectionState.CLOSED;
    }

    private void open() {
        if (isOver()) {
            steps.add("connect");
            asked.add(client.connect(options));
        }
    }

    /** The application does something. */
    private void use() {
        String namespace = namespace();
        if (!client.state().isOpen()) {
            open();
            return;
        }
        int draw = random.nextInt(6);
        steps.add("use " + draw + " " + namespace);
        switch (draw) {
            case 0 -> asked.add(client.namespace(namespace).join());
            case 1 -> asked.add(client.namespace(namespace).disconnect());
            case 2 -> asked.add(client.namespace(namespace).call("call", 1));
            case 3 -> client.reconnectNow();
            case 4 -> client.networkLost();
            default -> asked.add(client.namespace(namespace).emit("told", 1));
        }
    }

    /** The next request of some kind has another answer. */
    private void answer() {
        Answer answer = switch (random.nextInt(5)) {
            case 0 -> Answer.http(Reply.of(503).body("<html>"));
            case 1 -> Answer.http(Reply.dropConnection(Reply.Ending.RESET));
            case 2 -> Answer.none();
            case 3 -> Answer.error(1);
            default -> Answer.usual().delay(Duration.ofMillis(random.nextInt(5_000)));
        };
        boolean posts = random.nextBoolean();
        steps.add((posts ? "POST " : "GET ") + answer);
        server.onRequest(request -> request.method().equals(posts ? "POST" : "GET"), answer.times(1));
    }

    private void fail() {
        // What both sides say at the same time crosses on the way, which the server would count as a violation.
        time.runPending();
        int draw = random.nextInt(13);
        steps.add("fault " + draw);
        switch (draw) {
            case 0 -> server.closeConnections();
            case 1 -> server.forgetConnections();
            case 2 -> server.restart();
            case 3 -> server.stopListening();
            case 4, 5 -> server.listen();
            case 6 -> server.withholdHeartbeats(random.nextBoolean());
            case 7 -> server.refuseUpgrades(Reply.of(403));
            case 8 -> server.namespace(namespace()).disconnectClients();
            case 9 -> answers.add(ConnectAnswer.refuse("no"));
            case 10 -> answers.add(ConnectAnswer.ignore());
            case 11 -> time.shiftWallClock(Duration.ofSeconds(random.nextInt(120) - 60L));
            default -> server.dropConnections();
        }
        time.runPending();
    }

    private void leave() {
        boolean aborts = random.nextBoolean();
        steps.add(aborts ? "abort" : "disconnect");
        asked.add(aborts ? client.abort() : client.disconnect());
        time.runPending();
    }

    /** Nothing happens any more: the client, connected again if it has ended, is as it should be. */
    void recover() {
        steps.add("recover");
        server.clearRules();
        answers.clear();
        server.withholdHeartbeats(false);
        server.listen();
        time.advance(Duration.ofMinutes(5));
        open();
        time.advance(Duration.ofMinutes(5));
        asked.add(client.namespace("/b").join());
        time.advance(Duration.ofMinutes(1));
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(state).isEqualTo(ConnectionState.CONNECTED);
        assertThat(asked).allMatch(CompletableFuture::isDone);
        assertThat(server.connections()).hasSize(1);
        assertThat(client.namespace("/b").isConnected()).isTrue();
        for (String namespace : NAMESPACES) {
            boolean joined = client.namespace(namespace).isConnected();
            assertThat(client.namespace(namespace).isActive()).as(namespace).isEqualTo(joined);
            assertThat(server.namespace(namespace).sessions()).as(namespace).hasSize(joined ? 1 : 0);
            if (joined) {
                server.namespace(namespace).emit("n", ++number);
                time.advance(Duration.ofSeconds(1));
                assertThat(last).as("what came").containsEntry(namespace, number);
                CompletableFuture<?> called = client.namespace(namespace).call("call", 2);
                time.advance(Duration.ofSeconds(1));
                assertThat(called).isCompleted();
            }
        }
        assertThat(broken).isEmpty();
    }

    void close() {
        CompletableFuture<Void> closed = client.shutdown();
        time.advance(Duration.ofSeconds(30));
        assertThat(closed).isCompleted();
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.violations()).isEmpty();
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
        assertThat(broken).isEmpty();
    }

    @Override
    public String toString() {
        return client.state() + " after " + steps + " " + broken;
    }
}
