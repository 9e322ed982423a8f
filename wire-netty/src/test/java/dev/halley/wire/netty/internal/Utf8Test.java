package dev.halley.wire.netty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final Scratch SCRATCH = new Scratch();

    private static String decoded(byte[] bytes, int split) {
        Utf8 utf8 = new Utf8();
        StringBuilder text = new StringBuilder();
        byte[][] parts = {Arrays.copyOfRange(bytes, 0, split), Arrays.copyOfRange(bytes, split, bytes.length)};
        for (byte[] part : parts) {
            System.arraycopy(part, 0, SCRATCH.bytes, 0, part.length);
            int length = utf8.decode(SCRATCH, part.length);
            if (length == Utf8.MALFORMED) {
                return null;
            }
            text.append(SCRATCH.text(length));
        }
        return utf8.isUnfinished() ? null : text.toString();
    }

    private static String asTheJdkDoes(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    @Test
    void every_character_is_read_wherever_a_part_ends() {
        for (int code = 0; code <= Character.MAX_CODE_POINT; code++) {
            if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
                continue;
            }
            String text = "a" + Character.toString(code) + "b";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int split = 0; split <= bytes.length; split++) {
                if (!text.equals(decoded(bytes, split))) {
                    assertThat(decoded(bytes, split))
                            .as("U+%x split at %d", code, split)
                            .isEqualTo(text);
                }
            }
        }
    }

    @Test
    void long_and_short_runs_of_ascii_are_read_between_other_characters() {
        StringBuilder text = new StringBuilder();
        for (int run = 0; run < 100; run++) {
            text.append("0123456789".repeat(10), 0, run).append("€");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
            assertThat(decoded(bytes, split)).isEqualTo(text.toString());
        }
    }

    @Test
    void any_bytes_are_taken_or_refused_as_the_jdk_does() {
        Random random = new Random(7);
        byte[] interesting = {
            0,
            0x41,
            0x7F,
            (byte) 0x80,
            (byte) 0x8F,
            (byte) 0x90,
            (byte) 0x9F,
            (byte) 0xA0,
            (byte) 0xBF,
            (byte) 0xC0,
            (byte) 0xC1,
            (byte) 0xC2,
            (byte) 0xDF,
            (byte) 0xE0,
            (byte) 0xE1,
            (byte) 0xED,
            (byte) 0xEF,
            (byte) 0xF0,
            (byte) 0xF1,
            (byte) 0xF4,
            (byte) 0xF5,
            (byte) 0xFF
        };
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(24)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextInt(3) == 0 ? 0x61 : interesting[random.nextInt(interesting.length)];
            }
            String expected = asTheJdkDoes(bytes);
            String actual = decoded(bytes, random.nextInt(bytes.length + 1));
            if (expected == null ? actual != null : !expected.equals(actual)) {
                assertThat(actual).as(Arrays.toString(bytes)).isEqualTo(expected);
            }
        }
    }
}
