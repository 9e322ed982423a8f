package dev.halley.reliability.fuzz;

import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.internal.http.Masking;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A beginning, something that is repeated, and an end, as the three parts of an input: whatever takes more than its share of
 * time for such a text is still busy when the time for an input is over.
 */
final class RepetitionTarget {
    private static final int LENGTH = 192 * 1024;
    private static final int MOST = 64;

    void run(byte[] input) {
        List<byte[]> parts = Input.parts(input, 3);
        if (parts.size() < 3 || parts.get(1).length == 0 || input.length > 3 * MOST) {
            return;
        }
        String begin = new String(parts.get(0), StandardCharsets.UTF_8);
        String again = new String(parts.get(1), StandardCharsets.UTF_8);
        String end = new String(parts.get(2), StandardCharsets.UTF_8);
        String whole = begin + again.repeat(LENGTH / again.length()) + end;
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (Target target : List.of(
                Target.ENVELOPE,
                Target.GSON,
                Target.JACKSON,
                Target.JACKSON3,
                Target.PAYLOAD3,
                Target.PAYLOAD4,
                Target.PACKETS,
                Target.MSGPACK,
                Target.MESSAGES,
                Target.REPLIES)) {
            target.run(bytes);
        }
        Claim.that(BayeuxError.parse(whole).text() != null, () -> "no text");
        // What the logs at TRACE and a wire tap are shown.
        Claim.that(Masking.text(whole).length() <= 2 * whole.length() + 100, () -> "masked: longer than before");
    }
}
