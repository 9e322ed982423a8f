package dev.halley.reliability.fuzz;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values made of an input's bytes, and what can be said of values. */
final class Values {
    private static final int MAX_DEPTH = 6;

    private final ByteBuffer input;
    private final boolean bytes;

    /**
     * Begins.
     *
     * @param bytes whether arrays of bytes are among the values
     */
    Values(byte[] input, boolean bytes) {
        this.input = ByteBuffer.wrap(input);
        this.bytes = bytes;
    }

    @Nullable Object next() {
        return next(0);
    }

    private @Nullable Object next(int depth) {
        int kind = octet() % (depth < MAX_DEPTH ? 12 : 10);
        return switch (kind) {
            case 0 -> null;
            case 1 -> octet() % 2 == 0;
            case 2 -> octet() - 128;
            case 3 -> shortest(number(Long.BYTES).longValue());
            case 4 -> {
                BigInteger big = number(12);
                yield big.bitLength() < Long.SIZE ? shortest(big.longValue()) : big;
            }
            case 5 -> {
                double value = Double.longBitsToDouble(number(Long.BYTES).longValue());
                yield Double.isFinite(value) ? value : 0.5;
            }
            case 6, 7, 8 -> text();
            case 9 -> bytes ? array() : text();
            case 10 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = octet() % 5; i > 0; i--) {
                    list.add(next(depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = octet() % 5; i > 0; i--) {
                    map.put(text(), next(depth + 1));
                }
                yield map;
            }
        };
    }

    private static Object shortest(long value) {
        int small = (int) value;
        return small == value ? (Object) small : (Object) value;
    }

    /** Any characters, whole surrogate pairs among them. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = octet() % 12; i > 0; i--) {
            int c = octet();
            if (c >= 0xF0) {
                text.appendCodePoint(0x10000 + (octet() << 8 | octet()));
            } else if (c >= 0xE0) {
                char wide = (char) (octet() << 8 | octet());
                text.append(Character.isSurrogate(wide) ? '?' : wide);
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    int octet() {
        return input.hasRemaining() ? input.get() & 0xFF : 0;
    }

    private byte[] array() {
        byte[] array = new byte[octet() % 40];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) octet();
        }
        return array;
    }

    private BigInteger number(int length) {
        byte[] number = new byte[length];
        for (int i = 0; i < length; i++) {
            number[i] = (byte) octet();
        }
        return new BigInteger(number);
    }

    /** JSON has no form for other numbers. */
    static boolean isFinite(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(Values::isFinite);
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(Values::isFinite);
        }
        return !(value instanceof Double number) || Double.isFinite(number);
    }

    /** The same with arrays of bytes as buffers, which can be compared. */
    static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] array) {
            return ByteBuffer.wrap(array);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(each -> copy.add(comparable(each)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(key, comparable(each)));
            return copy;
        }
        return value;
    }
}
