package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.wire.WireProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole lives of clients, each with everything that the server says cut in two at another place: handshakes, replies,
 * events, acknowledgements, attachments, heartbeats, the end. At every place of the longest frame and body there is.
 */
@Timeout(240)
class SplitIT {
    private static final int SOON_SECONDS = 10;
    private static final String TEXT = "grüße, 世界 \uD83D\uDE00";

    /** Everything from open to close, with what the application saw of it. */
    @FunctionalInterface
    private interface Life {
        void live(int number) throws Exception;
    }

    private static WireProvider wire(String name) {
        return ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One life for each place; the lengths differ a little from life to life. */
    private static void everywhere(Splitter splitter, Life life) throws Exception {
        int longest = 1;
        for (int place = 1; place <= longest; place++) {
            splitter.splitAt(place);
            try {
                life.live(place);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("split behind " + place + " bytes", e);
            }
            longest = Math.max(longest, splitter.longest());
        }
        assertThat(longest).as("places").isGreaterThan(60);
    }

    private static Object next(BlockingQueue<Object> queue) throws InterruptedException {
        Object next = queue.poll(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("what was sent").isNotNull();
        return next;
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, jdk", "LONG_POLLING, jdk", "WEBSOCKET, netty", "LONG_POLLING, netty"})
    void a_bayeux_client_lives_wherever_frames_and_bodies_are_split(ConnectionType type, String wire) throws Exception {
        WireProvider provider = wire(wire);
        try (BayeuxTestServer server = BayeuxTestServer.start();
                Splitter splitter = new Splitter(URI.create(server.url()).getPort())) {
            BayeuxClientBuilder builder = BayeuxClient.builder("http://localhost:" + splitter.port() + "/cometd")
                    .wire(provider)
                    .transports(type);
            everywhere(splitter, number -> {
                List<ClientEvent> told = new CopyOnWriteArrayList<>();
                BlockingQueue<Object> got = new LinkedBlockingQueue<>();
                BayeuxClient client = builder.build();
                try (client) {
                    var unused = client.onEvent(told::add);
                    client.open().subscribe("/a", message -> got.add(message.data()));
                    server.publish("/a", "{\"n\":" + number + ",\"text\":\"" + TEXT + "\"}");
                    assertThat(next(got)).isEqualTo(Map.of("n", number, "text", TEXT));
                    assertThat(client.publish("/a", TEXT).isSuccessful()).isTrue();
                    assertThat(next(got)).isEqualTo(TEXT);
                }
                assertThat(got).isEmpty();
                assertThat(told)
                        .noneMatch(event -> event instanceof ClientEvent.Retrying
                                || event instanceof ClientEvent.ProtocolViolated
                                || event instanceof ClientEvent.Gap);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, jdk",
        "POLLING, jdk",
        "BOTH, jdk",
        "WEBSOCKET, netty",
        "POLLING, netty",
        "BOTH, netty",
    })
    void a_socketio_client_lives_wherever_frames_and_bodies_are_split(String route, String wire) throws Exception {
        WireProvider provider = wire(wire);
        try (SocketIoTestServer server = SocketIoTestServer.start();
                Splitter splitter = new Splitter(URI.create(server.url()).getPort())) {
            server.on("sum", event -> event.ack(event.args().get(0), new byte[] {1, 2, 3}));
            ConnectOptions all = ConnectOptions.to("http://localhost:" + splitter.port());
            ConnectOptions options = route.equals("BOTH") ? all : all.transports(EngineTransport.valueOf(route));
            everywhere(splitter, number -> {
                List<ClientEvent> told = new CopyOnWriteArrayList<>();
                BlockingQueue<Object> got = new LinkedBlockingQueue<>();
                SocketIoClient client = SocketIoClient.builder().wire(provider).build();
                try (client) {
                    var events = client.onEvent(told::add);
                    var notes = client.on("note", event -> got.add(event.args()));
                    client.connect(options);
                    assertThat(events).isNotSameAs(notes);
                    EngineConnection connection = server.connection();
                    connection.ping();
                    server.emit("note", number, TEXT, new byte[] {4, 5, (byte) number});
                    Args note = (Args) next(got);
                    assertThat(note.get(0)).isEqualTo(number);
                    assertThat(note.get(1)).isEqualTo(TEXT);
                    assertThat(note.get(2, byte[].class)).isEqualTo(new byte[] {4, 5, (byte) number});
                    Args sum = client.call("sum", TEXT);
                    assertThat(sum.get(0)).isEqualTo(TEXT);
                    assertThat(sum.get(1, byte[].class)).isEqualTo(new byte[] {1, 2, 3});
                }
                assertThat(got).isEmpty();
                assertThat(told)
                        .noneMatch(event -> event instanceof ClientEvent.Retrying
                                || event instanceof ClientEvent.ProtocolViolated
                                || event instanceof ClientEvent.Gap);
            });
            assertThat(server.violations()).isEmpty();
        }
    }
}
