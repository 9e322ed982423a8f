package dev.halley.bayeux.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChannelsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/a", "/a/b", "/a/*", "/a/**", "/**", "/*", "/topic/Order__e?Status='New'", "/ä/ü", "/service/x"
            })
    void P42_valid_names_are_kept(String channel) {
        assertThat(Channels.forSubscribe(channel)).isEqualTo(channel);
    }

    @Test
    void P42_a_trailing_slash_is_normalised() {
        assertThat(Channels.forSubscribe("/a/b/")).isEqualTo("/a/b");
        assertThat(Channels.forPublish("/a/")).isEqualTo("/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a", "a/b", "//a", "/a//b", "/a//", "/a b", "/a\n", "/a/*/b", "/a/**/b", "/a*", "/a/b*", "/*a",
                "/a/***"
            })
    void P42_P43_invalid_names_are_refused_with_what_was_expected(String channel) {
        assertThatThrownBy(() -> Channels.forSubscribe(channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta", "/meta/connect", "/meta/*", "/meta/**"})
    void P45_meta_channels_are_refused(String channel) {
        assertThatThrownBy(() -> Channels.forSubscribe(channel)).hasMessageContaining("meta");
        assertThatThrownBy(() -> Channels.forPublish("/meta/connect")).hasMessageContaining("meta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/*", "/a/**", "/**"})
    void P52_wildcards_are_refused_in_a_publish(String channel) {
        assertThatThrownBy(() -> Channels.forPublish(channel)).hasMessageContaining("wildcard");
    }

    @Test
    void only_service_channels_can_be_called() {
        assertThat(Channels.forCall("/service/x")).isEqualTo("/service/x");
        assertThatThrownBy(() -> Channels.forCall("/a")).hasMessageContaining("/service/");
        assertThatThrownBy(() -> Channels.forCall("/servicex/a")).hasMessageContaining("/service/");
    }

    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo/*, true",
        "/foo, /foo/*, false",
        "/foobar, /foo/*, false",
        "/foo/bar/x, /foo/*, false",
        "/foo/bar, /foo/**, true",
        "/foo/bar/x, /foo/**, true",
        "/foo, /foo/**, false",
        "/foobar/x, /foo/**, false",
        "/foo, /*, true",
        "/foo/bar, /*, false",
        "/foo/bar, /**, true",
        "/foo, /**, true",
        "/meta/connect, /**, false",
        "/meta/connect, /*, false",
        "/service/x, /**, false",
        "/service/x, /service/*, true",
        "/service/x/y, /service/**, true",
        "/foo, /foo, true"
    })
    void P43_patterns_match_by_segment(String channel, String pattern, boolean matches) {
        assertThat(Channels.matching(channel).contains(pattern)).isEqualTo(matches);
    }

    @Test
    void patterns_are_ordered_from_the_most_specific_on() {
        assertThat(Channels.matching("/a/b/c")).containsExactly("/a/b/c", "/a/b/*", "/a/b/**", "/a/**", "/**");
    }

    @Test
    void a_service_is_named_with_or_without_a_slash() {
        assertThat(Channels.ofService("x/y")).isEqualTo("/service/x/y");
        assertThat(Channels.ofService("/x/y")).isEqualTo("/service/x/y");
    }

    @Test
    void what_is_refused_is_shown_printable() {
        assertThatThrownBy(() -> Channels.forSubscribe("/a\nb"))
                .hasMessageStartingWith("channel: '/a?b' (expected: no blank and no control character; position 2 has");
        assertThatThrownBy(() -> Channels.forSubscribe("a\u007f")).hasMessageStartingWith("channel: 'a?' (expected");
        assertThatThrownBy(() -> Channels.forSubscribe("/a?b\u007f")).hasMessageContaining("position 4 has one");
    }

    @Test
    void P42_a_filter_alone_and_a_brace_alone_are_no_channel() {
        assertThatThrownBy(() -> Channels.forSubscribe("?a=/b")).hasMessageContaining("begin with a slash");
        assertThat(Channels.isTemplate("{a}")).isTrue();
        assertThat(Channels.isTemplate("/a/{b}")).isTrue();
        assertThat(Channels.isTemplate("/a?b={c}")).isFalse();
    }
}
