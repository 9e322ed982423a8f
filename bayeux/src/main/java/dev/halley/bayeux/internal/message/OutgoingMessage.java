package dev.halley.bayeux.internal.message;

import dev.halley.internal.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to send. The client id is added when it is written, so that a message which waited for a new session
 * carries the new id (P09).
 *
 * @param channel its channel
 * @param id unique within the client (P32)
 * @param fields further fields as JSON text, each with a leading comma; {@code ext} is not among them
 * @param ext what extensions and the application put into {@code ext}
 */
public record OutgoingMessage(String channel, String id, String fields, Ext ext) {
    /** Without {@code ext}. */
    public OutgoingMessage(String channel, String id, String fields) {
        this(channel, id, fields, Ext.NONE);
    }

    /**
     * One of which only the channel is known.
     *
     * @param id that of the reply; P34: without one it was the only one, or the oldest, of its channel
     */
    public static OutgoingMessage repliedTo(String channel, @Nullable String id) {
        return new OutgoingMessage(channel, id == null ? "" : id, "");
    }

    /** Null where {@link #repliedTo} was not told. */
    public @Nullable String knownId() {
        return id.isEmpty() ? null : id;
    }

    /** P41: with one member of {@code ext} more, beside those that others put there. */
    public OutgoingMessage withExt(String name, @Nullable Object value) {
        return new OutgoingMessage(channel, id, fields, ext.plus(name, value));
    }

    /**
     * P01: version, what we support in order of preference, an id; never a client id.
     *
     * @param custom what the application adds (P08)
     */
    public static OutgoingMessage handshake(String id, List<String> connectionTypes, HandshakeFields custom) {
        StringBuilder fields = new StringBuilder(",\"version\":\"1.0\",\"minimumVersion\":\"1.0\"");
        fields.append(",\"supportedConnectionTypes\":[");
        for (int i = 0; i < connectionTypes.size(); i++) {
            fields.append(i == 0 ? "" : ",");
            JsonText.quote(fields, connectionTypes.get(i));
        }
        fields.append(']');
        custom.appendTo(fields);
        return new OutgoingMessage(Channels.HANDSHAKE, id, fields.toString(), custom.ext());
    }

    /**
     * A connect.
     *
     * @param immediately P15: asks the server to answer at once, so that "connected" is known at once
     */
    public static OutgoingMessage connect(String id, String connectionType, boolean immediately) {
        StringBuilder fields = new StringBuilder(",\"connectionType\":");
        JsonText.quote(fields, connectionType);
        return new OutgoingMessage(
                Channels.CONNECT,
                id,
                fields.append(immediately ? ",\"advice\":{\"timeout\":0}" : "").toString());
    }

    public static OutgoingMessage disconnect(String id) {
        return new OutgoingMessage(Channels.DISCONNECT, id, "");
    }

    /** P46: several channels go as an array; one goes as text, which every server understands. */
    public static OutgoingMessage subscribe(String id, List<String> channels, Ext ext) {
        if (channels.size() == 1) {
            return new OutgoingMessage(Channels.SUBSCRIBE, id, subscription(channels.get(0)), ext);
        }
        StringBuilder fields = new StringBuilder(",\"subscription\":");
        JsonText.write(fields, channels);
        return new OutgoingMessage(Channels.SUBSCRIBE, id, fields.toString(), ext);
    }

    public static OutgoingMessage unsubscribe(String id, String channel) {
        return new OutgoingMessage(Channels.UNSUBSCRIBE, id, subscription(channel));
    }

    private static String subscription(String channel) {
        StringBuilder fields = new StringBuilder(",\"subscription\":");
        JsonText.quote(fields, channel);
        return fields.toString();
    }

    /** P52: data may be any JSON value, null among them. */
    public static OutgoingMessage publish(String id, String channel, String dataJson) {
        return new OutgoingMessage(channel, id, ",\"data\":" + dataJson);
    }

    public boolean isHandshake() {
        return channel.equals(Channels.HANDSHAKE);
    }

    public boolean isConnect() {
        return channel.equals(Channels.CONNECT);
    }

    public boolean isDisconnect() {
        return channel.equals(Channels.DISCONNECT);
    }

    /** How many bytes it takes at most, as UTF-8, with a client id of ordinary length. */
    public int bytes() {
        return utf8(channel) + utf8(fields) + utf8(ext.json()) + id.length() + 100;
    }

    private static int utf8(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // each half of a surrogate pair is two of four bytes
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    /** How many characters it takes, without the client id. */
    public int length() {
        return channel.length() + id.length() + fields.length() + ext.json().length() + 24;
    }

    /**
     * P36: always an array.
     *
     * @param clientId the session's id; null for a handshake
     */
    public static String encode(List<OutgoingMessage> messages, @Nullable String clientId) {
        StringBuilder out = new StringBuilder(64 + 160 * messages.size()).append('[');
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            messages.get(i).appendTo(out, clientId);
        }
        return out.append(']').toString();
    }

    /** The message alone, without the client id. */
    public String json() {
        StringBuilder out = new StringBuilder(length());
        appendTo(out, null);
        return out.toString();
    }

    private void appendTo(StringBuilder out, @Nullable String clientId) {
        out.append("{\"channel\":");
        JsonText.quote(out, channel);
        out.append(",\"id\":\"").append(id).append('"');
        if (clientId != null && !isHandshake()) {
            out.append(",\"clientId\":");
            JsonText.quote(out, clientId);
        }
        out.append(fields);
        if (!ext.isEmpty()) {
            out.append(",\"ext\":").append(ext.json());
        }
        out.append('}');
    }

    /** Channel and id; the payload may be a secret. */
    @Override
    public String toString() {
        return channel + "#" + id;
    }
}
