package dev.halley.internal.http;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireCapabilities;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A wire whose other end is the test, on the test's thread. */
final class FakeWire implements Wire {
    final List<Exchange> exchanges = new ArrayList<>();
    final List<Socket> sockets = new ArrayList<>();
    RuntimeException refusal;
    boolean coalesces;
    boolean noticesEnd = true;
    boolean closed;

    static final class Exchange implements HttpCall {
        final HttpRequest request;
        final HttpSink sink;
        boolean aborted;

        Exchange(HttpRequest request, HttpSink sink) {
            this.request = request;
            this.sink = sink;
        }

        String header(String name) {
            return request.headers().first(name).orElse(null);
        }

        String body() {
            return request.body() == null
                    ? null
                    : StandardCharsets.UTF_8.decode(request.body().duplicate()).toString();
        }

        void reply(int status, Headers headers, String body) {
            reply(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        void reply(int status, Headers headers, byte[] body) {
            sink.onHead(status, headers);
            if (!aborted) {
                sink.onBody(ByteBuffer.wrap(body));
            }
            if (!aborted) {
                sink.onEnd();
            }
        }

        void fail(WireException.Kind kind) {
            sink.onFailure(failure(kind));
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    static final class Socket implements WebSocketLink {
        final WebSocketRequest request;
        final WebSocketListener listener;
        final List<String> sent = new ArrayList<>();
        final List<CompletableFuture<Void>> sends = new ArrayList<>();
        boolean takesAtOnce = true;
        boolean attemptAborted;
        boolean aborted;
        long demand;

        Socket(WebSocketRequest request, WebSocketListener listener) {
            this.request = request;
            this.listener = listener;
        }

        void open(String... headers) {
            listener.onOpen(this, Headers.of(headers));
        }

        void text(String text) {
            part(text, true);
        }

        void part(String text, boolean last) {
            demand--;
            listener.onText(text, last);
        }

        void binary(boolean last, int... bytes) {
            ByteBuffer part = ByteBuffer.allocate(bytes.length);
            for (int one : bytes) {
                part.put((byte) one);
            }
            demand--;
            listener.onBinary(part.flip().asReadOnlyBuffer(), last);
        }

        private CompletionStage<?> send(String what) {
            if (aborted) {
                throw new AssertionError("sent after abort: " + what);
            }
            sent.add(what);
            CompletableFuture<Void> done = new CompletableFuture<>();
            sends.add(done);
            if (takesAtOnce) {
                done.complete(null);
            }
            return done;
        }

        @Override
        public CompletionStage<?> sendText(CharSequence text) {
            return send(text.toString());
        }

        @Override
        public CompletionStage<?> sendBinary(ByteBuffer bytes) {
            return send("binary " + bytes.remaining());
        }

        @Override
        public CompletionStage<?> sendText(CharSequence text, boolean compress) {
            return send(compress ? text.toString() : text + " plain");
        }

        @Override
        public CompletionStage<?> sendBinary(ByteBuffer bytes, boolean compress) {
            return send("binary " + bytes.remaining() + (compress ? "" : " plain"));
        }

        @Override
        public CompletionStage<?> sendPing(ByteBuffer payload) {
            return send("ping");
        }

        @Override
        public CompletionStage<?> sendClose(int code, String reason) {
            return send("close " + code + " " + reason);
        }

        @Override
        public void request(long count) {
            if (aborted) {
                throw new AssertionError("demand after abort");
            }
            demand += count;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    static WireException failure(WireException.Kind kind) {
        return new WireException(kind, "because", null);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public WireCapabilities capabilities() {
        return new WireCapabilities(true, false, false, coalesces, noticesEnd);
    }

    @Override
    public HttpCall exchange(HttpRequest request, HttpSink sink) {
        if (refusal != null) {
            throw refusal;
        }
        Exchange exchange = new Exchange(request, sink);
        exchanges.add(exchange);
        return exchange;
    }

    @Override
    public HttpCall connect(WebSocketRequest request, WebSocketListener listener) {
        if (refusal != null) {
            throw refusal;
        }
        Socket socket = new Socket(request, listener);
        sockets.add(socket);
        return () -> socket.attemptAborted = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    Exchange only() {
        if (exchanges.size() != 1) {
            throw new AssertionError(exchanges.size() + " exchanges");
        }
        return exchanges.get(0);
    }

    Exchange last() {
        return exchanges.get(exchanges.size() - 1);
    }

    Socket socket() {
        return sockets.get(sockets.size() - 1);
    }
}
