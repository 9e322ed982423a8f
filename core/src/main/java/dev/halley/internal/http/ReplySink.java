package dev.halley.internal.http;

import dev.halley.ProtocolException;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes one hop's reply from the wire. On the wire's threads, one call at a time. */
final class ReplySink implements HttpSink {
    private final PolicyExchange exchange;
    private final URI uri;

    private int status;
    private Headers headers = Headers.empty();
    private @Nullable BodyCollector body;

    ReplySink(PolicyExchange exchange, URI uri) {
        this.exchange = exchange;
        this.uri = uri;
    }

    @Override
    public void onHead(int replyStatus, Headers replyHeaders) {
        if (exchange.isEnded()) {
            return;
        }
        status = replyStatus;
        headers = replyHeaders;
        exchange.head(uri, replyStatus, replyHeaders);
        try {
            body = new BodyCollector(uri, replyHeaders, exchange.maxBodyBytes());
        } catch (ProtocolException unreadable) {
            exchange.violation(uri, unreadable);
        }
    }

    @Override
    public void onBody(ByteBuffer bytes) {
        exchange.sign();
        if (exchange.isEnded() || body == null) {
            return;
        }
        try {
            body.add(bytes);
        } catch (ProtocolException violation) {
            release();
            exchange.violation(uri, violation);
        }
    }

    @Override
    public void onEnd() {
        if (body == null) {
            return;
        }
        try {
            if (status / 100 == 2 && exchange.takesBytes() && BinaryBody.is(headers)) {
                exchange.complete(HttpReply.binary(uri, status, headers, body.bytes()));
                return;
            }
            // An error page may be in any encoding, and the status matters more than its umlauts.
            HttpReply lenient = new HttpReply(uri, status, headers, body.beginning());
            boolean strict = lenient.isSuccessful() && !ReplyErrors.isHtml(lenient);
            exchange.complete(new HttpReply(uri, status, headers, body.text(strict)));
        } catch (ProtocolException violation) {
            exchange.violation(uri, violation);
        } finally {
            release();
        }
    }

    @Override
    public void onFailure(WireException failure) {
        release();
        exchange.failed(uri, failure);
    }

    private void release() {
        if (body != null) {
            body.close();
            body = null;
        }
    }
}
