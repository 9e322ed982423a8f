package dev.halley.reliability.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Readings of an input. Pure. */
final class Input {
    /** Stands in no UTF-8. */
    private static final byte SEPARATOR = (byte) 0xFF;

    private Input() {}

    /** As text from the network: what is not UTF-8 is replaced. */
    static char[] text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8).toCharArray();
    }

    /** What stands between bytes 255; at most so many parts. */
    static List<byte[]> parts(byte[] input, int most) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < input.length && parts.size() < most; i++) {
            if (input[i] == SEPARATOR) {
                parts.add(Arrays.copyOfRange(input, start, i));
                start = i + 1;
            }
        }
        if (parts.size() < most) {
            parts.add(Arrays.copyOfRange(input, start, input.length));
        }
        return parts;
    }
}
