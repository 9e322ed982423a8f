package dev.halley.bayeux.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class Z85Test {
    @ParameterizedTest
    @CsvSource({"1,H5", "2,Hpm", "3,Hpuv", "4,Hpuv:", "5,Hpuv:n=", "6,Hpuv:n{Z", "7,Hpuv:n{^S", "8,Hpuv:n{^U}"})
    void what_cometd_9_makes_of_bytes_that_are_no_multiple_of_four(int count, String text) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (0x86 + i * 0x31);
        }
        assertThat(Z85.encode(ByteBuffer.wrap(bytes))).isEqualTo(text);
        assertThat(Z85.decode(text)).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void any_bytes_come_back() {
        Random random = new Random(7);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (int i = 0; i < length && random.nextInt(4) == 0; i++) {
                bytes[length - 1 - i] = (byte) 0xff;
            }
            ByteBuffer given = ByteBuffer.wrap(bytes);
            assertThat(Z85.decode(Z85.encode(given))).isEqualTo(given);
            assertThat(given.position()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "HelloW", "ab cd", "abc~d", "#####", "Hellö", "##"})
    void what_is_no_z85_is_refused(String text) {
        assertThatThrownBy(() -> Z85.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }
}
