package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import java.nio.ByteBuffer;

/**
 * Hears of one session, in the serial context: {@link #onOpen}, then messages, then {@link #onClosed} once; or
 * {@link #onClosed} alone. What it throws while it takes a message ends the session as a parse error.
 */
public interface EngineListener {
    /** The handshake is done; {@code send} works from here on. */
    void onOpen(EngineHandshake handshake);

    /**
     * A text message.
     *
     * @param text holds its characters, without the packet's type; valid during the call only
     * @param offset where they start
     * @param length how many there are
     */
    void onText(char[] text, int offset, int length);

    /**
     * A binary message.
     *
     * @param data its bytes, the receiver's own
     */
    void onBinary(ByteBuffer data);

    /** What one read brought (a body, a burst of frames) has been handed over. */
    void onReadComplete();

    /** For those who watch. {@code Packet} events come only when the settings ask for them. */
    void onEvent(EngineEvent event);

    /** The session is over, and its resources are closed. Sends that were not taken by the wire fail after this. */
    void onClosed(EngineClose close);
}
