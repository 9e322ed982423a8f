package dev.halley.socketio.msgpack;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.internal.packet.Namespaces;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Writes S5-24's {@code {type, data, nsp, id}}. Immutable; runs on the thread that emits. */
final class MsgPackEncoder implements PacketEncoder {
    private final JsonCodec codec;
    private final Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders;

    MsgPackEncoder(JsonCodec codec, Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders) {
        this.codec = codec;
        this.encoders = encoders;
    }

    @Override
    public List<?> encode(OutgoingPacket packet) {
        List<? extends @Nullable Object> data = packet.data();
        boolean hasArguments = packet.type() == PacketType.EVENT || packet.type() == PacketType.ACK;
        checkData(packet);
        boolean hasData = hasArguments || !data.isEmpty();
        boolean hasId = hasArguments && packet.id() >= 0;
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            ValueWriter writer = new ValueWriter(packer, codec, encoders);
            packer.packMapHeader(2 + (hasData ? 1 : 0) + (hasId ? 1 : 0));
            packer.packString("type").packInt(packet.type().number());
            if (hasData) {
                packer.packString("data");
                writer.write(hasArguments ? data : data.get(0));
            }
            packer.packString("nsp");
            writer.write(Namespaces.normalise(packet.namespace()));
            if (hasId) {
                packer.packString("id").packLong(packet.id());
            }
            return List.of(ByteBuffer.wrap(packer.toByteArray()).asReadOnlyBuffer());
        } catch (IOException e) {
            // the packer writes to memory
            throw new UncheckedIOException(e);
        } catch (StackOverflowError e) {
            throw new JsonException(packet.type() + ": nested too deeply (expected: no value that contains itself)", e);
        }
    }

    private static void checkData(OutgoingPacket packet) {
        List<? extends @Nullable Object> data = packet.data();
        if (packet.type() == PacketType.EVENT) {
            Object name = data.isEmpty() ? null : data.get(0);
            // S5-06
            if (!(name instanceof String || name instanceof Number)) {
                throw new IllegalArgumentException("event: "
                        + (name == null ? "none" : "a " + name.getClass().getName())
                        + " (expected: a name first, a text or a number)");
            }
        } else if (packet.type() != PacketType.ACK && data.size() > 1) {
            throw new IllegalArgumentException(
                    packet.type() + ": " + data.size() + " payloads (expected: at most one)");
        }
    }
}
