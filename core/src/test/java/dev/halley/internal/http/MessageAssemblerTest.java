package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
    private final MessageAssembler message = new MessageAssembler(8);

    @Test
    void a_whole_message_at_the_start_of_the_wires_array_is_not_copied() {
        char[] array = "hello, you".toCharArray();

        assertThat(message.add(CharBuffer.wrap(array, 0, 5), true)).isTrue();

        assertThat(message.text()).isSameAs(array);
        assertThat(message.length()).isEqualTo(5);
        message.reset();
        assertThat(message.length()).isZero();
    }

    @Test
    void a_message_elsewhere_in_an_array_starts_at_0_nevertheless() {
        char[] array = "oh, hello".toCharArray();

        assertThat(message.add(CharBuffer.wrap(array, 4, 5), true)).isTrue();
        assertThat(taken()).isEqualTo("hello");

        assertThat(message.add(CharBuffer.wrap(array, 2, 7).slice(), true)).isTrue();
        assertThat(taken()).isEqualTo(", hello");

        assertThat(message.add(CharBuffer.wrap(array).asReadOnlyBuffer().limit(2), true))
                .isTrue();
        assertThat(taken()).isEqualTo("oh");
    }

    @Test
    void parts_are_put_together_and_leave_the_wires_arrays_as_they_are() {
        char[] first = "abc".toCharArray();
        char[] second = "def".toCharArray();

        assertThat(message.add(CharBuffer.wrap(first), false)).isTrue();
        assertThat(message.add(CharBuffer.wrap(second), true)).isTrue();
        assertThat(taken()).isEqualTo("abcdef");

        assertThat(message.add(CharBuffer.wrap(second), true)).isTrue();
        assertThat(message.text()).isSameAs(second);
        assertThat(taken()).isEqualTo("def");

        assertThat(message.add("", false)).isTrue();
        assertThat(message.add("gh", true)).isTrue();
        assertThat(taken()).isEqualTo("gh");
        assertThat(first).containsExactly('a', 'b', 'c');
        assertThat(second).containsExactly('d', 'e', 'f');
    }

    @Test
    void what_is_longer_than_allowed_is_refused_in_one_part_and_in_several() {
        assertThat(message.add(CharBuffer.wrap("123456789".toCharArray()), true))
                .isFalse();
        assertThat(message.add("12345678", false)).isTrue();
        assertThat(message.add(CharBuffer.wrap("9".toCharArray()), true)).isFalse();
    }

    private String taken() {
        String text = new String(message.text(), 0, message.length());
        message.reset();
        return text;
    }
}
