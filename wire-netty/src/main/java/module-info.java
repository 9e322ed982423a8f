/**
 * HTTP and WebSocket over Netty: the wire for speed, many connections, compression and SOCKS proxies.
 *
 * @provides dev.halley.wire.WireProvider the wire named {@code netty}
 */
module dev.halley.wire.netty {
    requires static org.jspecify;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.kqueue;
    requires transitive dev.halley.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.transport;

    exports dev.halley.wire.netty;

    provides dev.halley.wire.WireProvider with
            dev.halley.wire.netty.internal.NettyWireProvider;
}
