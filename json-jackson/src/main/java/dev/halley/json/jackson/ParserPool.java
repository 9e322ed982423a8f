package dev.halley.json.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.databind.MappingJsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The parsers of one codec that are not in use: making one costs more than reading a short message. One who finds none,
 * because another thread has it or because a deserializer decodes again, makes one. Any thread.
 */
final class ParserPool {
    /** A longer text gets a parser of its own, whose buffers nobody keeps. */
    private static final int MAX_LENGTH = 16 * 1024;

    private static final int MAX_PLACES = 64;

    /** So that processors do not write to each other's cache lines. */
    private static final int DISTANCE = 16;

    private final @Nullable Factory factory;
    private final AtomicReferenceArray<@Nullable ReusableParser> free;
    private final int mask;

    /**
     * @param mapper does not change any more
     */
    ParserPool(ObjectMapper mapper) {
        JsonFactory given = mapper.getFactory();
        Class<?> kind = given.getClass();
        // Another class may make parsers of another kind.
        boolean known = kind == JsonFactory.class || kind == MappingJsonFactory.class;
        factory = known && given.getInputDecorator() == null && !isStrict(given) ? new Factory(given, mapper) : null;
        int places = Integer.highestOneBit(
                Math.min(MAX_PLACES, 2 * Runtime.getRuntime().availableProcessors()));
        free = new AtomicReferenceArray<>(factory == null ? 0 : places * DISTANCE);
        mask = places - 1;
    }

    /** Then the parser counts names, per text. */
    private static boolean isStrict(JsonFactory factory) {
        return factory.isEnabled(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    /** A parser for a text; null when it is to be read by a new one of the mapper's own. */
    @Nullable ReusableParser take(int length) throws IOException {
        if (factory == null || length > MAX_LENGTH) {
            return null;
        }
        ReusableParser parser = free.getAndSet(place(), null);
        return parser == null ? factory.parser() : parser;
    }

    /** A parser that has read its text to the end comes back; one that failed must not. */
    void give(ReusableParser parser) {
        if (parser.unload()) {
            // without the fence of a full write: who does not see it yet makes one
            free.lazySet(place(), parser);
        }
    }

    private int place() {
        return ((int) Thread.currentThread().getId() & mask) * DISTANCE;
    }

    /** The mapper's factory, but for the kind of parser. */
    private static final class Factory extends JsonFactory {
        private static final long serialVersionUID = 1L;

        Factory(JsonFactory given, ObjectMapper mapper) {
            super(given, mapper);
        }

        ReusableParser parser() throws IOException {
            return (ReusableParser) createParser(new char[0], 0, 0);
        }

        @Override
        @SuppressWarnings("deprecation") // the other one came with 2.16
        protected JsonParser _createParser(char[] data, int offset, int length, IOContext context, boolean recyclable) {
            return new ReusableParser(
                    context, _parserFeatures, getCodec(), _rootCharSymbols.makeChild(_factoryFeatures));
        }
    }
}
