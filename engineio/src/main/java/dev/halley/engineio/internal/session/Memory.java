package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.transport.Caution;

/** What outlives a session. Serial context. */
interface Memory {
    /** The server speaks this version. */
    void learn(EngineVersion version);

    /** Whether a WebSocket works. */
    void socketWorks(boolean works);

    /** The server could not be told that the session is over: to be tried again with the next one. */
    void unsaid(Runnable farewell);

    /** What is known of refused requests. */
    Caution caution();

    /** Whether the version is known. */
    boolean knowsVersion();
}
