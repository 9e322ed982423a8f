package dev.halley.bayeux.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutgoingMessageTest {
    private static Object encoded(OutgoingMessage message) {
        return ((List<?>) JsonValues.parse(OutgoingMessage.encode(List.of(message), "c"))).get(0);
    }

    @Test
    void P41_ext_of_several_sources_is_merged_down_to_the_leaves() {
        HandshakeFields custom = HandshakeFields.NONE
                .plusExt("auth", Map.of("user", "u", "token", "t"))
                .plusExt("auth", Map.of("token", "t2"))
                .plusExt("replay", "mine");
        OutgoingMessage handshake = OutgoingMessage.handshake("1", List.of("websocket"), custom)
                .withExt("ack", true)
                .withExt("replay", true);
        assertThat(encoded(handshake))
                .isEqualTo(Map.of(
                        "channel", "/meta/handshake",
                        "id", "1",
                        "version", "1.0",
                        "minimumVersion", "1.0",
                        "supportedConnectionTypes", List.of("websocket"),
                        "ext", Map.of("auth", Map.of("user", "u", "token", "t2"), "ack", true, "replay", true)));
    }

    @Test
    void a_message_without_ext_has_no_such_field() {
        OutgoingMessage connect = OutgoingMessage.connect("1", "websocket", false);
        assertThat(encoded(connect))
                .isEqualTo(
                        Map.of("channel", "/meta/connect", "id", "1", "clientId", "c", "connectionType", "websocket"));
        assertThat(connect.withExt("ack", 7).length()).isEqualTo(connect.length() + "{\"ack\":7}".length());
    }

    @Test
    void what_the_application_gave_is_copied() {
        List<String> roles = new ArrayList<>(List.of("a"));
        HandshakeFields custom = HandshakeFields.NONE.plusExt("roles", roles).plusField("roles", roles);
        roles.add("b");
        assertThat(custom.ext().members()).containsEntry("roles", List.of("a"));
        assertThat(custom.fields()).containsEntry("roles", List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"channel", "id", "clientId", "version", "minimumVersion", "supportedConnectionTypes", "ext"})
    void P08_reserved_fields_are_refused(String name) {
        assertThatThrownBy(() -> HandshakeFields.NONE.plusField(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("handshakeField: '" + name + "'")
                .hasMessageContaining("expected: ");
    }

    @Test
    void what_is_no_json_is_refused_at_once() {
        assertThatThrownBy(() -> HandshakeFields.NONE.plusExt("x", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void shows_no_value() {
        HandshakeFields custom = HandshakeFields.NONE.plusExt("token", "s3cret").plusField("password", "s3cret");
        assertThat(custom.toString()).doesNotContain("s3cret").contains("token", "password");
        assertThat(OutgoingMessage.handshake("1", List.of("websocket"), custom).toString())
                .doesNotContain("s3cret");
    }

    @Test
    void its_bytes_are_reckoned_as_utf_8_with_room_for_the_rest() {
        OutgoingMessage plain = OutgoingMessage.publish("17", "/a", "\"\"");
        int empty = plain.bytes();

        assertThat(empty).isEqualTo("/a".length() + ",\"data\":\"\"".length() + "17".length() + 100);
        assertThat(List.of("\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\ud83d\ude00"))
                .extracting(text ->
                        OutgoingMessage.publish("17", "/a", '"' + text + '"').bytes() - empty)
                .containsExactly(1, 2, 2, 3, 3, 4);
        assertThat(plain.withExt("x", "\u00e9").bytes()).isEqualTo(empty + "{\"x\":\"?\"}".length() + 1);
        assertThat(OutgoingMessage.publish("17", "/\u00e9", "\"\"").bytes()).isEqualTo(empty + 1);
    }

    @Test
    void its_length_is_that_of_its_parts() {
        OutgoingMessage message = OutgoingMessage.publish("17", "/abc", "1");

        assertThat(message.length()).isGreaterThanOrEqualTo(message.json().length());
        assertThat(message.withExt("x", 1).length()).isEqualTo(message.length() + "{\"x\":1}".length());
        assertThat(OutgoingMessage.publish("178", "/abcd", "12").length()).isEqualTo(message.length() + 3);
    }

    @Test
    void shows_channel_and_id() {
        assertThat(OutgoingMessage.publish("7", "/a", "1")).hasToString("/a#7");
    }

    @Test
    void only_a_disconnect_is_one() {
        assertThat(OutgoingMessage.disconnect("1").isDisconnect()).isTrue();
        assertThat(OutgoingMessage.connect("1", "websocket", true).isDisconnect())
                .isFalse();
    }

    @Test
    void ext_is_equal_by_its_members() {
        Ext one = HandshakeFields.NONE.plusExt("a", List.of(1)).ext();
        Ext same = HandshakeFields.NONE.plusExt("a", List.of(1)).ext();
        Ext other = HandshakeFields.NONE.plusExt("a", List.of(2)).ext();

        assertThat(one)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(other)
                .isNotEqualTo(one.members());
        assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
    }
}
