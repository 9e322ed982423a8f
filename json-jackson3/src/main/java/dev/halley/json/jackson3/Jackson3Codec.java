package dev.halley.json.jackson3;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.time.Year;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * A codec over Jackson 3.1 or later. {@link #create()} reads and writes what the default codec of
 * {@code halley-json-jackson} does: unknown fields are ignored, {@code java.time} values are ISO 8601 strings, {@link java.util.Optional} is its value or
 * null, an enum constant is its name, and no class is ever named by the text. {@link #of} takes the application's own
 * mapper instead. Immutable and thread-safe.
 *
 * <p>Jackson 3 takes its annotations from {@code com.fasterxml.jackson.core:jackson-annotations}, 2.21 or later; with an
 * older one, which Spring Boot before 3.5.13 manages, it fails with {@link NoClassDefFoundError}. On the module path the
 * application opens the packages of its payload types to {@code tools.jackson.databind}.
 */
public final class Jackson3Codec implements JsonCodec {
    private static final int MAX_NESTING = 500;
    private static final int MAX_NUMBER_LENGTH = 1_000;

    /** Applications use a handful of types; this keeps one that makes up types from growing the table for ever. */
    private static final int MAX_READERS = 512;

    private final JsonMapper mapper;
    private final ConcurrentMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    private Jackson3Codec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The codec with the settings of Halley's default codec.
     *
     * @return a new codec
     */
    public static Jackson3Codec create() {
        // Interning makes every new key of a map, such as an id, an entry in a JVM-wide table.
        JsonFactory factory = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .build();
        return of(JsonMapper.builder(factory)
                // What Jackson 3 does otherwise than Jackson 2: an exchanged codec must not change the text.
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_UTC_AS_OFFSET)
                .withConfigOverride(
                        Year.class, year -> year.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // Allows no class at all, so that not even an annotated type can be chosen by a class name in the text.
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .build());
    }

    /**
     * A codec over a mapper of the application, such as Spring's. The mapper is copied; its settings hold (what happens
     * to unknown fields, how dates look), except for those that a message needs: JSON on one line, nothing behind
     * the value, and the limits of {@link JsonCodec}.
     *
     * @param mapper reads and writes JSON
     * @return a new codec
     */
    public static Jackson3Codec of(JsonMapper mapper) {
        JsonFactory limited = mapper.tokenStreamFactory()
                .rebuild()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        // The client's limit for messages, which is settable, is the one for strings.
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        return new Jackson3Codec(new BuilderOverFactory(mapper, limited)
                // Puts whole payloads into exception messages.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.INDENT_OUTPUT)
                .build());
    }

    /**
     * The same codec with fractions as {@link java.math.BigDecimal} where {@code Object} is decoded, so that no digit
     * is lost. A field declared as {@code BigDecimal} needs no setting.
     *
     * @return a new codec
     */
    public Jackson3Codec withBigDecimals() {
        return new Jackson3Codec(mapper.rebuild()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build());
    }

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        Objects.checkFromIndexSize(offset, length, text.length);
        ObjectReader reader = reader(type);
        try (JsonParser parser = reader.createParser(text, offset, length)) {
            return reader.readValue(parser);
        } catch (RuntimeException e) {
            throw Jackson3Failures.decoding(type, e);
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
            throw Jackson3Failures.decoding(type, e);
        }
    }

    @Override
    public String encode(@Nullable Object value) {
        try {
            // UTF-8 has no form for a lone surrogate: unescaped it would leave as a question mark.
            return JsonText.escapeLoneSurrogates(mapper.writeValueAsString(value));
        } catch (RuntimeException e) {
            throw Jackson3Failures.encoding(value, e);
        } catch (StackOverflowError e) {
            throw new JsonException(
                    Jackson3Failures.nameOf(value) + ": nested too deeply (expected: no value that contains itself)",
                    e);
        }
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }

    /** Jackson's own {@code rebuild()} keeps the factory, and with it the limits. */
    private static final class BuilderOverFactory extends JsonMapper.Builder {
        BuilderOverFactory(JsonMapper mapper, JsonFactory factory) {
            super(new StateImpl(mapper.rebuild()));
            _streamFactory = factory;
        }
    }
}
