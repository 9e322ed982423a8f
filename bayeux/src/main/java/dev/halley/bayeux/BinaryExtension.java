package dev.halley.bayeux;

import dev.halley.bayeux.internal.extension.BinaryCodec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends and receives bytes in CometD's form: Z85 text in a JSON object, marked in {@code ext.binary}. The server has to
 * have CometD's binary extension to see bytes; one that has not hands the object on to other subscribers as it is.
 *
 * <p>With it {@link BinaryData} can be published, and asked for: {@code message.data(BinaryData.class)}, or a handler
 * for that type. It works with any JSON codec. Z85 takes five characters for four bytes. Has no state, so it may be shared
 * by several clients.
 */
public final class BinaryExtension implements MessageExtension {
    /** The extension. */
    public BinaryExtension() {}

    @Override
    public boolean send(ExtensionMessage message) {
        if (!message.channel().startsWith("/meta/")
                && message.get("data") instanceof Map<?, ?> data
                && data.containsKey(BinaryCodec.MARK)) {
            Map<Object, Object> unmarked = new LinkedHashMap<>(data);
            unmarked.remove(BinaryCodec.MARK);
            message.put("data", unmarked);
            message.ext().put("binary", Map.of());
        }
        return true;
    }
}
