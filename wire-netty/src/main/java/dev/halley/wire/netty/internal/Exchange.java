package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import io.netty.channel.socket.SocketChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange: over a connection that waits, or over a new one. It is written once: nothing that was given to a
 * connection is given to another. On the loop of its connection; a sink that throws ends its exchange and hears of it.
 */
final class Exchange implements HttpCall, ClientWire.Live, Dial.Outcome {
    private final ClientWire wire;
    private final Engine engine;
    private final RequestLines lines;
    private final HttpSink sink;
    private final @Nullable HttpConnection pooled;
    private final Loop loop;

    // On the loop.
    private @Nullable Dial dial;
    private @Nullable HttpConnection connection;
    private boolean ended;

    Exchange(ClientWire wire, Engine engine, RequestLines lines, HttpSink sink) {
        this.wire = wire;
        this.engine = engine;
        this.lines = lines;
        this.sink = sink;
        this.pooled = engine.pool().take(lines.route());
        this.loop = pooled == null ? engine.nextLoop() : pooled.loop();
    }

    /** Any thread. */
    void start() {
        loop.execute(this::begin);
    }

    private void begin() {
        if (ended) {
            if (pooled != null) {
                pooled.close();
            }
        } else if (pooled == null || !carriedBy(pooled)) {
            dial = new Dial(engine, loop, lines.route(), this);
            dial.start();
        }
    }

    private boolean carriedBy(HttpConnection by) {
        connection = by;
        if (by.carry(this, lines.request())) {
            return true;
        }
        connection = null;
        return false;
    }

    @Override
    public void connected(SocketChannel channel) {
        dial = null;
        HttpConnection made = new HttpConnection(channel, loop, lines.route(), engine.pool());
        made.start();
        if (!carriedBy(made)) {
            failed(Failures.lost());
        }
    }

    // From the connection.

    void head(int status, Headers headers) {
        try {
            sink.onHead(status, headers);
        } catch (Throwable thrown) {
            failed(Failures.callback(thrown));
        }
    }

    void body(ByteBuffer bytes) {
        if (ended) {
            return;
        }
        try {
            sink.onBody(bytes);
        } catch (Throwable thrown) {
            failed(Failures.callback(thrown));
        }
    }

    void complete() {
        if (ended) {
            return;
        }
        ended = true;
        connection = null;
        wire.ended(this);
        try {
            sink.onEnd();
        } catch (Throwable thrown) {
            Callbacks.report("An HTTP sink threw while it was told of the end", thrown);
        }
    }

    @Override
    public void failed(WireException failure) {
        if (ended) {
            return;
        }
        ended = true;
        wire.ended(this);
        if (dial != null) {
            dial.cancel();
        }
        if (connection != null) {
            connection.drop();
        }
        connection = null;
        try {
            sink.onFailure(failure);
        } catch (Throwable thrown) {
            Callbacks.report("An HTTP sink threw while it was told of a failure", thrown);
        }
    }

    @Override
    public void abort() {
        loop.execute(() -> failed(Failures.aborted("the exchange was aborted")));
    }

    @Override
    public void shutDown() {
        abort();
    }
}
