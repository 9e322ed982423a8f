package dev.halley.wire.netty.internal;

import io.netty.channel.ChannelOutboundInvoker;

/** What needs no answer, for whatever becomes of a connection is told by its handlers. Any thread. */
final class Quietly {
    private Quietly() {}

    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(ChannelOutboundInvoker connection) {
        connection.close();
    }

    /** A write that fails closes the connection. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void write(ChannelOutboundInvoker connection, Object message) {
        connection.writeAndFlush(message, connection.voidPromise());
    }
}
