package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.reliability.fuzz.Corpus;
import dev.halley.reliability.fuzz.Mutator;
import dev.halley.reliability.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short share of what {@code reliability/run --long --part fuzz} does: the corpora, and some changes of what is in them. */
@Timeout(60)
class FuzzTest {
    private static final int INPUTS = 400;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private static Path corpora() {
        return (Files.isDirectory(Path.of("corpus")) ? Path.of("") : Path.of("reliability")).resolve("corpus");
    }

    private static void give(Target target, byte[] input, String which) {
        try {
            target.run(input);
        } catch (Throwable failure) {
            throw new AssertionError(
                    target + ", " + which + ", in base64: "
                            + Base64.getEncoder().encodeToString(input),
                    failure);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_kept_breaks_nothing(Target target) throws IOException {
        List<Corpus.Entry> entries = Corpus.read(corpora(), target);

        assertThat(entries).hasSizeGreaterThan(3);
        entries.forEach(entry -> give(target, entry.input(), entry.name()));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_made_of_it_breaks_nothing(Target target) throws IOException {
        Mutator inputs = new Mutator(
                Corpus.read(corpora(), target).stream().map(Corpus.Entry::input).toList(), 20_261_122);
        long end = System.nanoTime() + NANOS;

        for (int i = 0; i < INPUTS && System.nanoTime() - end < 0; i++) {
            give(target, inputs.next(), "input " + i);
        }
    }

    @Test
    void the_same_number_makes_the_same_inputs() {
        List<byte[]> seeds = List.of("[1,2]".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[0]);
        Mutator one = new Mutator(seeds, 1);
        Mutator other = new Mutator(seeds, 1);

        for (int i = 0; i < 1_000; i++) {
            assertThat(one.next()).isEqualTo(other.next()).hasSizeLessThanOrEqualTo(16 * 1024);
        }
    }

    @Test
    void a_target_has_a_name() {
        assertThat(Target.of("envelope")).isSameAs(Target.ENVELOPE);
        assertThatThrownBy(() -> Target.of("luck")).hasMessageStartingWith("target: luck (expected: envelope, jackson");
    }
}
