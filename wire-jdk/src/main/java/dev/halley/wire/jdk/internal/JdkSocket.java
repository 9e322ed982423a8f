package dev.halley.wire.jdk.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.WireException;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from the attempt to its end. The JDK's callbacks, the end of a batch and an abort meet in
 * {@link Turns}; the first end counts. A listener that throws ends its socket and hears of it.
 */
final class JdkSocket implements HttpCall, HttpClientWire.Live, WebSocket.Listener {
    /** A peer that never stops sending must not keep what it sent from being handed on. */
    private static final int LONGEST_BATCH = 64 * 1024;

    private final HttpClientWire wire;
    private final URI uri;
    private final WebSocketListener listener;
    private final @Nullable UpgradeCookies upgrades;
    private final Turns turns = new Turns();
    private final AtomicBoolean aborted = new AtomicBoolean();

    // Set before the attempt starts.
    private boolean viaProxy;

    // Any thread.
    private volatile @Nullable CompletableFuture<?> running;
    private volatile @Nullable WebSocket open;
    private volatile @Nullable String accept;
    private volatile Headers cookies = Headers.empty();
    private volatile boolean ended;

    // In turns.
    private int unread;

    JdkSocket(HttpClientWire wire, URI uri, WebSocketListener listener, @Nullable UpgradeCookies upgrades) {
        this.wire = wire;
        this.uri = uri;
        this.listener = listener;
        this.upgrades = upgrades;
    }

    void start(HttpClient client, WebSocketRequest request, Proxies proxies) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        try {
            request.headers().forEach(builder::header);
            Optional<Proxy> proxy = proxies.of(uri);
            viaProxy = proxy.isPresent();
            if (viaProxy && proxies.authorization() != null) {
                builder.header("Proxy-Authorization", proxies.authorization());
            }
        } catch (CheckedSelector.UnsupportedProxyException unsupported) {
            fail(Failures.of(unsupported, true, false));
            return;
        } catch (RuntimeException refused) {
            wire.ended(this);
            throw refused;
        }
        List<String> subprotocols = request.subprotocols();
        if (!subprotocols.isEmpty()) {
            builder.subprotocols(
                    subprotocols.get(0),
                    subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
        }
        CompletableFuture<WebSocket> future = EngineExecutor.starting(this, () -> builder.buildAsync(uri, this));
        // Cancelling the JDK's future while it makes the socket of a reply that has come would drop that socket, and
        // nobody would close it. A copy cancels the request alone.
        CompletableFuture<WebSocket> cancellable = future.copy();
        running = cancellable;
        listen(future);
        if (aborted.get()) {
            cancellable.cancel(true);
        }
        if (future.isDone()) {
            running = null;
        }
    }

    // Both ends are handled, so what the dependent stage becomes says nothing more.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void listen(CompletableFuture<WebSocket> future) {
        future.whenComplete((socket, failure) -> {
            if (failure != null && !aborted.get()) {
                turns.run(() -> end(Failures.of(failure, viaProxy, false)));
            }
        });
    }

    /** Without an attempt to cancel. */
    void fail(WireException failure) {
        aborted.set(true);
        wire.later(() -> turns.run(() -> end(failure)));
    }

    @Override
    public void abort() {
        if (open == null) {
            shutDown();
        }
    }

    @Override
    public void shutDown() {
        if (!aborted.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?> future = running;
        wire.later(() -> turns.run(() -> end(new WireException(WireException.Kind.ABORTED, "aborted", null))));
        if (future != null) {
            future.cancel(true);
        }
    }

    /** From the link: the listener hears nothing more. */
    void cut() {
        ended = true;
        release();
        WebSocket socket = open;
        if (socket != null) {
            socket.abort();
        }
    }

    private void end(WireException failure) {
        if (ended) {
            return;
        }
        try {
            flush();
            if (!ended) {
                ended = true;
                release();
                listener.onFailure(failure);
            }
        } catch (Throwable thrown) {
            Callbacks.report("A WebSocket listener threw while it was told of a failure", thrown);
        }
        cut();
    }

    private void release() {
        wire.ended(this);
        // Whoever keeps the link must not keep the JDK's client by it.
        running = null;
        String expected = accept;
        if (upgrades != null && expected != null) {
            upgrades.forget(expected);
        }
    }

    /** The value that the reply to this attempt must have. */
    void expects(String value) {
        accept = value;
    }

    /** The cookies of the upgrade's reply; before {@link #onOpen}. */
    void cookies(Headers lines) {
        cookies = lines;
    }

    // The JDK's side. A stage that is not complete tells it that the arguments are still in use.

    @Override
    public void onOpen(WebSocket socket) {
        open = socket;
        running = null;
        if (aborted.get()) {
            socket.abort();
            return;
        }
        turns.run(() -> call(() -> listener.onOpen(new JdkLink(this, socket, viaProxy), known(socket))));
    }

    /** All that the JDK tells of the upgrade's reply. */
    private Headers known(WebSocket socket) {
        String subprotocol = socket.getSubprotocol();
        return subprotocol.isEmpty() ? cookies : cookies.plus("Sec-WebSocket-Protocol", subprotocol);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        if (turns.enter()) {
            // The hot path: no object is made for the call.
            try {
                text(part, last);
            } finally {
                turns.exit();
            }
            return null;
        }
        return turn(() -> text(part, last));
    }

    private void text(CharSequence part, boolean last) {
        if (ended) {
            return;
        }
        try {
            listener.onText(part, last);
        } catch (Throwable thrown) {
            failed(thrown);
            return;
        }
        read(part.length());
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        return turn(() -> call(() -> {
            int length = part.remaining();
            listener.onBinary(part.asReadOnlyBuffer(), last);
            read(length);
        }));
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
        // The JDK has sent the pong; the callback has cost demand, and its owner asks for more.
        return turn(() -> call(listener::onPing));
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
        return turn(() -> call(listener::onPong));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        return turn(() -> call(() -> {
            flush();
            if (!ended) {
                ended = true;
                release();
                listener.onClose(code, reason);
            }
        }));
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        // An abort brings its own end; what the JDK makes of it would only come first by chance.
        if (!aborted.get()) {
            turns.run(() -> end(Failures.of(failure, viaProxy, true)));
        }
    }

    /** The end of the task in which something was read. */
    void readComplete() {
        turns.run(() -> call(this::flush));
    }

    private void read(int size) {
        boolean noted = unread > 0 || ReadBatch.note(this);
        // Even an empty message is something.
        unread += size + 1;
        if (!noted || unread > LONGEST_BATCH) {
            call(this::flush);
        }
    }

    private void flush() {
        if (unread > 0 && !ended) {
            unread = 0;
            listener.onReadComplete();
        }
    }

    private void call(Runnable callback) {
        if (ended) {
            return;
        }
        try {
            callback.run();
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    private void failed(Throwable thrown) {
        if (ended) {
            Callbacks.report("A WebSocket listener threw while it was told of the end", thrown);
        }
        end(new WireException(WireException.Kind.BROKEN, "a callback failed: " + thrown, thrown));
    }

    /** A call in its turn: null when it is done, else a stage that completes after it. */
    private @Nullable CompletionStage<?> turn(Runnable callback) {
        if (turns.enter()) {
            try {
                callback.run();
            } finally {
                turns.exit();
            }
            return null;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        turns.run(() -> {
            try {
                callback.run();
            } finally {
                done.complete(null);
            }
        });
        return done;
    }
}
