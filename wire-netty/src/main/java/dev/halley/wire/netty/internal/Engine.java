package dev.halley.wire.netty.internal;

import dev.halley.internal.wire.SharedEngines;
import dev.halley.wire.WireSettings;
import java.util.concurrent.Executor;

/** What wires with equal settings share: event loops, idle connections, and how connections are made. Any thread. */
final class Engine {
    static final SharedEngines<Engine> SHARED = new SharedEngines<>(Engine::new, Engine::letGo);

    private final WireSettings settings;
    private final Loops loops;
    private final Proxies proxies;
    private final Pool pool = new Pool();

    Engine(WireSettings settings) {
        this.settings = settings;
        this.loops = Loops.acquire();
        this.proxies = new Proxies(settings.proxy(), settings.proxyCredentials());
    }

    WireSettings settings() {
        return settings;
    }

    /** Runs what may block: name look-ups, the work of TLS. */
    Executor blocking() {
        return settings.executor();
    }

    Proxies proxies() {
        return proxies;
    }

    Pool pool() {
        return pool;
    }

    Loop nextLoop() {
        return loops.next();
    }

    /** Nobody uses this engine any more. */
    void letGo() {
        pool.close();
        loops.release();
    }
}
