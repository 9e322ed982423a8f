package dev.halley.json;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON text into Java values and back. Thread-safe.
 *
 * <p>Every codec decodes {@code Object} to {@code Map} (insertion order), {@code List}, {@code String},
 * {@code Boolean}, null and numbers: an integer is the first of {@link Integer}, {@link Long},
 * {@link java.math.BigInteger} that holds it, a fraction a {@link Double}. Unknown fields of a record or class are
 * ignored. Limits: nesting 500, a number 1,000 characters.
 */
public interface JsonCodec {
    /**
     * Decodes one JSON value.
     *
     * @param text holds the value; valid during the call only
     * @param offset where the value starts
     * @param length how many characters it has
     * @param type the wanted type: {@code Object.class}, a class, a record, or a parameterized type
     * @return the value; null for JSON's null
     * @throws JsonException if the text is not exactly one JSON value, exceeds a limit, or does not fit the type
     */
    @Nullable Object decode(char[] text, int offset, int length, Type type) throws JsonException;

    /**
     * Encodes one value.
     *
     * @param value a value, record or class that the codec knows; null is JSON's null
     * @return JSON text on one line
     * @throws JsonException if the codec can't encode the value
     */
    String encode(@Nullable Object value) throws JsonException;

    /**
     * Whether {@link #decode} never waits for anything, so that it may run on an I/O thread.
     *
     * @return the default implementation says false
     */
    default boolean isNonBlocking() {
        return false;
    }

    /**
     * A codec from two functions, as {@code json_dumps} and {@code json_loads} are for Python clients. The second one
     * gets the whole value as text and decodes it to {@code Map}, {@code List} and scalars; asked for any other type
     * than {@code Object}, {@code Map}, {@code List}, {@code String}, {@code Boolean} or a number, this codec throws
     * {@link JsonException}.
     *
     * @param dumps value to JSON text
     * @param loads JSON text to value
     * @return a codec; what the functions throw becomes a {@link JsonException}
     */
    static JsonCodec of(
            Function<? super @Nullable Object, String> dumps, Function<String, ? extends @Nullable Object> loads) {
        return new LambdaCodec(Objects.requireNonNull(dumps, "dumps"), Objects.requireNonNull(loads, "loads"));
    }
}
