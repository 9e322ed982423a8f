package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record as the codec writes it, with the places of its bytes. Only the codec knows a record's names and order, so it is
 * given the record with random bytes instead, which are then found in its text. One thread at a time.
 */
final class MarkedRecord {
    private final JsonCodec codec;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final String text;

    /** Marks that are not in the text, for the codec leaves the component out, or has an own form for it. */
    private final Set<Integer> unseen = new LinkedHashSet<>();

    private int next;

    /** Random bytes in the place of others. */
    private record Mark(byte[] random, byte[] bytes) {}

    /**
     * Where a mark is in the text.
     *
     * @param mark its number
     */
    record Place(int start, int end, int mark) {}

    MarkedRecord(JsonCodec codec, Record record, int depth) {
        this.codec = codec;
        String first = codec.encode(marked(record, depth));
        find(first);
        if (unseen.isEmpty()) {
            this.text = first;
            return;
        }
        next = 0;
        places.clear();
        this.text = codec.encode(marked(record, depth));
        find(text);
    }

    private void find(String json) {
        for (int i = 0; i < marks.size(); i++) {
            if (unseen.contains(i)) {
                continue;
            }
            String shown = codec.encode(marks.get(i).random);
            int at = json.indexOf(shown);
            if (at < 0) {
                unseen.add(i);
            }
            while (at >= 0) {
                places.add(new Place(at, at + shown.length(), i));
                at = json.indexOf(shown, at + shown.length());
            }
        }
        places.sort(Comparator.comparingInt(Place::start));
    }

    String text() {
        return text;
    }

    List<Place> places() {
        return places;
    }

    /** How many marks there are. */
    int size() {
        return marks.size();
    }

    byte[] bytes(int mark) {
        return marks.get(mark).bytes;
    }

    private @Nullable Object marked(@Nullable Object value, int depth) {
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return mark(bytes.clone());
        }
        if (value instanceof ByteBuffer buffer) {
            return ByteBuffer.wrap(mark(Bytes.copy(buffer)));
        }
        if (!Binary.isIn(value, depth)) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy =
                    value instanceof TreeMap<?, ?> ? new TreeMap<>() : new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(key, marked(each, depth + 1)));
            return copy;
        }
        if (value instanceof Collection<?> elements) {
            Collection<@Nullable Object> copy = value instanceof Set<?> ? new LinkedHashSet<>() : new ArrayList<>();
            elements.forEach(each -> copy.add(marked(each, depth + 1)));
            return copy;
        }
        if (value instanceof Object[] elements) {
            @Nullable Object[] copy = elements.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] = marked(copy[i], depth + 1);
            }
            return copy;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(each -> marked(each, depth + 1));
        }
        if (value instanceof Record record) {
            return RecordShape.of(record).with(record, each -> marked(each, depth + 1));
        }
        throw new JsonException(value.getClass().getName() + ": holds bytes where none are looked for", null);
    }

    private byte[] mark(byte[] bytes) {
        int number = next++;
        if (unseen.contains(number)) {
            return bytes;
        }
        if (number < marks.size()) {
            return marks.get(number).random;
        }
        byte[] random = Marks.instead(bytes);
        marks.add(new Mark(random, bytes));
        return random;
    }
}
