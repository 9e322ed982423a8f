package dev.halley.wire.netty.internal;

import dev.halley.wire.WireSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The engines in use, one per equal settings, counted. Any thread. */
final class Engines {
    // Guarded by itself.
    private static final Map<Key, Use> IN_USE = new HashMap<>();

    private Engines() {}

    private static final class Use {
        final Engine engine;
        int users;

        Use(Engine engine) {
            this.engine = engine;
        }
    }

    /** Equality by identity where an object may have an opinion of its own about equality. */
    private record Key(WireSettings settings) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && same(settings, key.settings);
        }

        private static boolean same(WireSettings a, WireSettings b) {
            return a.ssl() == b.ssl()
                    && a.sslParameters() == b.sslParameters()
                    && a.proxy() == b.proxy()
                    && a.executor() == b.executor()
                    && a.connectTimeout().equals(b.connectTimeout())
                    && Objects.equals(a.proxyCredentials(), b.proxyCredentials());
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(settings.ssl())
                    ^ System.identityHashCode(settings.executor())
                    ^ settings.connectTimeout().hashCode();
        }
    }

    static Engine acquire(WireSettings settings) {
        synchronized (IN_USE) {
            Use use = IN_USE.computeIfAbsent(new Key(settings), key -> new Use(new Engine(settings)));
            use.users++;
            return use.engine;
        }
    }

    /** Once per {@link #acquire}. */
    static void release(Engine engine) {
        Key key = new Key(engine.settings());
        synchronized (IN_USE) {
            Use use = IN_USE.get(key);
            if (use == null || use.engine != engine || --use.users > 0) {
                return;
            }
            IN_USE.remove(key);
        }
        engine.letGo();
    }

    static int count() {
        synchronized (IN_USE) {
            return IN_USE.size();
        }
    }
}
