package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.transport.Caution;
import dev.halley.engineio.internal.transport.Farewell;

/** What outlives a session. Serial context. */
interface Memory {
    /** The server speaks this version. */
    void learn(EngineVersion version);

    /** Whether a WebSocket works. */
    void socketWorks(boolean works);

    /** Hears of what the server is told when a session is over. */
    Farewell farewell();

    /** What is known of refused requests. */
    Caution caution();

    /** Whether the version is known. */
    boolean knowsVersion();
}
