package dev.halley.testkit.socketio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The MessagePack parser: each packet is one binary message with a map (S5-24). Pure; any thread. */
final class MsgPackPackets implements PacketCodec {
    @Override
    public List<EnginePacket> encode(SioPacket packet) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("type", packet.kind().number);
        if (packet.hasData()) {
            map.put("data", packet.data());
        }
        if (packet.kind() == ReceivedPacket.Kind.EVENT) {
            // The JavaScript server's own, which clients ignore.
            map.put("options", Map.of("compress", true));
        }
        map.put("nsp", packet.namespace());
        if (packet.id() >= 0) {
            map.put("id", packet.id());
        }
        return List.of(EnginePacket.binary(new MsgPackWriter().write(map)));
    }

    @Override
    public Decoder decoder() {
        return new MapDecoder();
    }

    private static final class MapDecoder implements Decoder {
        @Override
        public @Nullable SioPacket text(String text) throws BadPacketException {
            throw new BadPacketException("a text message: " + text + " (expected: MessagePack)");
        }

        @Override
        public @Nullable SioPacket binary(byte[] bytes) throws BadPacketException {
            Object value = new MsgPackReader(bytes).readAll();
            ReceivedPacket.Kind kind = value instanceof Map<?, ?> fields && fields.get("type") instanceof Integer type
                    ? ReceivedPacket.Kind.of(type)
                    : null;
            if (kind == null || !(value instanceof Map<?, ?> map) || !(map.get("nsp") instanceof String namespace)) {
                throw new BadPacketException("packet: " + value + " (expected: a map with type, data, nsp)");
            }
            Object id = map.get("id");
            if (id != null && !(id instanceof Integer) && !(id instanceof Long)) {
                throw new BadPacketException("id: " + id + " (expected: a whole number)");
            }
            Object data = map.get("data");
            boolean hasData = map.containsKey("data") && data != null;
            return new SioPacket(
                            kind,
                            namespace,
                            id == null ? -1 : ((Number) id).longValue(),
                            data instanceof List<?> list ? new ArrayList<>(list) : data,
                            hasData)
                    .checked();
        }
    }
}
