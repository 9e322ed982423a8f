package dev.halley.socketio.internal.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TextScratchTest {
    @Test
    void an_array_comes_back_and_is_never_given_to_two() {
        char[] first = TextScratch.take(100);
        char[] second = TextScratch.take(100);
        assertThat(second).isNotSameAs(first).hasSizeGreaterThanOrEqualTo(100);
        TextScratch.give(first);
        assertThat(TextScratch.take(100)).isSameAs(first);
        assertThat(TextScratch.take(100)).isNotSameAs(first);
    }

    @Test
    void an_array_is_as_long_as_wanted_and_a_giant_one_is_not_kept() {
        for (int length : new int[] {0, 1, 511, 512, 513, 32 * 1024, 32 * 1024 + 1, 1 << 20}) {
            char[] chars = TextScratch.take(length);
            assertThat(chars.length).isGreaterThanOrEqualTo(length);
            TextScratch.give(chars);
        }
        assertThat(TextScratch.take(1)).hasSizeLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void a_codec_may_read_other_arguments_while_it_reads_one_and_threads_do_at_once() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String own = "\"text of " + thread + (thread % 2 == 0 ? " \u00e9" : " \u0416\ud83d\ude00") + "\"";
            JsonArguments inner =
                    new JsonArguments(plain(), "[" + own + "," + own + "]", new int[] {1, 1 + own.length()});
            JsonArguments outer = new JsonArguments(
                    JsonCodec.of(String::valueOf, text -> text + inner.get(0, Object.class) + text), own);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20_000; i++) {
                    assertThat(outer.get(0, Object.class)).isEqualTo(own + own + own);
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
    }

    private static JsonCodec plain() {
        return JsonCodec.of(String::valueOf, text -> text);
    }
}
