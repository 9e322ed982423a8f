package dev.halley.testkit.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One HTTP exchange, as the wire shows it. */
public class RecordedExchange implements HttpSink {
    public int status;
    public Headers headers = Headers.empty();
    public WireException failure;
    public boolean complete;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private HttpCall call;

    public final void start(Wire wire, HttpRequest request) {
        call = wire.exchange(request, this);
    }

    @Override
    public final void onHead(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
    }

    @Override
    public final void onBody(ByteBuffer part) {
        while (part.hasRemaining()) {
            body.write(part.get());
        }
    }

    @Override
    public final void onEnd() {
        complete = true;
    }

    @Override
    public final void onFailure(WireException failure) {
        this.failure = failure;
    }

    public final boolean isPending() {
        return !complete && failure == null;
    }

    /** What came so far. */
    public final String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    public final byte[] bytes() {
        return body.toByteArray();
    }

    public final void abort() {
        call.abort();
    }
}
