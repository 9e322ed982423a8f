package dev.halley.wire.netty.internal;

import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;

/** Found by {@link java.util.ServiceLoader}; opens wires whose engines are shared. Any thread. */
public final class NettyWireProvider implements WireProvider {
    /** Messages are never compressed. */
    static final int NEVER = -1;

    private static final int PRIORITY = 100;

    private final int compressFrom;

    /** For the service loader: without compression. */
    public NettyWireProvider() {
        this(NEVER);
    }

    /**
     * For {@link dev.halley.wire.netty.NettyWire}.
     *
     * @param compressFrom from how many bytes on messages are compressed
     */
    public NettyWireProvider(int compressFrom) {
        this.compressFrom = compressFrom;
    }

    @Override
    public String name() {
        return ClientWire.NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Wire open(WireSettings settings) {
        return new ClientWire(Engine.SHARED.acquire(settings), compressFrom);
    }
}
