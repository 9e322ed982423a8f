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
    private final Envelope envelope;
    private final @Nullable Position position;

    ReceivedMessage(JsonCodec codec, char[] text, Envelope envelope) {
        this(codec, text, envelope, null);
    }

    private ReceivedMessage(JsonCodec codec, char[] text, Envelope envelope, @Nullable Position position) {
        this.codec = codec;
        this.text = text;
        this.envelope = envelope;
        this.position = position;
    }

    /** The same message, whose position hears when it was processed. */
    public ReceivedMessage at(Position where) {
        return new ReceivedMessage(codec, text, envelope, where);
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

    /**
     * What the scanner found at the message's top level; positions point into the batch's text.
     *
     * @param successful null where the field is absent
     */
    record Envelope(
            String channel,
            @Nullable String id,
            @Nullable String clientId,
            @Nullable Boolean successful,
            @Nullable String error,
            @Nullable Advice advice,
            int start,
            int end,
            int dataStart,
            int dataEnd,
            int clientIdStart,
            int clientIdEnd) {}

    @Override
    public String channel() {
        return envelope.channel;
    }

    @Override
    public @Nullable String id() {
        return envelope.id;
    }

    /** The client id of a handshake reply; a secret. */
    public @Nullable String clientId() {
        return envelope.clientId;
    }

    @Override
    public boolean isSuccessful() {
        // P40: a reply without the field is a failure
        return Boolean.TRUE.equals(envelope.successful);
    }

    /** Whether the field {@code successful} is there: it makes a message a reply (P33). */
    public boolean isReply() {
        return envelope.successful != null;
    }

    public @Nullable String error() {
        return envelope.error;
    }

    public @Nullable Advice advice() {
        return envelope.advice;
    }

    @Override
    public boolean hasData() {
        return envelope.dataStart >= 0;
    }

    /** How much of a byte budget the message takes: its characters. */
    public int size() {
        return envelope.end - envelope.start;
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
        return codec.decode(text, envelope.dataStart, envelope.dataEnd - envelope.dataStart, type);
    }

    @Override
    public String dataJson() {
        return hasData() ? new String(text, envelope.dataStart, envelope.dataEnd - envelope.dataStart) : "null";
    }

    @Override
    public @Nullable Object field(String name) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, envelope.start, envelope.end - envelope.start);
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
        scanner.reset(text, envelope.dataStart, envelope.dataEnd - envelope.dataStart);
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
        return new String(text, envelope.start, envelope.end - envelope.start);
    }

    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(envelope.end, envelope.start + SHOWN);
        // P58: the client id is never shown
        if (envelope.clientIdStart >= 0) {
            int head = Math.min(envelope.clientIdStart, end);
            int tail = Math.max(head, Math.min(envelope.clientIdEnd, end));
            shown.append(text, envelope.start, head - envelope.start);
            shown.append(envelope.clientIdStart < end ? "\"***\"" : "");
            shown.append(text, tail, end - tail);
        } else {
            shown.append(text, envelope.start, end - envelope.start);
        }
        String text = end < envelope.end ? shown.append('…').toString() : shown.toString();
        // tokens in ext or data, too
        String masked = Masking.text(text);
        return envelope.error == null ? masked : masked.replace(envelope.error, BayeuxError.masked(envelope.error));
    }
}
