package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import java.util.List;

/** The server's end of one WebSocket. Called under the server's lock; no method runs anybody else's code before it returns. */
interface Link {
    /** Frames that may be read at once. */
    void send(List<Frame> frames);

    /** Breaks it without a close frame. */
    void reset();
}
