package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arguments with attachments: ranges of one copied text, and where the text stands for bytes. Each array given out is a new
 * one, so that handlers can't change each other's. Immutable; any thread.
 */
final class BinaryArguments implements PacketData {
    private final JsonCodec codec;
    private final char[] text;
    private final int[] bounds;

    /** Start, end and number of each, in the order of the text. */
    private final int[] placeholders;

    private final List<ByteBuffer> attachments;
    private final int weight;

    BinaryArguments(JsonCodec codec, char[] text, int[] bounds, int[] placeholders, List<ByteBuffer> attachments) {
        this.codec = codec;
        this.text = text;
        this.bounds = bounds;
        this.placeholders = placeholders;
        this.attachments = attachments;
        long sum = text.length;
        for (ByteBuffer each : attachments) {
            sum += each.remaining();
        }
        this.weight = (int) Math.min(sum, Integer.MAX_VALUE);
    }

    @Override
    public int size() {
        return bounds.length >> 1;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        Objects.checkIndex(index, size());
        int start = bounds[2 * index];
        int end = bounds[2 * index + 1];
        int first = 0;
        while (first < placeholders.length && placeholders[first] < start) {
            first += 3;
        }
        if (first == placeholders.length || placeholders[first] >= end) {
            return codec.decode(text, start, end - start, type);
        }
        if (placeholders[first] == start && placeholders[first + 1] == end) {
            ByteBuffer bytes = attachments.get(placeholders[first + 2]);
            if (type == byte[].class || type == Object.class) {
                return Bytes.copy(bytes);
            }
            if (type == ByteBuffer.class) {
                return bytes.asReadOnlyBuffer();
            }
        }
        if (Trees.isTree(type)) {
            Object tree = Trees.resolve(codec.decode(text, start, end - start, type), this::attachment);
            if (tree instanceof byte[]) {
                // asked for a map, the codec took the placeholder itself for one
                throw new JsonException("argument " + index + ": bytes (expected: " + type.getTypeName() + ")", null);
            }
            return tree;
        }
        return typed(start, end, first, type);
    }

    private @Nullable Object typed(int start, int end, int first, Type type) {
        int last = first;
        List<byte[]> bytes = new ArrayList<>();
        for (; last < placeholders.length && placeholders[last] < end; last += 3) {
            bytes.add(Bytes.copy(attachments.get(placeholders[last + 2])));
        }
        return OpenPlaces.decode(codec, bytes, type, json -> {
            char[] whole = replaced(start, end, first, bytes.size(), json);
            return codec.decode(whole, 0, whole.length, type);
        });
    }

    /** The argument's text with other text instead of its placeholders. */
    private char[] replaced(int start, int end, int first, int count, IntFunction<String> json) {
        StringBuilder out = new StringBuilder(end - start + 64);
        int done = start;
        for (int i = 0; i < count; i++) {
            int at = first + 3 * i;
            out.append(text, done, placeholders[at] - done).append(json.apply(i));
            done = placeholders[at + 1];
        }
        out.append(text, done, end - done);
        char[] whole = new char[out.length()];
        out.getChars(0, whole.length, whole, 0);
        return whole;
    }

    private byte[] attachment(int number) {
        // A codec may read a repeated key in another way than the decoder, which checked the numbers.
        if (number < 0 || number >= attachments.size()) {
            throw new JsonException(
                    "placeholder: " + number + " (expected: below " + attachments.size() + ", the attachments)", null);
        }
        return Bytes.copy(attachments.get(number));
    }

    @Override
    public boolean isText(int index) {
        Objects.checkIndex(index, size());
        return text[bounds[2 * index]] == '"';
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public String toString() {
        return size() + " argument(s), " + attachments.size() + " attachment(s)";
    }
}
