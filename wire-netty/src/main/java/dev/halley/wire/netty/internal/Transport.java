package dev.halley.wire.netty.internal;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.function.Supplier;

/**
 * How the operating system is asked for events: by Netty's native code where the application has its jar, else by the
 * JDK. Any thread.
 *
 * @param name {@code epoll}, {@code kqueue} or {@code nio}
 * @param handlers makes the part of an event loop that waits for events
 * @param channels makes sockets
 */
record Transport(String name, IoHandlerFactory handlers, Supplier<? extends SocketChannel> channels) {

    static Transport best() {
        try {
            if (Epoll.isAvailable()) {
                return new Transport("epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new);
            }
        } catch (LinkageError absent) {
            // Not even the optional classes are there.
            return orKqueue();
        }
        return orKqueue();
    }

    private static Transport orKqueue() {
        try {
            if (KQueue.isAvailable()) {
                return new Transport("kqueue", KQueueIoHandler.newFactory(), KQueueSocketChannel::new);
            }
        } catch (LinkageError absent) {
            return nio();
        }
        return nio();
    }

    static Transport nio() {
        return new Transport("nio", NioIoHandler.newFactory(), NioSocketChannel::new);
    }
}
