package dev.halley.bayeux;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as the payload of a message; needs the {@link BinaryExtension}. Immutable.
 *
 * @param data the bytes, copied; each call of {@link #data()} gives a read-only buffer of one's own
 * @param last whether this is the last part of what belongs together
 * @param meta what else the receiver should know, as a JSON tree, such as a name or a content type
 */
public record BinaryData(ByteBuffer data, boolean last, Map<String, @Nullable Object> meta) {
    /**
     * Copies what is between the buffer's position and its limit, and the map.
     *
     * @param data the bytes
     * @param last whether this is the last part of what belongs together
     * @param meta what else the receiver should know, as a JSON tree
     */
    public BinaryData {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(data.duplicate()).flip();
        data = copy.asReadOnlyBuffer();
        meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
    }

    /**
     * Bytes that belong to nothing else.
     *
     * @param data the bytes, copied
     */
    public BinaryData(byte[] data) {
        this(ByteBuffer.wrap(data), true, Map.of());
    }

    /**
     * The bytes.
     *
     * @return a read-only buffer of one's own
     */
    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    /**
     * The bytes as an array.
     *
     * @return a copy
     */
    public byte[] bytes() {
        byte[] bytes = new byte[data.remaining()];
        data().get(bytes);
        return bytes;
    }

    /** The size, not the content. */
    @Override
    public String toString() {
        return "BinaryData[" + data.remaining() + " bytes" + (last ? ", last" : "") + ", meta=" + meta.keySet() + "]";
    }
}
