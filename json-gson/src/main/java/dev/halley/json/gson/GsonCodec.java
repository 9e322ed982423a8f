package dev.halley.json.gson;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.Strictness;
import com.google.gson.ToNumberStrategy;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A codec over Gson 2.12 or later. {@link #create()} reads and writes what the default codec of
 * {@code halley-json-jackson} does: unknown fields are ignored, {@code java.time} values and {@link java.util.Date} are
 * ISO 8601 strings, {@code byte[]} is Base64, {@link java.util.Optional} is its value or null, nulls are written, and of
 * a repeated key the last one counts. Where Gson by itself would go on with another value it refuses: an unknown enum
 * constant, a word for a boolean, an integer beyond a {@code long}. {@link #of} takes the application's own
 * Gson instead. Immutable and thread-safe.
 *
 * <p>What stays Gson's way: a record's {@code Optional} that the text doesn't name is null; a class, other than a record,
 * is read into its fields and needs a constructor without parameters; an object of an anonymous or local class inside
 * another value is written as null (by itself it is refused). On the module path the application opens the packages of
 * its payload types to {@code com.google.gson}.
 */
public final class GsonCodec implements JsonCodec {
    private static final int MAX_NESTING = 500;

    private final Gson gson;

    private GsonCodec(Gson gson) {
        this.gson = gson;
    }

    /**
     * The codec with the settings of Halley's default codec.
     *
     * @return a new codec
     */
    public static GsonCodec create() {
        return of(defaults().create());
    }

    /**
     * The settings of {@link #create()}, to add to: {@code GsonCodec.of(GsonCodec.defaults()
     * .registerTypeAdapter(...).create())}.
     *
     * @return a new builder
     */
    public static GsonBuilder defaults() {
        return new GsonBuilder()
                .setStrictness(Strictness.STRICT)
                .serializeNulls()
                .disableHtmlEscaping()
                // Makes objects without running a constructor.
                .disableJdkUnsafe()
                .setNumberToNumberStrategy(JsonNumbers.SHORTEST)
                .registerTypeAdapterFactory(new MapFactory())
                .registerTypeAdapterFactory(new OptionalFactory())
                .registerTypeAdapterFactory(new ScalarFactory())
                .registerTypeAdapterFactory(new TextFactory());
    }

    /**
     * A codec over a Gson of the application. It is copied; its settings hold (names, nulls, adapters), except for those
     * that a message needs: strict JSON on one line, nothing behind the value, and the numbers and limits of
     * {@link JsonCodec}. A Gson that is not made from {@link #defaults()} knows no {@code java.time} type.
     *
     * @param gson reads and writes JSON
     * @return a new codec
     */
    public static GsonCodec of(Gson gson) {
        return with(gson, JsonNumbers.SHORTEST);
    }

    /**
     * The same codec with fractions as {@link java.math.BigDecimal} where {@code Object} is decoded, so that no digit
     * is lost. A field declared as {@code BigDecimal} needs no setting.
     *
     * @return a new codec
     */
    public GsonCodec withBigDecimals() {
        return with(gson, JsonNumbers.EXACT);
    }

    private static GsonCodec with(Gson gson, ToNumberStrategy numbers) {
        // A Gson before 2.12 fails here, where the cause is looked for, and not with the first message.
        strict(Reader.nullReader());
        return new GsonCodec(
                gson.newBuilder().setObjectToNumberStrategy(numbers).create());
    }

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        Objects.checkFromIndexSize(offset, length, text.length);
        check(text, offset, length, type);
        JsonReader reader = strict(new CharArrayReader(text, offset, length));
        try {
            return gson.getAdapter(TypeToken.get(type)).read(reader);
        } catch (MalformedJsonException e) {
            return decodeTree(text, offset, length, type);
        } catch (IOException | RuntimeException e) {
            throw GsonFailures.decoding(type, reader, e);
        }
    }

    /**
     * The text was checked, so it isn't malformed: Gson 2.13 takes a long integer for one with a leading zero when its
     * first digits are a multiple of 2^64, as in 184467440737095516160.
     */
    private @Nullable Object decodeTree(char[] text, int offset, int length, Type type) {
        try {
            return gson.getAdapter(TypeToken.get(type)).fromJsonTree(JsonTrees.parse(text, offset, length));
        } catch (RuntimeException e) {
            throw GsonFailures.decoding(type, null, e);
        }
    }

    private static JsonReader strict(Reader text) {
        JsonReader reader = new JsonReader(text);
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_NESTING);
        return reader;
    }

    /** Gson has no limit for a number that it skips, and doesn't look behind the value. */
    private static void check(char[] text, int offset, int length, Type type) {
        JsonScanner scanner = new JsonScanner();
        try {
            scanner.reset(text, offset, length);
            scanner.skip();
            scanner.end();
        } catch (ProtocolException e) {
            throw GsonFailures.malformed(type, e);
        }
    }

    @Override
    public String encode(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            String json = write(value, value.getClass());
            if (json.equals("null") && isAnonymous(value.getClass())) {
                throw new JsonException(
                        GsonFailures.nameOf(value)
                                + ": an anonymous or local class, which Gson leaves out (expected: a value that Gson"
                                + " can write)",
                        null);
            }
            // UTF-8 has no form for a lone surrogate: unescaped it would leave as a question mark.
            return JsonText.escapeLoneSurrogates(json);
        } catch (JsonException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw GsonFailures.encoding(value, e);
        } catch (StackOverflowError e) {
            throw new JsonException(
                    GsonFailures.nameOf(value) + ": nested too deeply (expected: no value that contains itself)", e);
        }
    }

    @SuppressWarnings("unchecked")
    private <T> String write(Object value, Class<T> type) throws IOException {
        TypeAdapter<T> adapter = gson.getAdapter(type);
        StringWriter out = new StringWriter();
        JsonWriter writer = new JsonWriter(out);
        writer.setStrictness(Strictness.STRICT);
        writer.setHtmlSafe(gson.htmlSafe());
        writer.setSerializeNulls(gson.serializeNulls());
        adapter.write(writer, (T) value);
        return out.toString();
    }

    private static boolean isAnonymous(Class<?> type) {
        return type.isAnonymousClass() || type.isLocalClass();
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}
