package dev.halley.socketio.internal.session;

import dev.halley.internal.http.Masking;
import dev.halley.json.JsonException;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.socketio.parser.Packet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a server says when it refuses a namespace: an object, a string, anything, or nothing (S5-05, S4-04). */
final class Refusals {
    private static final String SILENT = "the server gave no reason";

    private Refusals() {}

    static NamespaceRefusedException of(Packet packet) {
        Object payload = payload(packet);
        String message = SILENT;
        Object data = null;
        if (payload instanceof Map<?, ?> fields) {
            Object text = fields.get("message");
            message = text instanceof String words ? words : SILENT;
            // python servers may send anything in its place
            data = fields.containsKey("data") ? fields.get("data") : text instanceof String ? null : fields;
        } else if (payload instanceof String words) {
            message = words;
        } else if (payload != null) {
            data = payload;
        }
        return refused(packet.namespace(), message, data);
    }

    static NamespaceRefusedException refused(String namespace, String message, @Nullable Object data) {
        return new NamespaceRefusedException(
                // a server may repeat the credentials that it refuses
                "the server refused " + namespace + ": " + Masking.text(message),
                new ConnectError(namespace, message, data, 0, null, null, false),
                null);
    }

    private static @Nullable Object payload(Packet packet) {
        try {
            return packet.data().size() == 0 ? null : packet.data().get(0, Object.class);
        } catch (JsonException unreadable) {
            return unreadable.getMessage();
        }
    }
}
