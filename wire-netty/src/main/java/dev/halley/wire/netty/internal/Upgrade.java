package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks for the upgrade and reads its reply, then gives way to another handler. On the channel's loop. */
final class Upgrade extends ChannelInboundHandlerAdapter {
    private static final int SHOWN_BODY = 8192;

    private final UpgradeLines lines;
    private final Outcome outcome;
    private final HttpClientCodec codec = HttpConnection.codec();

    private @Nullable HttpResponse refusal;
    private @Nullable HttpResponse agreed;
    private byte[] body = new byte[0];
    private boolean over;

    /** Told once, on the loop. */
    interface Outcome {
        /** The server agreed. */
        void upgraded(HttpResponse reply);

        void failed(WireException failure);
    }

    Upgrade(UpgradeLines lines, Outcome outcome) {
        this.lines = lines;
        this.outcome = outcome;
    }

    void start(SocketChannel channel) {
        channel.pipeline().addLast(codec).addLast(this);
        Quietly.write(channel, lines.request());
    }

    /** Puts a handler into this one's place; it gets what the network has brought already. */
    void giveWay(SocketChannel channel, ChannelHandler next) {
        channel.pipeline().replace(this, null, next);
        channel.pipeline().remove(codec);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!over && message instanceof HttpObject part) {
                read(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpObject part) {
        Throwable undecodable = part.decoderResult().cause();
        if (undecodable != null) {
            fail(Failures.undecodable(undecodable));
            return;
        }
        if (part instanceof HttpResponse reply) {
            int status = reply.status().code();
            if (status == 101) {
                agreed = reply;
            } else if (status / 100 != 1) {
                refusal = reply;
            }
        }
        if (refusal != null && part instanceof HttpContent content) {
            collect(content.content());
        }
        if (part instanceof LastHttpContent) {
            if (agreed != null) {
                check(agreed);
            } else if (refusal != null) {
                refuse(refusal);
            }
        }
    }

    private void check(HttpResponse reply) {
        String wrong = lines.violation(reply);
        if (wrong == null) {
            over = true;
            outcome.upgraded(reply);
        } else {
            fail(new WireException(
                    WireException.Kind.PROTOCOL,
                    "the upgrade's reply is wrong (" + wrong + ")",
                    null,
                    101,
                    Failures.headers(reply.headers()),
                    ByteBuffer.allocate(0)));
        }
    }

    private void collect(ByteBuf more) {
        int length = Math.min(more.readableBytes(), SHOWN_BODY - body.length);
        byte[] longer = Arrays.copyOf(body, body.length + length);
        more.getBytes(more.readerIndex(), longer, body.length, length);
        body = longer;
        if (body.length == SHOWN_BODY && refusal != null) {
            refuse(refusal);
        }
    }

    private void refuse(HttpResponse reply) {
        int status = reply.status().code();
        Headers headers = Failures.headers(reply.headers());
        fail(new WireException(
                WireException.Kind.UPGRADE_REFUSED,
                "the upgrade was refused with " + status,
                null,
                status,
                headers,
                ByteBuffer.wrap(body)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (refusal != null) {
            refuse(refusal);
        } else {
            fail(Failures.lost());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(Failures.broken(cause));
    }

    private void fail(WireException failure) {
        if (!over) {
            over = true;
            outcome.failed(failure);
        }
    }
}
