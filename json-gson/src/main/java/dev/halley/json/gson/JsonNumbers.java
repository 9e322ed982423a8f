package dev.halley.json.gson;

import com.google.gson.ToNumberStrategy;
import com.google.gson.stream.JsonReader;
import dev.halley.internal.json.JsonValues;
import java.io.IOException;
import java.math.BigDecimal;

/** Numbers by the rules of {@link dev.halley.json.JsonCodec}, where no type says which. Pure; any thread. */
enum JsonNumbers implements ToNumberStrategy {
    /** The first of Integer, Long, BigInteger that holds an integer; a fraction is a Double. */
    SHORTEST {
        @Override
        Number fraction(String text) {
            return Double.valueOf(text);
        }
    },
    /** The same integers; a fraction is a BigDecimal. */
    EXACT {
        @Override
        Number fraction(String text) {
            return new BigDecimal(text);
        }
    };

    /** Numbers in quotes come here as well, and those have no limit before. */
    static final int MAX_LENGTH = 1_000;

    abstract Number fraction(String text);

    @Override
    public Number readNumber(JsonReader in) throws IOException {
        String text = in.nextString();
        if (text.length() > MAX_LENGTH) {
            throw Misfit.at(in, text, "Number", null);
        }
        try {
            return isFraction(text) ? fraction(text) : JsonValues.number(text);
        } catch (NumberFormatException e) {
            throw Misfit.at(in, text, "Number", e);
        }
    }

    private static boolean isFraction(String text) {
        return text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
    }
}
