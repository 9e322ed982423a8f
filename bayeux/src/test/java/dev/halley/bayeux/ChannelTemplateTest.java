package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChannelTemplateTest {
    @Test
    void the_pattern_is_the_narrowest_that_covers_the_template() {
        assertThat(ChannelTemplate.of("/room/{id}").pattern()).isEqualTo("/room/*");
        assertThat(ChannelTemplate.of("/room/{id}/").pattern()).isEqualTo("/room/*");
        assertThat(ChannelTemplate.of("/{a}").pattern()).isEqualTo("/*");
        assertThat(ChannelTemplate.of("/room/{id}/chat").pattern()).isEqualTo("/room/**");
        assertThat(ChannelTemplate.of("/{a}/{b}").pattern()).isEqualTo("/**");
    }

    @Test
    void a_channel_of_the_same_segments_matches_and_gives_its_parameters_in_order() {
        ChannelTemplate template = ChannelTemplate.of("/{b}/room/{a}");
        assertThat(template.parameters()).containsExactly("b", "a");
        assertThat(template.match("/1/room/2").orElseThrow().entrySet())
                .containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        for (String other : List.of("/1/room", "/1/room/2/3", "/1/hall/2", "/room/2")) {
            assertThat(template.matches(other)).as(other).isFalse();
            assertThat(template.match(other)).as(other).isEmpty();
        }
    }

    @Test
    void binding_puts_values_into_the_template() {
        ChannelTemplate template = ChannelTemplate.of("/room/{id}/chat");
        assertThat(template.bind(Map.of("id", "7", "other", "x"))).isEqualTo("/room/7/chat");
        assertThatThrownBy(() -> template.bind(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id: missing (expected: one segment for /room/{id}/chat, not empty and without a slash)");
        for (String bad : List.of("", "a/b", "*", "a b")) {
            assertThatThrownBy(() -> template.bind(Map.of("id", bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void what_is_no_template_is_refused_with_its_text() {
        for (String bad : List.of(
                "/room", "/room/{}", "/room/{a b}", "/room/{a}/{a}", "/room/x{a}", "/{a}/*", "room/{a}", "/meta/{a}")) {
            assertThatThrownBy(() -> ChannelTemplate.of(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("template: '" + bad + "'")
                    .hasMessageContaining("(expected: ");
        }
    }

    @Test
    void templates_are_equal_by_their_text() {
        assertThat(ChannelTemplate.of("/a/{b}/"))
                .isEqualTo(ChannelTemplate.of("/a/{b}"))
                .hasSameHashCodeAs(ChannelTemplate.of("/a/{b}"))
                .hasToString("/a/{b}")
                .isNotEqualTo(ChannelTemplate.of("/a/{c}"));
    }
}
