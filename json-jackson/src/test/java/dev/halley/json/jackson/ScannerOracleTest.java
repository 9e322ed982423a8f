package dev.halley.json.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonValues;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Compares core's scanner with Jackson: both take and refuse the same texts, and read the same values from them. Two
 * differences are intended: the scanner counts every character of a number, Jackson only its digits; and Jackson has a
 * limit for the length of keys, the scanner leaves that to the limit for messages.
 */
class ScannerOracleTest {
    private static final int DOCUMENTS = 210_000;
    private static final Object REFUSED = new Object();

    private final ObjectMapper jackson = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(500)
                            .maxNumberLength(1_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final JsonScanner scanner = new JsonScanner();

    @Test
    void scanner_and_Jackson_agree_on_random_and_mutated_documents() {
        // On a thread of its own, whose stack is short: most of the time goes into stack traces.
        int accepted = CompletableFuture.supplyAsync(this::compareAll).join();
        assertThat(accepted).isBetween(DOCUMENTS / 3, DOCUMENTS * 2 / 3);
    }

    private int compareAll() {
        int accepted = 0;
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            Random random = new Random(seed * 7919L);
            StringBuilder text = new RandomJson(random).document();
            // A third stays valid JSON.
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                RandomJson.mutate(text, random);
            }
            String json = text.toString();
            Object expected = throughJackson(json);
            accepted += expected == REFUSED ? 0 : 1;
            same(throughValues(json), expected, json, seed);
            if (skips(json) != (expected != REFUSED)) {
                throw new AssertionError("seed " + seed + ": skip() does not agree on <" + json + ">");
            }
        }
        return accepted;
    }

    @Test
    void numbers_near_the_limits_of_their_types_are_the_same() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String json = RandomJson.longNumber(random);
            same(throughValues(json), throughJackson(json), json, i);
        }
    }

    @Test
    void the_scanner_counts_the_sign_and_the_point_of_a_number_and_Jackson_does_not() {
        for (String json : new String[] {"-" + "1".repeat(1000), "1." + "1".repeat(999)}) {
            assertThat(throughJackson(json)).isNotSameAs(REFUSED);
            assertThat(throughValues(json)).isSameAs(REFUSED);
        }
    }

    @Test
    void only_Jackson_limits_the_length_of_a_key() {
        String json = "{\"" + "k".repeat(60_000) + "\":1}";
        assertThat(throughJackson(json)).isSameAs(REFUSED);
        assertThat(throughValues(json)).isNotSameAs(REFUSED);
    }

    private static void same(Object actual, Object expected, String json, int seed) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(
                    "seed " + seed + " <" + json + ">: " + show(actual) + " (expected: " + show(expected) + ")");
        }
    }

    private static String show(Object value) {
        return value == REFUSED
                ? "refused"
                : value + (value == null ? "" : " " + value.getClass().getSimpleName());
    }

    private Object throughJackson(String json) {
        try {
            return jackson.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            return REFUSED;
        }
    }

    private static Object throughValues(String json) {
        try {
            return JsonValues.parse(json);
        } catch (ProtocolException e) {
            return REFUSED;
        }
    }

    private boolean skips(String json) {
        try {
            scanner.reset(json.toCharArray(), 0, json.length());
            scanner.skip();
            scanner.end();
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }
}
