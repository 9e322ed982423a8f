package dev.halley.bayeux.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.json.JsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MessageReaderTest {
    private final JsonCodec codec = JacksonCodec.create();

    private MessageReader.Batch read(String json) {
        return new MessageReader(codec, "long-polling").read(json.toCharArray(), json.length());
    }

    private ReceivedMessage one(String json) {
        MessageReader.Batch batch = read(json);
        assertThat(batch.messages()).hasSize(1);
        return batch.messages().get(0);
    }

    @Test
    void a_message_keeps_its_text_and_decodes_its_payload_when_asked() {
        String json = "{\"channel\":\"/a\", \"data\" : {\"n\":1,\"s\":[null,true]} ,\"ext\":{\"x\":2}}";
        ReceivedMessage message = one("[ " + json + " ]");
        assertThat(message.channel()).isEqualTo("/a");
        assertThat(message.json()).isEqualTo(json);
        assertThat(message.dataJson()).isEqualTo("{\"n\":1,\"s\":[null,true]}");
        assertThat(message.data())
                .isEqualTo(codec.decode("{\"n\":1,\"s\":[null,true]}".toCharArray(), 0, 23, Object.class));
        assertThat(message.field("ext")).isEqualTo(Map.of("x", 2));
        assertThat(message.field("nothing")).isNull();
        assertThat(message.isReply()).isFalse();
        assertThat(message.size()).isEqualTo(json.length());
    }

    @Test
    void neighbours_share_the_name_of_their_channel_and_others_do_not() {
        List<String> channels = List.of("/a", "/a", "/ab", "/a", "/", "/a\\\\b", "/a\\b", "/a\\\"", "/a", "/a");
        StringBuilder json = new StringBuilder("[");
        channels.forEach(channel -> json.append(json.length() > 1 ? "," : "")
                .append("{\"channel\":\"")
                .append(channel)
                .append("\"}"));
        List<ReceivedMessage> messages = read(json.append(']').toString()).messages();
        assertThat(messages)
                .extracting(ReceivedMessage::channel)
                .containsExactly("/a", "/a", "/ab", "/a", "/", "/a\\b", "/a\b", "/a\"", "/a", "/a");
        assertThat(messages.get(1).channel()).isSameAs(messages.get(0).channel());
        assertThat(messages.get(9).channel()).isSameAs(messages.get(8).channel());
    }

    @Test
    void a_frame_that_is_not_json_adds_nothing_to_what_came_before() {
        MessageReader reader = new MessageReader(codec, "websocket");
        List<ReceivedMessage> read = new ArrayList<>();
        String whole = "[{\"channel\":\"/a\"},1]";
        assertThat(reader.read(whole.toCharArray(), whole.length(), read)).isEqualTo(1);
        String broken = "[{\"channel\":\"/a\"},{\"channel\":\"/a";
        assertThatThrownBy(() -> reader.read(broken.toCharArray(), broken.length(), read))
                .isInstanceOf(ProtocolException.class);
        assertThat(read).hasSize(1);
    }

    @Test
    void P35_a_single_object_and_an_empty_array_are_taken() {
        assertThat(one("{\"channel\":\"/a\"}").channel()).isEqualTo("/a");
        assertThat(read("[]").messages()).isEmpty();
    }

    @Test
    void P37_null_fields_are_tolerated_and_what_is_no_message_is_counted() {
        MessageReader.Batch batch =
                read("[null,{\"id\":\"1\"},{\"channel\":null},{\"channel\":\"/a\",\"id\":null,\"advice\":null,"
                        + "\"successful\":null,\"error\":null,\"clientId\":null}]");
        assertThat(batch.unusable()).isEqualTo(3);
        ReceivedMessage message = batch.messages().get(0);
        assertThat(message.id()).isNull();
        assertThat(message.advice()).isNull();
        assertThat(message.isReply()).isFalse();
    }

    @Test
    void P38_a_comment_around_the_body_is_taken_off() {
        assertThat(one("/*[{\"channel\":\"/a\"}]*/").channel()).isEqualTo("/a");
    }

    @Test
    void P32_a_numeric_id_is_text() {
        assertThat(one("[{\"channel\":\"/a\",\"id\":7}]").id()).isEqualTo("7");
    }

    @Test
    void what_is_not_json_is_a_protocol_error() {
        for (String text : List.of("", "<html>", "[{]", "[{\"channel\":\"/a\"}] x", "[{\"channel\":\"/a\"}", "{} {}")) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void P58_the_client_id_is_masked_for_logs_wherever_it_stands() {
        ReceivedMessage message = one("{\"clientId\":\"s3cret\",\"channel\":\"/meta/handshake\",\"successful\":true}");
        assertThat(message.toString()).doesNotContain("s3cret").contains("***").contains("/meta/handshake");
        ReceivedMessage late =
                one("{\"channel\":\"/meta/handshake\",\"data\":\"" + "x".repeat(600) + "\",\"clientId\":\"s3cret\"}");
        assertThat(late.toString()).doesNotContain("s3cret").endsWith("…");
        ReceivedMessage cut = one("{\"channel\":\"/a\",\"data\":\"" + "x".repeat(460) + "\",\"clientId\":\"s3cret\"}");
        assertThat(cut.toString()).doesNotContain("s3c");
    }

    @Test
    void P21_P28_advice_takes_numbers_as_text_and_as_fractions() {
        Advice advice = one("{\"channel\":\"/a\",\"advice\":{\"reconnect\":\"retry\",\"interval\":\"2000\","
                        + "\"timeout\":30000.0,\"maxInterval\":1e4,\"multiple-clients\":true}}")
                .advice();
        assertThat(advice).isEqualTo(new Advice(Reconnect.RETRY, 2_000, 30_000, 10_000, true));
    }

    @Test
    void P22_advice_nested_under_the_transport_overrides_the_rest_wherever_it_stands() {
        Advice advice =
                one("{\"channel\":\"/a\",\"advice\":{\"long-polling\":{\"timeout\":5000,\"reconnect\":\"handshake\"},"
                                + "\"websocket\":{\"timeout\":7000},\"reconnect\":\"retry\",\"timeout\":30000,\"interval\":3}}")
                        .advice();
        assertThat(advice).isEqualTo(new Advice(Reconnect.HANDSHAKE, 3, 5_000, -1, false));
    }

    @Test
    void P26_an_unknown_reconnect_value_means_none() {
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"reconnect\":\"maybe\"}}")
                        .advice()
                        .reconnect())
                .isEqualTo(Reconnect.NONE);
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"reconnect\":7}}")
                        .advice()
                        .reconnect())
                .isEqualTo(Reconnect.NONE);
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"reconnect\":null}}")
                        .advice()
                        .reconnect())
                .isEqualTo(Reconnect.ABSENT);
    }

    @Test
    void P14_a_negative_interval_is_kept_and_absurd_numbers_are_bounded() {
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"interval\":-5}}")
                        .advice()
                        .intervalMillis())
                .isNegative();
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"timeout\":1e300}}")
                        .advice()
                        .timeoutMillis())
                .isBetween(1L, 1_000_000_000L);
        assertThat(one("{\"channel\":\"/a\",\"advice\":{\"timeout\":\"soon\",\"interval\":[]}}")
                        .advice())
                .isEqualTo(new Advice(Reconnect.ABSENT, 0, -1, -1, false));
    }

    @Test
    void P36_P09_what_is_sent_is_an_array_and_carries_the_client_id_of_the_moment() {
        List<OutgoingMessage> messages = List.of(
                OutgoingMessage.subscribe("1", List.of("/a\"b"), Ext.NONE),
                OutgoingMessage.publish("2", "/c", "{\"x\":1}"));
        assertThat(OutgoingMessage.encode(messages, "me"))
                .isEqualTo(
                        "[{\"channel\":\"/meta/subscribe\",\"id\":\"1\",\"clientId\":\"me\",\"subscription\":\"/a\\\"b\"},"
                                + "{\"channel\":\"/c\",\"id\":\"2\",\"clientId\":\"me\",\"data\":{\"x\":1}}]");
    }

    @Test
    void P01_a_handshake_never_carries_a_client_id() {
        String sent = OutgoingMessage.encode(
                List.of(OutgoingMessage.handshake("1", List.of("websocket"), HandshakeFields.NONE)), "old");
        assertThat(sent).doesNotContain("clientId").contains("\"supportedConnectionTypes\":[\"websocket\"]");
    }

    private Advice advice(String json) {
        return one("{\"channel\":\"/a\",\"advice\":{" + json + "}}").advice();
    }

    @Test
    void P22_advice_nested_for_the_transport_overrides_field_by_field() {
        String above = "\"interval\":1,\"timeout\":2,\"maxInterval\":3,\"hosts\":[\"a\"],\"multiple-clients\":true";

        assertThat(advice(above + ",\"long-polling\":{}"))
                .isEqualTo(new Advice(Reconnect.ABSENT, 1, 2, 3, true, List.of("a")));
        assertThat(advice(above
                        + ",\"long-polling\":{\"interval\":0,\"timeout\":0,\"maxInterval\":0,\"hosts\":[\"b\",7]}"))
                .isEqualTo(new Advice(Reconnect.ABSENT, 0, 0, 0, true, List.of("b")));
        assertThat(advice("\"long-polling\":{\"multiple-clients\":true}").multipleClients())
                .isTrue();
        assertThat(advice(above + ",\"websocket\":{\"interval\":9}").intervalMillis())
                .isEqualTo(1);
    }

    @Test
    void P28_multiple_clients_may_be_text_and_anything_else_says_no() {
        assertThat(advice("\"multiple-clients\":true").multipleClients()).isTrue();
        assertThat(advice("\"multiple-clients\":\"true\"").multipleClients()).isTrue();
        for (String other : List.of("false", "\"false\"", "\"\"", "1", "null", "[true]", "{\"a\":true}")) {
            Advice advice = advice("\"multiple-clients\":" + other + ",\"interval\":5");
            assertThat(advice.multipleClients()).as(other).isFalse();
            assertThat(advice.intervalMillis()).as(other).isEqualTo(5);
        }
    }

    @Test
    void P28_what_is_no_number_is_no_time() {
        assertThat(advice("\"interval\":true,\"timeout\":null,\"maxInterval\":{}"))
                .isEqualTo(new Advice(Reconnect.ABSENT, 0, -1, -1, false));
        assertThat(advice("\"timeout\":" + "1".repeat(40)).timeoutMillis()).isEqualTo(7 * 24 * 3_600_000L);
        assertThat(advice("\"timeout\":" + "1".repeat(41)).timeoutMillis()).isEqualTo(-1);
    }

    @Test
    void P21_a_time_of_zero_is_not_an_absent_one() {
        Advice earlier = new Advice(Reconnect.NONE, 1, 2, 3, true, List.of("a"));

        assertThat(new Advice(Reconnect.RETRY, 0, 0, 0, false).after(earlier))
                .isEqualTo(new Advice(Reconnect.RETRY, 0, 0, 0, false));
        assertThat(new Advice(Reconnect.RETRY, 0, -1, -1, false).after(earlier))
                .isEqualTo(new Advice(Reconnect.RETRY, 0, 2, 3, false));
    }

    @Test
    void P38_a_comment_is_taken_off_where_it_is_whole_and_nowhere_else() {
        for (String text : List.of("/*[]*", "/*[]/", "/[]*/", "*[]*/", "/*/")) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(ProtocolException.class);
        }
        assertThat(read("7").unusable()).isEqualTo(1);
    }

    @Test
    void a_long_message_is_shown_by_its_beginning() {
        ReceivedMessage message = one("{\"channel\":\"/a\",\"data\":\"" + "x ".repeat(5_000) + "\"}");

        assertThat(message.toString())
                .startsWith("{\"channel\":\"/a\",")
                .endsWith("…")
                .hasSizeLessThan(5_000);
        assertThat(one("{\"channel\":\"/a\"}")).hasToString("{\"channel\":\"/a\"}");
    }

    @Test
    void a_message_without_data_has_neither_payload_nor_position() {
        assertThat(one("{\"channel\":\"/a\"}").data()).isNull();
        assertThat(one("{\"channel\":\"/a\"}").replayId()).isNull();
        assertThat(one("{\"channel\":\"/a\",\"data\":null}").data()).isNull();
    }
}
