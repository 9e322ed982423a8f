package dev.halley.wire.netty;

import dev.halley.wire.WireProvider;
import dev.halley.wire.netty.internal.NettyWireProvider;

/** The wire over Netty, for those who name it or want messages compressed. */
public final class NettyWire {
    private NettyWire() {}

    /**
     * The wire that is found by itself when this module is present.
     *
     * @return a provider to name in a client's builder
     */
    public static WireProvider provider() {
        return new NettyWireProvider();
    }

    /**
     * A wire that offers to compress WebSocket messages (permessage-deflate, RFC 7692), each for itself: less goes over the
     * network, and both sides work more. Whether they are compressed is for the server to say.
     *
     * @param threshold from how many bytes on messages of this side are compressed; about 1024 is where it begins to pay
     * @return a provider to name in a client's builder
     * @throws IllegalArgumentException if the threshold is negative
     */
    public static WireProvider compressing(int threshold) {
        if (threshold < 0) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: 0 or more)");
        }
        return new NettyWireProvider(threshold);
    }
}
