package dev.halley.socketio.msgpack;

import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.ParserSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Packets as MessagePack: one binary message for each, bytes in their place. For servers that were given
 * {@code socket.io-msgpack-parser} (JavaScript) or {@code serializer='msgpack'} (python-socketio). Immutable and
 * thread-safe.
 *
 * <p>Handlers see what they see with JSON. Records, and whatever else is no text, number, boolean, {@code byte[]},
 * {@code ByteBuffer}, map, collection or array of objects, travel as the client's JSON codec has them, their bytes as
 * bytes. Dates are ISO 8601 text when sent; those that come as a timestamp, or as a date of the JavaScript parser, are
 * such text when received, so that an {@code Instant} may be asked for. A {@code BigDecimal} is sent as a double.
 */
public final class MsgPackParser implements PacketParser {
    private static final MsgPackParser DEFAULT = new MsgPackParser(Map.of(), Map.of());

    private final Map<Integer, Function<byte[], ? extends @Nullable Object>> extensions;
    private final Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders;

    private MsgPackParser(
            Map<Integer, Function<byte[], ? extends @Nullable Object>> extensions,
            Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders) {
        this.extensions = extensions;
        this.encoders = encoders;
    }

    /**
     * The parser without types of the application.
     *
     * @return the parser
     */
    public static MsgPackParser create() {
        return DEFAULT;
    }

    /**
     * The same parser with a decoder for an extension type. Without one its values are {@link MsgPackExtension}s. The
     * decoder runs where the argument's consumer runs; what it throws becomes a {@link dev.halley.json.JsonException}.
     *
     * @param type the type's number, from -128 to 127; 0 replaces how dates and buffers of the JavaScript parser are read,
     *     -1 how timestamps are
     * @param decoder from the bytes to the value
     * @return a new parser
     * @throws IllegalArgumentException if the number is not from -128 to 127
     */
    public MsgPackParser withExtension(int type, Function<byte[], ? extends @Nullable Object> decoder) {
        MsgPackExtension.checkType(type);
        Map<Integer, Function<byte[], ? extends @Nullable Object>> more = new LinkedHashMap<>(extensions);
        more.put(type, Objects.requireNonNull(decoder, "decoder"));
        return new MsgPackParser(more, encoders);
    }

    /**
     * The same parser with an encoder for a class of the application. It serves arguments, and elements of maps,
     * collections and arrays, of that class and of its subclasses; the first that was given and fits is taken. It does not
     * serve the components of a record, which is the codec's.
     *
     * @param type the class
     * @param encoder from the value to one that travels: a {@link MsgPackExtension}, or anything else that can be sent; what
     *     it throws becomes a {@link dev.halley.json.JsonException}
     * @param <T> the class
     * @return a new parser
     */
    public <T> MsgPackParser withEncoder(Class<T> type, Function<? super T, ? extends @Nullable Object> encoder) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(encoder, "encoder");
        Map<Class<?>, Function<Object, ? extends @Nullable Object>> more = new LinkedHashMap<>(encoders);
        more.put(type, value -> encoder.apply(type.cast(value)));
        return new MsgPackParser(extensions, more);
    }

    @Override
    public PacketEncoder encoder(ParserSettings settings) {
        return new MsgPackEncoder(settings.codec(), encoders);
    }

    @Override
    public PacketDecoder decoder(ParserSettings settings) {
        return new MsgPackDecoder(settings.codec(), new ValueReader(extensions));
    }

    @Override
    public String toString() {
        return "msgpack";
    }
}
