package dev.halley.socketio.parser;

import dev.halley.json.JsonCodec;
import java.util.Objects;

/**
 * What a parser works with.
 *
 * @param codec the client's JSON codec
 * @param maxAttachments how many attachments a packet may have (SEC-01)
 * @param maxAttachmentBytes how many bytes the attachments of a packet may have together
 */
public record ParserSettings(JsonCodec codec, int maxAttachments, long maxAttachmentBytes) {
    /**
     * Checks the values.
     *
     * @param codec the client's JSON codec
     * @param maxAttachments how many attachments a packet may have
     * @param maxAttachmentBytes how many bytes the attachments of a packet may have together
     */
    public ParserSettings {
        Objects.requireNonNull(codec, "codec");
    }
}
