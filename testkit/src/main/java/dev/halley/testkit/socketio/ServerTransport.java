package dev.halley.testkit.socketio;

import java.util.List;

/** How one session's packets travel. Guarded by the server's lock. */
interface ServerTransport {
    String name();

    boolean isWritable();

    /** Sends packets that may be read at once; only while it is writable. */
    void send(List<EnginePacket> packets);

    /** Tells the client that the session is over, when it can; {@code done} when there is nothing more to do. */
    void close(Runnable done);

    /** Breaks what is open, telling nobody. */
    void reset();

    /** As {@link #reset}, after the session was forgotten: the client hears that it is unknown. */
    void forget();
}
