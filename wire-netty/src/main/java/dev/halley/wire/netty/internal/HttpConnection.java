package dev.halley.wire.netty.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that carries one exchange after another. On its loop; it reads all the time, so the end of an idle
 * connection is seen when it comes. What it can't see, a firewall that forgets connections, is why it waits for no longer
 * than {@link #MAX_IDLE_SECONDS}.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final long MAX_IDLE_SECONDS = 30;
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 256 * 1024;
    private static final int MAX_PART = 128 * 1024;

    private final SocketChannel channel;
    private final Loop loop;
    private final Route route;
    private final Pool pool;

    // On the loop.
    private @Nullable Exchange current;
    private @Nullable ChannelFuture written;
    private @Nullable ScheduledFuture<?> timer;
    private boolean informational;
    private boolean keeps;
    private long idleSince;

    HttpConnection(SocketChannel channel, Loop loop, Route route, Pool pool) {
        this.channel = channel;
        this.loop = loop;
        this.route = route;
        this.pool = pool;
    }

    /** On a connection that was just made. */
    void start() {
        channel.pipeline().addLast(codec()).addLast(this);
    }

    static HttpClientCodec codec() {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_PART)
                .setHeadersFactory(RequestLines.UNCHECKED)
                .setTrailersFactory(RequestLines.UNCHECKED);
        return new HttpClientCodec(config, false, false);
    }

    Route route() {
        return route;
    }

    Loop loop() {
        return loop;
    }

    /** Takes an exchange; false when the connection has ended and nothing was written. */
    boolean carry(Exchange exchange, FullHttpRequest request) {
        if (!channel.isActive()) {
            return false;
        }
        current = exchange;
        informational = false;
        keeps = false;
        written = channel.writeAndFlush(request);
        return true;
    }

    /** Ends it, and what it carries hears nothing more. Any thread. */
    void close() {
        Quietly.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            Exchange exchange = current;
            if (exchange == null || !(message instanceof HttpObject part)) {
                // Nobody asked for it.
                Quietly.close(context);
                return;
            }
            read(exchange, part);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(Exchange exchange, HttpObject part) {
        Throwable undecodable = part.decoderResult().cause();
        if (undecodable != null) {
            exchange.failed(Failures.undecodable(undecodable));
            return;
        }
        if (part instanceof HttpResponse reply) {
            head(exchange, reply);
        }
        if (part instanceof HttpContent content && !informational && current == exchange) {
            ByteBuf bytes = content.content();
            if (bytes.isReadable()) {
                exchange.body(bytes.nioBuffer().asReadOnlyBuffer());
            }
        }
        if (part instanceof LastHttpContent && current == exchange) {
            if (informational) {
                informational = false;
            } else {
                complete(exchange);
            }
        }
    }

    private void head(Exchange exchange, HttpResponse reply) {
        int status = reply.status().code();
        if (status == 101) {
            exchange.failed(Failures.protocol("the reply has status 101, which was not asked for", null));
            return;
        }
        informational = status / 100 == 1;
        if (!informational) {
            keeps = HttpUtil.isKeepAlive(reply);
            exchange.head(status, Failures.headers(reply.headers()));
        }
    }

    private void complete(Exchange exchange) {
        current = null;
        ChannelFuture request = written;
        written = null;
        // A reply that came before the whole request was taken leaves a connection that is good for nothing.
        if (!keeps || request == null || !request.isSuccess() || !channel.isActive()) {
            Quietly.close(channel);
        } else {
            rest();
        }
        // Last: the next request, which this may bring, takes this connection.
        exchange.complete();
    }

    /** The exchange that it carries has ended before its reply. */
    void drop() {
        current = null;
        Quietly.close(channel);
    }

    private void rest() {
        idleSince = loop.executor().ticker().nanoTime();
        if (!pool.give(this)) {
            Quietly.close(channel);
        } else if (timer == null) {
            arm(TimeUnit.SECONDS.toNanos(MAX_IDLE_SECONDS));
        }
    }

    /** One timer for many exchanges: it looks when it fires how long the connection has rested. */
    private void arm(long nanos) {
        timer = loop.executor().schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
    }

    private void expire() {
        timer = null;
        if (current != null) {
            return;
        }
        long left = idleSince
                + TimeUnit.SECONDS.toNanos(MAX_IDLE_SECONDS)
                - loop.executor().ticker().nanoTime();
        if (left > 0) {
            arm(left);
        } else if (pool.remove(this)) {
            Quietly.close(channel);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
        Quietly.close(context);
    }

    private void end(@Nullable Throwable cause) {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
        Exchange exchange = current;
        if (exchange == null) {
            // Who took it at this moment finds it ended, and dials.
            pool.remove(this);
        } else {
            exchange.failed(cause == null ? Failures.lost() : Failures.broken(cause));
        }
    }
}
