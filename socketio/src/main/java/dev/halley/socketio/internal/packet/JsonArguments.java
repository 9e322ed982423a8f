package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments without bytes: ranges of one copied text. Immutable; any thread. */
final class JsonArguments implements PacketData {
    private static final int[] ONE = {};

    private final JsonCodec codec;
    private final char[] text;

    /** Start and end of each; empty where the one argument is the whole text. */
    private final int[] bounds;

    /** One argument, which is the whole text. */
    JsonArguments(JsonCodec codec, char[] text) {
        this(codec, text, ONE);
    }

    JsonArguments(JsonCodec codec, char[] text, int[] bounds) {
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
        if (bounds.length == 0) {
            return codec.decode(text, 0, text.length, type);
        }
        int start = bounds[2 * index];
        return codec.decode(text, start, bounds[2 * index + 1] - start, type);
    }

    @Override
    public boolean isText(int index) {
        Objects.checkIndex(index, size());
        return text[bounds.length == 0 ? 0 : bounds[2 * index]] == '"';
    }

    @Override
    public int weight() {
        return text.length;
    }

    @Override
    public String toString() {
        return size() + " argument(s)";
    }
}
