package dev.halley.wire.netty.internal;

import dev.halley.wire.WireException;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One connection from the name look-up to the end of the TLS handshake, within the connect timeout. On its loop, but for
 * what may block: names, and whatever a TLS context does to make an engine.
 */
final class Dial {
    private static final String LAST = "dial";
    private static final int MAX_READ = 128 * 1024;
    private static final int SHORTEST_TRY_MILLIS = 250;

    private final Engine engine;
    private final Loop loop;
    private final Route route;
    private final Outcome outcome;

    // On the loop.
    private @Nullable SocketChannel channel;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable SSLEngine tls;
    private boolean over;

    /** The end of the pipeline until somebody has the connection: what goes wrong is told by futures, or here. */
    private final class Last extends ChannelInboundHandlerAdapter {
        private final SocketChannel made;

        Last(SocketChannel made) {
            this.made = made;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // One of an address that was given up is nobody's concern.
            if (channel == made) {
                fail(Failures.connecting(cause, route));
            }
        }
    }

    /** Told once, on the loop. */
    interface Outcome {
        /** The connection reads by itself; what comes goes to the handlers that the receiver adds now. */
        void connected(SocketChannel channel);

        void failed(WireException failure);
    }

    Dial(Engine engine, Loop loop, Route route, Outcome outcome) {
        this.engine = engine;
        this.loop = loop;
        this.route = route;
        this.outcome = outcome;
    }

    /** On the loop. */
    void start() {
        long millis = engine.settings().connectTimeout().toMillis();
        timer = loop.executor().schedule(() -> fail(Failures.late(millis)), Math.max(1, millis), TimeUnit.MILLISECONDS);
        try {
            engine.blocking().execute(this::prepare);
        } catch (RejectedExecutionException closing) {
            fail(Failures.aborted("the executor of the wire takes no more work"));
        }
    }

    /** On the loop; the outcome is told nothing more. */
    void cancel() {
        finish();
        drop();
    }

    // On a thread that may block.

    private void prepare() {
        try {
            InetSocketAddress[] addresses = addresses();
            SSLEngine made = route.secure() ? Tls.engine(engine.settings(), route) : null;
            loop.execute(() -> {
                tls = made;
                connect(addresses, 0);
            });
        } catch (Throwable failure) {
            loop.execute(() -> fail(Failures.connecting(failure, route)));
        }
    }

    private InetSocketAddress[] addresses() throws UnknownHostException {
        InetSocketAddress proxy = route.proxy();
        if (proxy != null && !proxy.isUnresolved()) {
            return new InetSocketAddress[] {proxy};
        }
        String host = proxy == null ? route.host() : proxy.getHostString();
        int port = proxy == null ? route.port() : proxy.getPort();
        InetAddress[] found = InetAddress.getAllByName(host);
        InetSocketAddress[] addresses = new InetSocketAddress[found.length];
        for (int i = 0; i < found.length; i++) {
            addresses[i] = new InetSocketAddress(found[i], port);
        }
        return addresses;
    }

    // On the loop.

    private void connect(InetSocketAddress[] addresses, int index) {
        if (over) {
            return;
        }
        SocketChannel made = Loops.transport().channels().get();
        channel = made;
        configure(made, addresses.length - index);
        made.pipeline().addLast(LAST, new Last(made));
        listen(loop.executor().register(made), registered -> {
            if (registered.isSuccess()) {
                connect(made, addresses, index);
            } else {
                failed(registered);
            }
        });
    }

    private void connect(SocketChannel made, InetSocketAddress[] addresses, int index) {
        SocketAddress target = addresses[index];
        Socks5ProxyHandler socks = null;
        if (route.via() == Route.Via.SOCKS) {
            socks = socks(addresses[index]);
            made.pipeline().addBefore(LAST, null, socks);
            // The proxy looks the name up: it may know hosts that this machine does not.
            target = InetSocketAddress.createUnresolved(route.host(), route.port());
        }
        Socks5ProxyHandler handshake = socks;
        listen(made.connect(target), done -> {
            if (done.isSuccess() && handshake != null) {
                agreed(handshake, made);
            } else if (done.isSuccess()) {
                reached(made);
            } else if (index + 1 < addresses.length && !over) {
                drop();
                connect(addresses, index + 1);
            } else {
                failed(done);
            }
        });
    }

    private void agreed(Socks5ProxyHandler handshake, SocketChannel made) {
        listen(handshake.connectFuture(), done -> {
            if (done.isSuccess()) {
                reached(made);
            } else {
                failed(done);
            }
        });
    }

    private Socks5ProxyHandler socks(InetSocketAddress address) {
        var credentials = engine.proxies().credentials();
        Socks5ProxyHandler handler = credentials == null
                ? new Socks5ProxyHandler(address)
                : new Socks5ProxyHandler(address, credentials.user(), credentials.password());
        // The dial has a timer of its own.
        handler.setConnectTimeoutMillis(0);
        return handler;
    }

    private void configure(SocketChannel made, int triesLeft) {
        made.config().setAllocator(Loops.ALLOCATOR);
        made.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 2048, MAX_READ));
        made.config().setTcpNoDelay(true);
        made.config().setKeepAlive(true);
        // One address that answers nothing must not use up the time of the others.
        long each = engine.settings().connectTimeout().toMillis() / triesLeft;
        made.config()
                .setOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        triesLeft == 1 ? 0 : (int) Math.max(SHORTEST_TRY_MILLIS, Math.min(each, Integer.MAX_VALUE)));
    }

    private void reached(SocketChannel made) {
        if (over) {
            return;
        }
        if (route.via() != Route.Via.TUNNEL) {
            secure(made);
            return;
        }
        Tunnel tunnel = new Tunnel(route, engine.proxies().authorization(), new Tunnel.Outcome() {
            @Override
            public void open() {
                secure(made);
            }

            @Override
            public void failed(WireException failure) {
                fail(failure);
            }
        });
        tunnel.start(made, LAST);
    }

    private void secure(SocketChannel made) {
        if (over) {
            return;
        }
        SSLEngine with = tls;
        if (with == null) {
            succeed(made);
            return;
        }
        SslHandler handler = new SslHandler(with, engine.blocking());
        handler.setHandshakeTimeoutMillis(0);
        made.pipeline().addBefore(LAST, null, handler);
        listen(handler.handshakeFuture(), done -> {
            if (done.isSuccess()) {
                succeed(made);
            } else {
                fail(Tls.failure(done.cause()));
            }
        });
    }

    private void succeed(SocketChannel made) {
        if (over) {
            Quietly.close(made);
            return;
        }
        if (!made.isActive()) {
            fail(Failures.connecting(new IOException("the connection was closed at once"), route));
            return;
        }
        finish();
        channel = null;
        made.pipeline().remove(LAST);
        outcome.connected(made);
    }

    private void failed(Future<?> done) {
        Throwable cause = done.cause();
        fail(Failures.connecting(cause == null ? new IOException("cancelled") : cause, route));
    }

    private void fail(WireException failure) {
        if (over) {
            return;
        }
        finish();
        drop();
        outcome.failed(failure);
    }

    private void finish() {
        over = true;
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void drop() {
        SocketChannel made = channel;
        channel = null;
        if (made != null) {
            Quietly.close(made);
        }
    }

    private static void listen(Future<?> future, Consumer<Future<?>> action) {
        // On the loop at all times: a future of Netty's tells its listeners there.
        future.addListener(done -> action.accept(future));
    }
}
