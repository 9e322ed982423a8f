package dev.halley.internal.wire;

import dev.halley.wire.WireSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a wire that are in use. An engine has threads and a pool of connections of its own, so clients with equal
 * settings share one; the last of them lets it go. Any thread.
 *
 * @param <E> the wire's engine
 */
public final class SharedEngines<E> {
    private final Function<? super WireSettings, ? extends E> make;
    private final Consumer<? super E> letGo;

    // Guarded by itself. No entry outlives its users.
    private final Map<Key, Use<E>> inUse = new HashMap<>();

    /**
     * None yet.
     *
     * @param make makes an engine; one at a time
     * @param letGo told when nobody uses an engine any more
     */
    public SharedEngines(Function<? super WireSettings, ? extends E> make, Consumer<? super E> letGo) {
        this.make = make;
        this.letGo = letGo;
    }

    private static final class Use<E> {
        private final E engine;
        private int users;

        Use(E engine) {
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

    /** One more user of the engine with these settings. */
    public E acquire(WireSettings settings) {
        synchronized (inUse) {
            Use<E> use = inUse.computeIfAbsent(new Key(settings), key -> new Use<>(make.apply(settings)));
            use.users++;
            return use.engine;
        }
    }

    /** Once per {@link #acquire}, with the same settings. */
    public void release(WireSettings settings, E engine) {
        Key key = new Key(settings);
        synchronized (inUse) {
            Use<E> use = inUse.get(key);
            if (use == null || use.engine != engine || --use.users > 0) {
                return;
            }
            inUse.remove(key);
        }
        letGo.accept(engine);
    }

    /** How many there are. */
    public int count() {
        synchronized (inUse) {
            return inUse.size();
        }
    }
}
