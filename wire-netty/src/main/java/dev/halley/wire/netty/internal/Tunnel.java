package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Asks an HTTP proxy for a tunnel. Netty's own handler for this shows neither the status nor the headers of a refusal. On
 * the channel's loop.
 */
final class Tunnel extends ChannelInboundHandlerAdapter {
    private final Route route;
    private final @Nullable String authorization;
    private final Outcome outcome;
    private final HttpClientCodec codec = new HttpClientCodec();
    private boolean agreed;
    private boolean over;

    /** Told once, on the loop. */
    interface Outcome {
        void open();

        void failed(WireException failure);
    }

    Tunnel(Route route, @Nullable String authorization, Outcome outcome) {
        this.route = route;
        this.authorization = authorization;
        this.outcome = outcome;
    }

    /** In front of the last handler. */
    void start(Channel channel, String last) {
        channel.pipeline().addBefore(last, null, codec).addBefore(last, null, this);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.CONNECT,
                route.authority(),
                Unpooled.EMPTY_BUFFER,
                RequestLines.UNCHECKED,
                RequestLines.UNCHECKED);
        request.headers().set(HttpHeaderNames.HOST, route.authority());
        if (authorization != null) {
            request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, authorization);
        }
        Quietly.write(channel, request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (over || !(message instanceof HttpObject part)) {
                return;
            }
            Throwable undecodable = part.decoderResult().cause();
            if (undecodable != null) {
                fail(Failures.undecodable(undecodable));
            } else if (part instanceof HttpResponse reply) {
                answered(reply);
            }
            if (agreed && !over && part instanceof LastHttpContent) {
                over = true;
                context.pipeline().remove(this);
                context.pipeline().remove(codec);
                outcome.open();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(HttpResponse reply) {
        int status = reply.status().code();
        if (status / 100 == 2) {
            agreed = true;
        } else if (status / 100 != 1) {
            Headers headers = Failures.headers(reply.headers());
            fail(Failures.tunnel(status, reply.status().reasonPhrase(), headers));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new WireException(WireException.Kind.PROXY, "the proxy closed the connection", null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(new WireException(WireException.Kind.PROXY, "the proxy: " + Failures.text(cause), cause));
    }

    private void fail(WireException failure) {
        if (!over) {
            over = true;
            outcome.failed(failure);
        }
    }
}
