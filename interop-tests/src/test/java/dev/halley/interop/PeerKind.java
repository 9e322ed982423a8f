package dev.halley.interop;

import java.util.function.Supplier;

/** The Socket.IO servers that there are, each with what a client has to know about it. */
enum PeerKind {
    /** npm's socket.io 4. */
    JS4(4, () -> NodeSocketIo.start("{\"version\":4}")),
    /** The same with npm's socket.io-msgpack-parser. */
    JS4_MSGPACK(4, () -> NodeSocketIo.start("{\"version\":4,\"parser\":\"msgpack\"}")),
    /** The same, for clients of Engine.IO 3. */
    JS4_EIO3(3, () -> NodeSocketIo.start("{\"version\":4,\"eio3\":true}")),
    /** npm's socket.io 2. */
    JS2(3, () -> NodeSocketIo.start("{\"version\":2}")),
    /** The Java server of {@code halley serve}. */
    EMBEDDED(4, EmbeddedPeer::start),
    /** netty-socketio. */
    NETTY(4, NettyPeer::start);

    final int engineVersion;
    private final Supplier<SocketIoPeer> source;

    PeerKind(int engineVersion, Supplier<SocketIoPeer> source) {
        this.engineVersion = engineVersion;
        this.source = source;
    }

    /**
     * Whether a client that keeps its connections can go that way: netty-socketio promises to keep connections, closes
     * them, and so loses requests.
     */
    boolean canTake(Way way) {
        return this != NETTY || way == Way.WEBSOCKET;
    }

    SocketIoPeer start() {
        return source.get();
    }
}
