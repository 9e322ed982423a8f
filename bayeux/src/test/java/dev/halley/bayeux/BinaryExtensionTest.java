package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.json.JsonException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BinaryExtensionTest {
    private static final byte[] HELLO = {(byte) 0x86, 0x4F, (byte) 0xD2, 0x6F, (byte) 0xB5, 0x59, (byte) 0xF7, 0x5B};

    private static SessionHarness harness(ConnectionType type) {
        return new SessionHarness(type, builder -> builder.transports(type).extension(new BinaryExtension()));
    }

    @ParameterizedTest
    @EnumSource
    void bytes_are_published_in_cometds_form(ConnectionType type) {
        SessionHarness server = harness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing =
                server.client.publish("/a", new BinaryData(ByteBuffer.wrap(HELLO), false, Map.of("name", "x.bin")));
        SessionHarness.Sent sent = server.next("/a");
        assertThat(sent.only())
                .containsEntry("data", Map.of("data", "HelloWorld", "last", false, "meta", Map.of("name", "x.bin")))
                .containsEntry("ext", Map.of("binary", Map.of()));
        sent.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_binary_data_is_left_alone(ConnectionType type) {
        SessionHarness server = harness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing =
                server.client.publish("/a", Map.of("data", "HelloWorld", "last", true, "meta", Map.of()));
        assertThat(server.next("/a").only()).doesNotContainKey("ext");
        assertThat(publishing).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void bytes_are_received_by_type(ConnectionType type) {
        SessionHarness server = harness(type);
        SessionHarness.Sent held = server.open();
        List<BinaryData> received = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", BinaryData.class, received::add);
        server.next("/meta/subscribe").confirm();
        assertThat(server.time.result(subscribing).channel()).isEqualTo("/a");
        held.answer(
                "{\"channel\":\"/a\",\"data\":{\"data\":\"HelloWorld\",\"last\":true,\"meta\":{\"n\":1}},"
                        + "\"ext\":{\"binary\":{}}}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        server.next("/meta/connect");
        assertThat(received).containsExactly(new BinaryData(ByteBuffer.wrap(HELLO), true, Map.of("n", 1)));
        assertThat(received.get(0).bytes()).isEqualTo(HELLO);
        assertThat(received.get(0).toString()).isEqualTo("BinaryData[8 bytes, last, meta=[n]]");
    }

    @Test
    void a_payload_that_is_no_binary_data_says_so() {
        SessionHarness server = harness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                "{\"channel\":\"/a\",\"data\":{\"data\":\"~~\"}}",
                "{\"channel\":\"/a\",\"data\":7}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        for (int i = 0; i < 2; i++) {
            BayeuxMessage bad = server.time.result(server.client.receive());
            assertThatThrownBy(() -> bad.data(BinaryData.class)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void nobody_can_change_the_bytes_from_outside() {
        byte[] bytes = HELLO.clone();
        BinaryData data = new BinaryData(bytes);
        bytes[0] = 0;
        data.bytes()[1] = 0;
        data.data().get();
        assertThat(data.bytes()).isEqualTo(HELLO);
        assertThat(data.data().isReadOnly()).isTrue();
        assertThat(data.last()).isTrue();
    }
}
