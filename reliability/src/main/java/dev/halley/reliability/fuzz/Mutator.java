package dev.halley.reliability.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Inputs without a fuzzer: changes of seeds, drawn from a number, which knows nothing of what they reach. For a short pass
 * that is the same in each run. One thread.
 */
public final class Mutator {
    private static final int LONGEST = 16 * 1024;

    private static final List<byte[]> TOKENS = java.util.stream.Stream.of(
                    "\"",
                    "\\",
                    "\\u",
                    "\\uD83D",
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    "null",
                    "true",
                    "-",
                    "e9",
                    "0",
                    "1e999",
                    "9223372036854775808",
                    "\u001e",
                    "\u0000",
                    "\uFEFF",
                    "é",
                    "\uD83D\uDE00",
                    "_placeholder",
                    "num",
                    "channel",
                    "/meta/connect",
                    "advice",
                    "error",
                    "402::",
                    "sid",
                    "b4",
                    "451-",
                    "/*",
                    "*/",
                    "\r\n",
                    "Set-Cookie: ",
                    "Content-Encoding: gzip\n",
                    "; Path=/",
                    "%")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    private static final int[] BYTES = {0, 1, 0x1e, ' ', '"', '0', '9', 0x7f, 0x80, 0xc0, 0xc1, 0xdf, 0xff};

    private final List<byte[]> seeds;
    private final Random random;

    /**
     * Begins.
     *
     * @param seeds at least one
     * @param number the same one gives the same inputs
     */
    public Mutator(List<byte[]> seeds, long number) {
        this.seeds = List.copyOf(seeds);
        this.random = new Random(number);
    }

    /**
     * The next input.
     *
     * @return not longer than 16 KiB
     */
    public byte[] next() {
        byte[] input = any().clone();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            input = changed(input);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(16));
        byte[] range = Arrays.copyOfRange(input, from, to);
        return switch (random.nextInt(8)) {
            case 0 -> replaced(input, from, to, new byte[0]);
            case 1 -> replaced(input, from, from, TOKENS.get(random.nextInt(TOKENS.size())));
            case 2 -> replaced(input, from, to, TOKENS.get(random.nextInt(TOKENS.size())));
            case 3 ->
                replaced(input, from, Math.min(input.length, from + 1), octet(BYTES[random.nextInt(BYTES.length)]));
            case 4 -> replaced(input, from, Math.min(input.length, from + 1), octet(random.nextInt(256)));
            case 5 -> replaced(input, from, from, repeated(range, 1 << random.nextInt(8)));
            case 6 -> replaced(input, from, input.length, tail(any()));
            default -> replaced(input, random.nextInt(input.length + 1), -1, range);
        };
    }

    private byte[] tail(byte[] seed) {
        return Arrays.copyOfRange(seed, random.nextInt(seed.length + 1), seed.length);
    }

    private static byte[] octet(int value) {
        return new byte[] {(byte) value};
    }

    private static byte[] repeated(byte[] range, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(range);
        }
        return out.toByteArray();
    }

    /** With a negative end nothing is taken away. */
    private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, from);
        out.writeBytes(by);
        int rest = Math.max(from, to);
        out.write(input, rest, input.length - rest);
        return out.toByteArray();
    }
}
