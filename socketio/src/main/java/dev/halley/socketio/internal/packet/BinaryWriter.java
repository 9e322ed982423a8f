package dev.halley.socketio.internal.packet;

import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes values that have bytes in them: these as attachments, a placeholder in their place, numbered in the order of the
 * text. Maps and collections on the way to bytes are written here, records as the codec has them, and everything without
 * bytes by the codec. One thread at a time.
 */
public final class BinaryWriter {
    private final JsonCodec codec;
    private final StringBuilder out = new StringBuilder(256);
    private final List<byte[]> attachments = new ArrayList<>();
    private int placeholders;

    public BinaryWriter(JsonCodec codec) {
        this.codec = codec;
    }

    /**
     * Writes a value.
     *
     * @throws JsonException if the codec can't encode something in it
     */
    public void write(@Nullable Object value) {
        write(value, 0);
        // S5-09: the receiver can't tell the application's own placeholders from these
        if (!attachments.isEmpty() && placeholdersIn(out) != placeholders) {
            throw new JsonException(
                    "argument: beside bytes there is the key " + Placeholders.KEY
                            + " with the value true (expected: another name, for the server takes it for bytes)",
                    null);
        }
    }

    /** What was written. */
    public CharSequence text() {
        return out;
    }

    /** The bytes, by number. */
    public List<byte[]> attachments() {
        return attachments;
    }

    private void write(@Nullable Object value, int depth) {
        if (value != null && Binary.isBytes(value)) {
            placeholder(attach(Binary.bytes(value)));
        } else if (value instanceof String text) {
            JsonText.quote(out, text);
        } else if (!Binary.isIn(value, depth)) {
            out.append(codec.encode(value));
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                JsonText.quote(out, key(entry.getKey()));
                out.append(':');
                write(entry.getValue(), depth + 1);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof Collection<?> elements) {
            elements(elements, depth);
        } else if (value instanceof Object[] elements) {
            elements(Arrays.asList(elements), depth);
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElse(null), depth + 1);
        } else if (value instanceof Record record) {
            record(record, depth);
        }
    }

    private void elements(Collection<?> elements, int depth) {
        String separator = "[";
        for (Object each : elements) {
            out.append(separator);
            write(each, depth + 1);
            separator = ",";
        }
        out.append(']');
    }

    private static String key(@Nullable Object key) {
        return key instanceof Enum<?> constant ? constant.name() : String.valueOf(key);
    }

    private void record(Record record, int depth) {
        MarkedRecord marked = new MarkedRecord(codec, record, depth);
        String text = marked.text();
        int done = 0;
        int[] numbers = new int[marked.size()];
        for (MarkedRecord.Place place : marked.places()) {
            out.append(text, done, place.start());
            if (numbers[place.mark()] == 0) {
                numbers[place.mark()] = 1 + attach(marked.bytes(place.mark()));
            }
            placeholder(numbers[place.mark()] - 1);
            done = place.end();
        }
        out.append(text, done, text.length());
    }

    private int attach(byte[] bytes) {
        attachments.add(bytes);
        return attachments.size() - 1;
    }

    private void placeholder(int number) {
        placeholders++;
        out.append("{\"_placeholder\":true,\"num\":").append(number).append('}');
    }

    /** How often the key stands there with the value true; inside a string its quotes have backslashes. */
    private static int placeholdersIn(StringBuilder text) {
        String key = '"' + Placeholders.KEY + '"';
        int count = 0;
        for (int at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
            int p = skipSpace(text, at + key.length());
            if (p < text.length() && text.charAt(p) == ':') {
                p = skipSpace(text, p + 1);
                count += p < text.length() && text.charAt(p) == 't' ? 1 : 0;
            }
        }
        return count;
    }

    private static int skipSpace(StringBuilder text, int from) {
        int p = from;
        while (p < text.length() && text.charAt(p) <= ' ') {
            p++;
        }
        return p;
    }
}
