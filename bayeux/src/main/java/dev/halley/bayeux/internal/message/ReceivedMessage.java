package dev.halley.bayeux.internal.message;

import dev.halley.TypeRef;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.http.Masking;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One message of a batch: the envelope's fields, and the payload as a range of the batch's text. Immutable; any thread.
 */
public final class ReceivedMessage implements BayeuxMessage, Completion.Tracked {
    private static final int SHOWN = 500;

    private final JsonCodec codec;
    private final char[] text;
    private final String channel;
    private final @Nullable String id;
    private final @Nullable Control control;
    private final @Nullable Position position;

    // where the message and its payload are in the text; no payload: less than 0
    private final int start;
    private final int end;
    private final int dataStart;
    private final int dataEnd;

    /**
     * What the scanner found at the message's top level; positions point into the batch's text.
     *
     * @param control null where none of its fields is there
     */
    ReceivedMessage(
            JsonCodec codec,
            char[] text,
            String channel,
            @Nullable String id,
            @Nullable Control control,
            int start,
            int end,
            int dataStart,
            int dataEnd,
            @Nullable Position position) {
        this.codec = codec;
        this.text = text;
        this.channel = channel;
        this.id = id;
        this.control = control;
        this.start = start;
        this.end = end;
        this.dataStart = dataStart;
        this.dataEnd = dataEnd;
        this.position = position;
    }

    /**
     * The fields that replies have, and hardly any event.
     *
     * @param successful null where the field is absent
     */
    record Control(
            @Nullable Boolean successful,
            @Nullable String clientId,
            @Nullable String error,
            @Nullable Advice advice,
            int clientIdStart,
            int clientIdEnd) {}

    /** The same message, whose position hears when it was processed. */
    public ReceivedMessage at(Position where) {
        return new ReceivedMessage(codec, text, channel, id, control, start, end, dataStart, dataEnd, where);
    }

    @Override
    public @Nullable Completion completion() {
        return position;
    }

    @Override
    public void ack() {
        if (position != null) {
            position.acknowledge();
        }
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public @Nullable String id() {
        return id;
    }

    /** The client id of a handshake reply; a secret. */
    public @Nullable String clientId() {
        return control == null ? null : control.clientId;
    }

    @Override
    public boolean isSuccessful() {
        // P40: a reply without the field is a failure
        return control != null && Boolean.TRUE.equals(control.successful);
    }

    /** Whether the field {@code successful} is there: it makes a message a reply (P33). */
    public boolean isReply() {
        return control != null && control.successful != null;
    }

    public @Nullable String error() {
        return control == null ? null : control.error;
    }

    public @Nullable Advice advice() {
        return control == null ? null : control.advice;
    }

    @Override
    public boolean hasData() {
        return dataStart >= 0;
    }

    /** How much of a byte budget the message takes: its characters. */
    public int size() {
        return end - start;
    }

    @Override
    public @Nullable Object data() {
        return decode(Object.class);
    }

    @Override
    @SuppressWarnings("unchecked") // the codec's contract
    public <T> @Nullable T data(Class<T> type) {
        return (T) decode(type);
    }

    @Override
    @SuppressWarnings("unchecked") // the codec's contract
    public <T> @Nullable T data(TypeRef<T> type) {
        return (T) decode(type.type());
    }

    private @Nullable Object decode(Type type) {
        if (!hasData()) {
            return null;
        }
        return codec.decode(text, dataStart, dataEnd - dataStart, type);
    }

    @Override
    public String dataJson() {
        return hasData() ? new String(text, dataStart, dataEnd - dataStart) : "null";
    }

    @Override
    public @Nullable Object field(String name) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, start, end - start);
        scanner.enterObject();
        Object value = null;
        while (scanner.nextKey()) {
            if (scanner.key().equals(name)) {
                value = JsonValues.read(scanner);
            } else {
                scanner.skip();
            }
        }
        return value;
    }

    /** The message's position where its server has the replay extension: {@code data.event.replayId}. */
    public @Nullable Long replayId() {
        if (!hasData()) {
            return null;
        }
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, dataStart, dataEnd - dataStart);
        if (!found(scanner, "event") || !found(scanner, "replayId")) {
            return null;
        }
        JsonScanner.Kind kind = scanner.peek();
        if (kind != JsonScanner.Kind.NUMBER && kind != JsonScanner.Kind.STRING) {
            return null;
        }
        String number = kind == JsonScanner.Kind.NUMBER ? scanner.numberText() : scanner.string();
        try {
            return Long.valueOf(number);
        } catch (NumberFormatException noPosition) {
            // the application's data may look like this too
            return null;
        }
    }

    private static boolean found(JsonScanner scanner, String name) {
        if (scanner.peek() != JsonScanner.Kind.OBJECT) {
            return false;
        }
        scanner.enterObject();
        while (scanner.nextKey()) {
            if (scanner.keyIs(name)) {
                return true;
            }
            scanner.skip();
        }
        return false;
    }

    @Override
    public String json() {
        return new String(text, start, end - start);
    }

    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        int most = Math.min(end, start + SHOWN);
        // P58: the client id is never shown
        if (control != null && control.clientIdStart >= 0) {
            int before = Math.min(control.clientIdStart, most);
            int behind = Math.max(before, Math.min(control.clientIdEnd, most));
            shown.append(text, start, before - start);
            shown.append(control.clientIdStart < most ? "\"***\"" : "");
            shown.append(text, behind, most - behind);
        } else {
            shown.append(text, start, most - start);
        }
        String beginning = most < end ? shown.append('…').toString() : shown.toString();
        // tokens in ext or data, too
        String masked = Masking.text(beginning);
        String error = error();
        return error == null ? masked : masked.replace(error, BayeuxError.masked(error));
    }
}
