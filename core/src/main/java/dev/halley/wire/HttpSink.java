package dev.halley.wire;

import java.nio.ByteBuffer;

/**
 * Hears of one HTTP reply: {@link #onHead} once, {@link #onBody} any number of times, then {@link #onEnd}; or, at any
 * moment, {@link #onFailure} and nothing more. Called on the wire's threads, one call at a time.
 */
public interface HttpSink {
    /**
     * Status line and headers are here.
     *
     * @param status the HTTP status
     * @param headers the reply's headers
     */
    void onHead(int status, Headers headers);

    /**
     * A part of the body.
     *
     * @param bytes valid during the call only
     */
    void onBody(ByteBuffer bytes);

    /** The reply is complete. */
    void onEnd();

    /**
     * The exchange failed or was aborted.
     *
     * @param failure what happened
     */
    void onFailure(WireException failure);
}
