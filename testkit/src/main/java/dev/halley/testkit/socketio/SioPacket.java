package dev.halley.testkit.socketio;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO packet between codec and layer.
 *
 * @param kind what it is; binary events and acks are events and acks
 * @param namespace with the query, where one came
 * @param id the ack's id, or -1
 * @param data the payload: a list of event name and arguments, a list of an ack's arguments, or another value
 * @param hasData whether there is a payload at all
 */
record SioPacket(
        ReceivedPacket.Kind kind,
        String namespace,
        long id,
        @Nullable Object data,
        boolean hasData) {
    private static final List<String> RESERVED =
            List.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    static SioPacket of(ReceivedPacket.Kind kind, String namespace) {
        return new SioPacket(kind, namespace, -1, null, false);
    }

    static SioPacket of(ReceivedPacket.Kind kind, String namespace, @Nullable Object data) {
        return new SioPacket(kind, namespace, -1, data, true);
    }

    /** The JavaScript parser's rules (S5-06, S5-13). */
    SioPacket checked() throws BadPacketException {
        boolean valid = switch (kind) {
            case CONNECT -> !hasData || data instanceof Map;
            case DISCONNECT -> !hasData;
            case CONNECT_ERROR -> data instanceof String || data instanceof Map;
            case ACK -> data instanceof List && id >= 0;
            case EVENT -> data instanceof List<?> list && !list.isEmpty() && isName(list.get(0));
        };
        if (!valid) {
            throw new BadPacketException(kind + " with payload " + data + ": invalid payload");
        }
        return this;
    }

    private static boolean isName(@Nullable Object name) {
        return name instanceof Number || (name instanceof String text && !RESERVED.contains(text));
    }
}
