package dev.halley.bayeux.internal.message;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Splits what one frame or body brought into messages. Not thread-safe; each transport has its own. */
public final class MessageReader {
    private static final int MOST_REMEMBERED = 256;

    private final JsonCodec codec;
    private final String transport;
    private final JsonScanner scanner = new JsonScanner();
    private @Nullable String lastChannel;

    /**
     * A reader for one transport.
     *
     * @param codec decodes payloads later
     * @param transport the transport's name, for advice nested under it
     */
    public MessageReader(JsonCodec codec, String transport) {
        this.codec = codec;
        this.transport = transport;
    }

    /**
     * What one frame or body brought.
     *
     * @param messages in the order in which they were received
     * @param unusable how many elements were no Bayeux messages (P37: the rest is still processed)
     * @param late whether it came over a connection that had been given up already
     * @param withheld those data messages among them that an extension did not let pass: they were received, no more
     */
    public record Batch(List<ReceivedMessage> messages, int unusable, boolean late, Set<ReceivedMessage> withheld) {
        public Batch(List<ReceivedMessage> messages, int unusable) {
            this(messages, unusable, false, Set.of());
        }

        /** The same over a connection that had been given up. */
        public Batch delayed() {
            return new Batch(messages, unusable, true, withheld);
        }
    }

    /**
     * Reads a frame or body.
     *
     * @param text kept by the messages: not changed by the caller afterwards
     * @throws dev.halley.ProtocolException if it is not JSON
     */
    public Batch read(char[] text, int length) {
        List<ReceivedMessage> messages = new ArrayList<>(4);
        int unusable = read(text, length, messages);
        return new Batch(messages, unusable);
    }

    /**
     * Reads a frame or body behind others.
     *
     * @param text kept by the messages: not changed by the caller afterwards
     * @param into gets its messages, or none where it is not JSON
     * @return how many elements were no Bayeux messages
     * @throws dev.halley.ProtocolException if it is not JSON
     */
    public int read(char[] text, int length, List<ReceivedMessage> into) {
        int before = into.size();
        try {
            return readAll(text, length, into);
        } catch (ProtocolException notJson) {
            into.subList(before, into.size()).clear();
            throw notJson;
        }
    }

    private int readAll(char[] text, int length, List<ReceivedMessage> messages) {
        int start = 0;
        int end = length;
        // P38: a body may be wrapped in a comment against script inclusion
        if (length >= 4 && text[0] == '/' && text[1] == '*' && text[length - 2] == '*' && text[length - 1] == '/') {
            start = 2;
            end = length - 2;
        }
        scanner.reset(text, start, end - start);
        int unusable = 0;
        // P35: a single object is as good as an array of one
        if (scanner.peek() == JsonScanner.Kind.ARRAY) {
            scanner.enterArray();
            while (scanner.nextElement()) {
                unusable += readOne(text, messages);
            }
        } else {
            unusable += readOne(text, messages);
        }
        scanner.end();
        return unusable;
    }

    private int readOne(char[] text, List<ReceivedMessage> messages) {
        if (scanner.peek() != JsonScanner.Kind.OBJECT) {
            scanner.skip();
            return 1;
        }
        ReceivedMessage message = readObject(text);
        if (message == null) {
            return 1;
        }
        messages.add(message);
        return 0;
    }

    private @Nullable ReceivedMessage readObject(char[] text) {
        String channel = null;
        String id = null;
        String clientId = null;
        Boolean successful = null;
        String error = null;
        Advice advice = null;
        int dataStart = -1;
        int dataEnd = -1;
        int clientIdStart = -1;
        int clientIdEnd = -1;
        scanner.peek();
        int start = scanner.position();
        scanner.enterObject();
        while (scanner.nextKey()) {
            if (scanner.keyIs("data")) {
                scanner.skip();
                dataStart = scanner.valueStart();
                dataEnd = scanner.valueEnd();
            } else if (scanner.keyIs("channel")) {
                channel = channel(text);
            } else if (scanner.keyIs("id")) {
                id = textOrNull();
            } else if (scanner.keyIs("clientId")) {
                clientId = textOrNull();
                clientIdStart = scanner.valueStart();
                clientIdEnd = scanner.valueEnd();
            } else if (scanner.keyIs("successful")) {
                successful = booleanOrNull();
            } else if (scanner.keyIs("error")) {
                error = textOrNull();
            } else if (scanner.keyIs("advice")) {
                advice = Advice.read(scanner, transport);
            } else {
                scanner.skip();
            }
        }
        if (channel == null) {
            return null;
        }
        boolean plain = successful == null && clientIdStart < 0 && error == null && advice == null;
        ReceivedMessage.Control control = plain
                ? null
                : new ReceivedMessage.Control(successful, clientId, error, advice, clientIdStart, clientIdEnd);
        return new ReceivedMessage(
                codec, text, channel, id, control, start, scanner.position(), dataStart, dataEnd, null);
    }

    /** Most messages are of the channel of the one before: they share its name. */
    private @Nullable String channel(char[] text) {
        String last = lastChannel;
        if (last != null && scanner.peek() == JsonScanner.Kind.STRING && isQuoted(last, text, scanner.position())) {
            scanner.skip();
            return last;
        }
        String channel = textOrNull();
        // without an escape: then its text in quotation marks is no other name's
        if (channel != null
                && channel.length() <= MOST_REMEMBERED
                && scanner.valueEnd() - scanner.valueStart() == channel.length() + 2) {
            lastChannel = channel;
        }
        return channel;
    }

    private static boolean isQuoted(String name, char[] text, int quote) {
        int length = name.length();
        int end = quote + 1 + length;
        if (end >= text.length || text[end] != '"') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[quote + 1 + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    // P32, P37: ids may be numbers, any field may be null
    private @Nullable String textOrNull() {
        JsonScanner.Kind kind = scanner.peek();
        if (kind == JsonScanner.Kind.STRING) {
            return scanner.string();
        }
        if (kind == JsonScanner.Kind.NUMBER) {
            return scanner.numberText();
        }
        scanner.skip();
        return null;
    }

    private @Nullable Boolean booleanOrNull() {
        JsonScanner.Kind kind = scanner.peek();
        if (kind == JsonScanner.Kind.TRUE || kind == JsonScanner.Kind.FALSE) {
            return scanner.bool();
        }
        scanner.skip();
        return null;
    }
}
