package dev.halley.socketio.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parser in a client, against the test kit's server. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StrictServerTest {
    record Photo(String name, byte[] data) {}

    record Album(String title, List<Photo> photos, byte[] cover, ByteBuffer back, Args rest) {}

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void s5_24_events_and_acks_travel_both_ways_as_one_binary_message_each(EngineTransport transport) {
        VirtualTime time = new VirtualTime();
        SocketIoTestServer server =
                SocketIoTestServer.builder().msgPack().namespaces("/chat").inVirtualTime(time);
        AsyncSocketIoClient client = AsyncSocketIoClient.builder()
                .wire(server.wire())
                .logOff()
                .parser(MsgPackParser.create())
                .engine(engine -> engine.withTransports(transport))
                .buildAsync();
        List<Object> heard = new ArrayList<>();
        var unused = client.namespace("/chat").onCall("down", Photo.class, photo -> {
            heard.add(photo.name());
            return photo.data();
        });
        time.result(client.connect(
                ConnectOptions.to(server.url()).namespaces("/chat").auth(Map.of("token", "t"))));
        assertThat(server.namespace("/chat").session().auth()).isEqualTo(Map.of("token", "t"));

        List<Object> values = Arrays.asList(1, -40, 5_000_000_000L, 1.5, "ä", null, true, List.of(1), Map.of("k", "v"));
        CompletableFuture<Args> answer = client.call("up", values, new Photo("p", new byte[] {1, 2}), new byte[] {3});
        ReceivedPacket up = server.take("up", Duration.ofSeconds(1));
        assertThat(up.args().get(0)).isEqualTo(values);
        assertThat(((Map<?, ?>) up.args().get(1)).get("data")).isEqualTo(new byte[] {1, 2});
        assertThat(up.args().get(2)).isEqualTo(new byte[] {3});
        up.ack("yes", new byte[] {4});
        assertThat(time.result(answer).get(1, byte[].class)).isEqualTo(new byte[] {4});

        CompletableFuture<List<Object>> down =
                server.namespace("/chat").session().call("down", Map.of("name", "q", "data", new byte[] {7}));
        assertThat(time.result(down).get(0)).isEqualTo(new byte[] {7});
        assertThat(heard).containsExactly("q");
        var album = client.namespace("/chat")
                .onCall(
                        "album",
                        Args.as(Album.class),
                        each -> Args.of(
                                each.title(),
                                each.photos().get(0).data(),
                                each.cover(),
                                each.back().remaining(),
                                each.rest().get(0)));
        CompletableFuture<List<Object>> taken = server.namespace("/chat")
                .session()
                .call(
                        "album",
                        "t",
                        List.of(Map.of("name", "r", "data", new byte[] {8})),
                        new byte[] {9},
                        new byte[] {1, 2},
                        "more");
        assertThat(time.result(taken)).containsExactly("t", new byte[] {8}, new byte[] {9}, 2, "more");
        album.close();
        assertThat(server.connection().received())
                .filteredOn(packet -> packet.type() == EnginePacket.Type.MESSAGE)
                .allMatch(EnginePacket::isBinary);

        server.connection().send(EnginePacket.binary((byte) 0xc1));
        time.runPending();
        assertThat(client.isConnected()).isFalse();
        time.advance(Duration.ofSeconds(5));
        assertThat(client.isConnected()).isTrue();
        assertThat(server.violations()).isEmpty();
        client.close();
        time.advance(Duration.ofSeconds(10));
        server.close();
        assertThat(time.timers()).isZero();
    }
}
