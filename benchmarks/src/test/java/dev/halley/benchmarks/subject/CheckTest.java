package dev.halley.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.benchmarks.Payloads;
import org.junit.jupiter.api.Test;

class CheckTest {
    private final Check check = new Check();

    @Test
    void all_messages_in_order_pass_and_numbers_start_again_after_a_block() {
        int block = Payloads.blockCount(16384);
        check.expect(2L * block, 16384);
        for (int i = 0; i < 2 * block; i++) {
            check.message(i % block, 16384);
        }

        assertThatCode(check::await).doesNotThrowAnyException();
    }

    @Test
    void a_lost_message_fails_the_round() {
        check.expect(3, 100);
        check.message(0, 100);
        check.message(2, 100);
        // told is the first, whatever comes before somebody asks
        check.message(3, 100);

        assertThatIllegalStateException()
                .isThrownBy(check::await)
                .withMessage("message 1: number 2, length 100 (expected: 1, 100)");
    }

    @Test
    void a_text_cut_short_fails_the_round() {
        check.expect(1, 100);
        check.message(0, 99);

        assertThatIllegalStateException().isThrownBy(check::await);
    }
}
