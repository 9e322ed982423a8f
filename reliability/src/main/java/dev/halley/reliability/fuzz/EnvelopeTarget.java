package dev.halley.reliability.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halley.internal.json.JsonScanner;
import java.util.Arrays;

/** The scanner takes what Jackson takes, and reads the same in it. */
final class EnvelopeTarget {
    private final JsonMapper oracle = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxNestingDepth(Scanned.MAX_DEPTH)
                            .maxNumberLength(Scanned.MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    void run(byte[] input) {
        char[] text = Input.text(input);
        Scanned read = Scanned.of(text);
        Claim.equal(skips(text), read.isAccepted(), () -> "skipping and reading differ; accepted");
        if (read.isDisputed()) {
            return;
        }
        Object expected;
        try {
            expected = oracle.readValue(new String(text), Object.class);
        } catch (StreamConstraintsException itsLimit) {
            return;
        } catch (JsonProcessingException refused) {
            Claim.that(!read.isAccepted(), () -> "accepted, though Jackson says: " + refused.getOriginalMessage());
            return;
        }
        Claim.that(read.isAccepted(), () -> "refused, though Jackson accepts it: " + read.refusal());
        Claim.equal(read.value(), expected, () -> "read");
    }

    private static boolean skips(char[] text) {
        // Behind and before other characters: nothing outside of the range counts.
        char[] around = ("1" + new String(text) + "]").toCharArray();
        JsonScanner scanner = new JsonScanner();
        scanner.reset(around, 1, text.length);
        return Scanned.accepts(() -> {
            scanner.skip();
            int start = scanner.valueStart();
            int end = scanner.valueEnd();
            scanner.end();
            Claim.that(1 <= start && start < end && end <= text.length + 1, () -> "place: " + start + " to " + end);
            Claim.that(Scanned.of(Arrays.copyOfRange(around, start, end)).isAccepted(), () -> "the slice is no value");
        });
    }
}
