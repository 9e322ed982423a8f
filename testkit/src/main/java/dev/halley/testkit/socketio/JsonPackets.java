package dev.halley.testkit.socketio;

import dev.halley.HalleyException;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The default parser: JSON with attachments, as strict as the JavaScript one. Pure; any thread. */
final class JsonPackets implements PacketCodec {
    private static final int BINARY_EVENT = 5;
    private static final int BINARY_ACK = 6;

    private final int maxAttachments;
    private final Consumer<String> violations;

    /** What is wrong without being forbidden goes to {@code violations}. */
    JsonPackets(int maxAttachments, Consumer<String> violations) {
        this.maxAttachments = maxAttachments;
        this.violations = violations;
    }

    @Override
    public List<EnginePacket> encode(SioPacket packet) {
        List<byte[]> attachments = new ArrayList<>();
        Object data = extract(packet.data(), attachments);
        int type = packet.kind().number;
        StringBuilder text = new StringBuilder();
        if (attachments.isEmpty()) {
            text.append(type);
        } else {
            text.append(packet.kind() == ReceivedPacket.Kind.EVENT ? BINARY_EVENT : BINARY_ACK)
                    .append(attachments.size())
                    .append('-');
        }
        if (!packet.namespace().equals("/")) {
            text.append(packet.namespace()).append(',');
        }
        if (packet.id() >= 0) {
            text.append(packet.id());
        }
        if (packet.hasData()) {
            JsonText.write(text, data);
        }
        List<EnginePacket> messages = new ArrayList<>();
        messages.add(EnginePacket.message(text.toString()));
        attachments.forEach(bytes -> messages.add(EnginePacket.binary(bytes)));
        return messages;
    }

    // S5-09: depth first.
    private static @Nullable Object extract(@Nullable Object value, List<byte[]> attachments) {
        if (value instanceof byte[] bytes) {
            Map<String, Object> placeholder = new LinkedHashMap<>();
            placeholder.put("_placeholder", true);
            placeholder.put("num", attachments.size());
            attachments.add(bytes);
            return placeholder;
        }
        if (value instanceof Iterable<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(extract(item, attachments)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(String.valueOf(key), extract(item, attachments)));
            return copy;
        }
        return value;
    }

    @Override
    public Decoder decoder() {
        return new TextDecoder();
    }

    /** The least of the text form: what stands before the JSON. */
    private final class TextDecoder implements Decoder {
        private final List<byte[]> attachments = new ArrayList<>();
        private @Nullable SioPacket incomplete;
        private int missing;

        @Override
        public @Nullable SioPacket text(String text) throws BadPacketException {
            if (incomplete != null) {
                // S5-12
                throw new BadPacketException("got plaintext data when reconstructing a packet: " + text);
            }
            int type = text.isEmpty() ? -1 : text.charAt(0) - '0';
            if (type < 0 || type > BINARY_ACK) {
                throw new BadPacketException("unknown packet type: " + text);
            }
            int at = 1;
            int count = 0;
            if (type >= BINARY_EVENT) {
                int dash = digitsEnd(text, at);
                if (dash == at || dash - at > 4 || dash == text.length() || text.charAt(dash) != '-') {
                    throw new BadPacketException("illegal attachments: " + text);
                }
                count = Integer.parseInt(text.substring(at, dash));
                if (count > maxAttachments) {
                    throw new BadPacketException("too many attachments: " + text);
                }
                at = dash + 1;
            }
            String namespace = "/";
            if (at < text.length() && text.charAt(at) == '/') {
                int comma = text.indexOf(',', at);
                namespace = comma < 0 ? text.substring(at) : text.substring(at, comma);
                at = comma < 0 ? text.length() : comma + 1;
            }
            int idEnd = digitsEnd(text, at);
            if (idEnd - at > 18) {
                throw new BadPacketException("id of " + (idEnd - at) + " digits: " + text);
            }
            long id = idEnd == at ? -1 : Long.parseLong(text.substring(at, idEnd));
            boolean hasData = idEnd < text.length();
            Object data = hasData ? parse(text.substring(idEnd)) : null;
            ReceivedPacket.Kind kind =
                    Objects.requireNonNull(ReceivedPacket.Kind.of(type >= BINARY_EVENT ? type - 3 : type));
            SioPacket packet = new SioPacket(kind, namespace, id, data, hasData).checked();
            if (count == 0) {
                // S5-11
                return packet;
            }
            incomplete = packet;
            missing = count;
            return null;
        }

        private static int digitsEnd(String text, int from) {
            int end = from;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            return end;
        }

        private static @Nullable Object parse(String json) throws BadPacketException {
            try {
                return JsonValues.parse(json);
            } catch (HalleyException e) {
                throw new BadPacketException("invalid payload: " + json + " (" + e.getMessage() + ")");
            }
        }

        @Override
        public @Nullable SioPacket binary(byte[] bytes) throws BadPacketException {
            SioPacket packet = incomplete;
            if (packet == null) {
                // S5-12
                throw new BadPacketException(
                        "got binary data when not reconstructing a packet: " + bytes.length + " bytes");
            }
            attachments.add(bytes);
            if (--missing > 0) {
                return null;
            }
            List<Integer> order = new ArrayList<>();
            Object data = insert(packet.data(), order);
            for (int i = 0; i < order.size() || i < attachments.size(); i++) {
                if (i >= order.size() || order.get(i) != i) {
                    violations.accept("placeholders: " + order + " for " + attachments.size()
                            + " attachments (expected: depth first, each once)");
                    break;
                }
            }
            incomplete = null;
            attachments.clear();
            return new SioPacket(packet.kind(), packet.namespace(), packet.id(), data, true);
        }

        private @Nullable Object insert(@Nullable Object value, List<Integer> order) throws BadPacketException {
            if (value instanceof List<?> list) {
                List<@Nullable Object> copy = new ArrayList<>();
                for (Object item : list) {
                    copy.add(insert(item, order));
                }
                return copy;
            }
            if (!(value instanceof Map<?, ?> map)) {
                return value;
            }
            if (Boolean.TRUE.equals(map.get("_placeholder"))) {
                if (!(map.get("num") instanceof Integer num) || num < 0 || num >= attachments.size()) {
                    throw new BadPacketException("illegal attachments: placeholder " + map);
                }
                order.add(num);
                return attachments.get(num);
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                copy.put(String.valueOf(member.getKey()), insert(member.getValue(), order));
            }
            return copy;
        }
    }
}
