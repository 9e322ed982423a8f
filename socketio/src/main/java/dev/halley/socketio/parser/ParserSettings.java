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
    /** How many attachments a packet may have, unless told otherwise. */
    public static final int DEFAULT_MAX_ATTACHMENTS = 64;

    /** How many bytes the attachments of a packet may have together, unless told otherwise: 64 MiB. */
    public static final long DEFAULT_MAX_ATTACHMENT_BYTES = 64L << 20;

    /**
     * Checks the values.
     *
     * @param codec the client's JSON codec
     * @param maxAttachments how many attachments a packet may have
     * @param maxAttachmentBytes how many bytes the attachments of a packet may have together
     * @throws IllegalArgumentException if a limit is negative
     */
    public ParserSettings {
        Objects.requireNonNull(codec, "codec");
        if (maxAttachments < 0) {
            throw new IllegalArgumentException("maxAttachments: " + maxAttachments + " (expected: 0 or more)");
        }
        if (maxAttachmentBytes < 0) {
            throw new IllegalArgumentException("maxAttachmentBytes: " + maxAttachmentBytes + " (expected: 0 or more)");
        }
    }

    /**
     * The default limits.
     *
     * @param codec the client's JSON codec
     * @return {@value #DEFAULT_MAX_ATTACHMENTS} attachments of {@value #DEFAULT_MAX_ATTACHMENT_BYTES} bytes together
     */
    public static ParserSettings of(JsonCodec codec) {
        return new ParserSettings(codec, DEFAULT_MAX_ATTACHMENTS, DEFAULT_MAX_ATTACHMENT_BYTES);
    }
}
