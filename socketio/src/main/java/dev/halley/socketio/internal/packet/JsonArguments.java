package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arguments without bytes: ranges of one copied text, which as a {@code String} takes half of the memory while it waits,
 * because hardly any is not Latin-1. Immutable; any thread.
 */
final class JsonArguments implements PacketData {
    private static final int[] ONE = {};

    private final JsonCodec codec;
    private final String text;

    /** Start and end of each; empty where the one argument is the whole text. */
    private final int[] bounds;

    /** One argument, which is the whole text. */
    JsonArguments(JsonCodec codec, String text) {
        this(codec, text, ONE);
    }

    JsonArguments(JsonCodec codec, String text, int[] bounds) {
        this.codec = codec;
        this.text = text;
        this.bounds = bounds;
    }

    @Override
    public int size() {
        return bounds.length == 0 ? 1 : bounds.length >> 1;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        Objects.checkIndex(index, size());
        boolean whole = bounds.length == 0;
        int start = whole ? 0 : bounds[2 * index];
        int length = whole ? text.length() : bounds[2 * index + 1] - start;
        char[] chars = TextScratch.take(length);
        try {
            text.getChars(start, start + length, chars, 0);
            return codec.decode(chars, 0, length, type);
        } finally {
            TextScratch.give(chars);
        }
    }

    @Override
    public boolean isText(int index) {
        Objects.checkIndex(index, size());
        return text.charAt(bounds.length == 0 ? 0 : bounds[2 * index]) == '"';
    }

    @Override
    public int weight() {
        return text.length();
    }

    @Override
    public String toString() {
        return size() + " argument(s)";
    }
}
