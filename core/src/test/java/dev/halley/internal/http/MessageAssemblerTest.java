package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
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

    @Test
    void a_slice_whose_position_is_as_far_as_its_start_does_not_start_the_array() {
        CharBuffer slice =
                CharBuffer.wrap("12345678".toCharArray()).position(2).slice().position(2);

        assertThat(message.add(slice, true)).isTrue();
        assertThat(taken()).isEqualTo("5678");
    }

    @Test
    void any_kind_of_text_may_be_a_part() {
        assertThat(message.add("abc", false)).isTrue();
        assertThat(message.add(new StringBuilder("def"), true)).isTrue();

        assertThat(taken()).isEqualTo("abcdef");
    }

    @Test
    void the_next_message_finds_the_room_that_the_last_one_needed_unless_that_was_much() {
        MessageAssembler large = new MessageAssembler(1 << 20);
        char[] most = arrayOf(large, "a".repeat(64 * 1024));
        assertThat(arrayOf(large, "b") == most).isTrue();

        char[] more = arrayOf(large, "c".repeat(64 * 1024 + 1));
        assertThat(more == most).isFalse();
        char[] small = arrayOf(large, "d");
        assertThat(small.length).isLessThan(1024);
        assertThat(arrayOf(large, "e".repeat(small.length)) == small).isTrue();
    }

    private static char[] arrayOf(MessageAssembler assembler, String message) {
        assertThat(assembler.add(message, true)).isTrue();
        char[] array = assembler.text();
        assertThat(new String(array, 0, assembler.length())).isEqualTo(message);
        assembler.reset();
        return array;
    }

    @Test
    void bytes_that_come_in_one_part_have_an_array_without_room_to_spare() {
        BinaryAssembler whole = new BinaryAssembler(9);

        assertThat(whole.add(ByteBuffer.wrap(new byte[] {1, 2, 3}), true)).isTrue();
        assertThat(whole.take().array()).containsExactly(1, 2, 3);
        assertThat(whole.add(ByteBuffer.wrap(new byte[] {4, 5}), false)).isTrue();
        assertThat(whole.add(ByteBuffer.wrap(new byte[] {6}), false)).isTrue();
        assertThat(whole.take().array()).containsExactly(4, 5, 6, 0);
    }

    private String taken() {
        String text = new String(message.text(), 0, message.length());
        message.reset();
        return text;
    }
}
