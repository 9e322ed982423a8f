package dev.halley.socketio.msgpack;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.internal.packet.OpenPlaces;
import dev.halley.socketio.internal.packet.Trees;
import dev.halley.socketio.parser.PacketData;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** Arguments as ranges of the received message. Immutable; any thread. */
final class MsgPackArguments implements PacketData {
    private final JsonCodec codec;
    private final ValueReader reader;
    private final byte[] message;

    /** Where each starts, and where the last one ends. */
    private final int[] starts;

    private final int weight;

    MsgPackArguments(JsonCodec codec, ValueReader reader, byte[] message, int[] starts, int weight) {
        this.codec = codec;
        this.reader = reader;
        this.message = message;
        this.starts = starts;
        this.weight = weight;
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        Objects.checkIndex(index, size());
        Object value;
        try (MessageUnpacker in = unpacker(index)) {
            value = reader.read(in);
        } catch (IOException | MessagePackException | DateTimeException | ArithmeticException e) {
            throw new JsonException("argument " + index + ": " + e + " (expected: MessagePack)", e);
        }
        boolean isContainer = value instanceof Map<?, ?> || value instanceof List<?>;
        if (type instanceof Class<?> c && c.isInstance(value) && (!isContainer || Trees.isTree(type))) {
            return value;
        }
        if (isContainer && Trees.isTree(type) && (value instanceof Map<?, ?>) == (Trees.rawClass(type) == Map.class)) {
            return value;
        }
        if (value instanceof byte[] bytes && type == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        if (value instanceof Double number && (type == double.class || type == float.class || type == Float.class)) {
            // JSON has no form for NaN and the infinite ones
            return type == double.class ? value : (Object) number.floatValue();
        }
        Object tree = value;
        return OpenPlaces.decode(codec, JsonForm.bytesIn(tree), type, bytes -> {
            char[] json = JsonForm.of(tree, codec, bytes);
            return codec.decode(json, 0, json.length, type);
        });
    }

    private MessageUnpacker unpacker(int index) {
        return MessagePack.newDefaultUnpacker(message, starts[index], starts[index + 1] - starts[index]);
    }

    @Override
    public boolean isText(int index) {
        Objects.checkIndex(index, size());
        try (MessageUnpacker in = unpacker(index)) {
            return in.getNextFormat().getValueType() == ValueType.STRING;
        } catch (IOException e) {
            throw new JsonException("argument " + index + ": " + e + " (expected: MessagePack)", e);
        }
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public String toString() {
        return size() + " argument(s)";
    }
}
