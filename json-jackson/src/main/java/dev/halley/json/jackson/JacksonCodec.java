package dev.halley.json.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A codec over Jackson 2. {@link #create()} is what a client uses when it is given no codec: unknown fields are
 * ignored, {@code java.time} values are ISO 8601 strings, {@link java.util.Optional} is its value or null, and no class
 * is ever named by the text. {@link #of} takes the application's own mapper instead. Immutable and thread-safe.
 *
 * <p>On the module path the application opens the packages of its payload types to
 * {@code com.fasterxml.jackson.databind}.
 */
public final class JacksonCodec implements JsonCodec {
    private static final int MAX_NESTING = 500;
    private static final int MAX_NUMBER_LENGTH = 1_000;

    /** Applications use a handful of types; this keeps one that makes up types from growing the table for ever. */
    private static final int MAX_READERS = 512;

    private final ObjectMapper mapper;
    private final ParserPool parsers;
    private final ConcurrentMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    private JacksonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
        this.parsers = new ParserPool(mapper);
    }

    /**
     * The default codec.
     *
     * @return a new codec
     */
    public static JacksonCodec create() {
        // Interning makes every new key of a map, such as an id, an entry in a JVM-wide table.
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        return new JacksonCodec(prepare(JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                // Allows no class at all, so that not even an annotated type can be chosen by a class name in the text.
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .build()));
    }

    /**
     * A codec over a mapper of the application, such as Spring's. The mapper is copied; its settings hold (what happens
     * to unknown fields, how dates look), except for those that a message needs: JSON on one line, nothing behind
     * the value, and the limits of {@link JsonCodec}.
     *
     * @param mapper reads and writes JSON
     * @return a new codec
     * @throws IllegalArgumentException if the mapper is for another format
     * @throws IllegalStateException if the mapper is of a class that can't be copied
     */
    public static JacksonCodec of(ObjectMapper mapper) {
        String format = mapper.getFactory().getFormatName();
        if (!JsonFactory.FORMAT_NAME_JSON.equals(format)) {
            throw new IllegalArgumentException("mapper: for " + format + " (expected: for JSON)");
        }
        return new JacksonCodec(prepare(mapper.copy()));
    }

    /**
     * The same codec with fractions as {@link java.math.BigDecimal} where {@code Object} is decoded, so that no digit
     * is lost. A field declared as {@code BigDecimal} needs no setting.
     *
     * @return a new codec
     */
    public JacksonCodec withBigDecimals() {
        return new JacksonCodec(mapper.copy().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS));
    }

    private static ObjectMapper prepare(ObjectMapper own) {
        own.getFactory()
                // Puts whole payloads into exception messages.
                .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        // The client's limit for messages, which is settable, is the one for strings.
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
        return own.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).disable(SerializationFeature.INDENT_OUTPUT);
    }

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        Objects.checkFromIndexSize(offset, length, text.length);
        ObjectReader reader = reader(type);
        try {
            ReusableParser parser = parsers.take(length);
            if (parser == null) {
                return decodeLong(text, offset, length, reader);
            }
            parser.load(text, offset, length);
            Object value = reader.readValue(parser);
            parsers.give(parser);
            return value;
        } catch (IOException | RuntimeException e) {
            throw JacksonFailures.decoding(type, e);
        }
    }

    private static @Nullable Object decodeLong(char[] text, int offset, int length, ObjectReader reader)
            throws IOException {
        try (JsonParser parser = reader.createParser(text, offset, length)) {
            return reader.readValue(parser);
        }
    }

    private ObjectReader reader(Type type) {
        ObjectReader known = readers.get(type);
        if (known != null) {
            return known;
        }
        try {
            ObjectReader made = mapper.readerFor(mapper.constructType(type));
            if (readers.size() >= MAX_READERS) {
                readers.clear();
            }
            readers.put(type, made);
            return made;
        } catch (RuntimeException e) {
            throw JacksonFailures.decoding(type, e);
        }
    }

    @Override
    public String encode(@Nullable Object value) {
        try {
            // UTF-8 has no form for a lone surrogate: unescaped it would leave as a question mark.
            return JsonText.escapeLoneSurrogates(mapper.writeValueAsString(value));
        } catch (IOException | RuntimeException e) {
            throw JacksonFailures.encoding(value, e);
        } catch (StackOverflowError e) {
            throw new JsonException(
                    JacksonFailures.nameOf(value) + ": nested too deeply (expected: no value that contains itself)", e);
        }
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}
