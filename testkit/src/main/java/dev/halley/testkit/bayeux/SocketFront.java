package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Headers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Real sockets on the loopback interface. Requests come on the threads of their connections. */
final class SocketFront implements Front {
    private final ScriptedServer server;
    private final Broker broker;
    private final Upgrades upgrades;
    private final String url;
    private final Map<ScriptedSocket, SocketCaller> sockets = new ConcurrentHashMap<>();

    SocketFront(Broker broker, Upgrades upgrades, @Nullable SSLContext tls) {
        this.broker = broker;
        this.upgrades = upgrades;
        this.server = tls == null ? ScriptedServer.start() : ScriptedServer.start(tls);
        String path = broker.settings.path();
        this.url = tls == null
                ? "http://127.0.0.1:" + server.port() + path
                : server.http(path).toString();
        server.handle(path + "*", this::handle);
    }

    private Reply handle(Request request) {
        if (request.isUpgrade()) {
            Reply refused = upgrades.refusal(request.headers());
            return refused != null ? refused : Reply.upgrade(script());
        }
        if (!request.method().equals("POST")) {
            return Reply.text("Unknown Bayeux Transport\n").status(400);
        }
        RequestCaller caller = new RequestCaller(request);
        broker.receive(caller, request.text());
        CompletableFuture<Reply> reply = caller.reply;
        return reply.isDone() ? reply.join() : Reply.later(reply, () -> broker.gone(caller));
    }

    private WebSocketScript script() {
        return WebSocketScript.accept()
                .withoutRecording()
                .onText((socket, text) -> broker.receive(caller(socket), text))
                .onEnd(socket -> {
                    SocketCaller caller = sockets.remove(socket);
                    if (caller != null) {
                        broker.gone(caller);
                    }
                });
    }

    private SocketCaller caller(ScriptedSocket socket) {
        return sockets.computeIfAbsent(socket, each -> new SocketCaller(each, broker::failed));
    }

    /** One HTTP request. */
    private static final class RequestCaller implements Caller {
        private final Request request;
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();

        private RequestCaller(Request request) {
            this.request = request;
        }

        @Override
        public boolean isSocket() {
            return false;
        }

        @Override
        public int connection() {
            return request.connection();
        }

        @Override
        public Headers headers() {
            return request.headers();
        }

        @Override
        public void answer(Reply answer) {
            reply.complete(answer);
        }

        @Override
        public void send(List<String> texts) {
            throw new AssertionError("a request has one answer");
        }
    }

    /** One WebSocket. Writes may wait for the client to read, so they are somebody else's. */
    private static final class SocketCaller implements Caller {
        private final ScriptedSocket socket;
        private final OrderedExecutor writes;

        private SocketCaller(ScriptedSocket socket, Consumer<Throwable> onFailure) {
            this.socket = socket;
            this.writes = new OrderedExecutor(Kernel.shared().handlers(), failure -> {
                // The client is gone, as the broker hears by itself.
                if (!(failure instanceof UncheckedIOException)) {
                    onFailure.accept(failure);
                }
            });
        }

        @Override
        public boolean isSocket() {
            return true;
        }

        @Override
        public int connection() {
            return socket.request().connection();
        }

        @Override
        public Headers headers() {
            return socket.request().headers();
        }

        @Override
        public void answer(Reply answer) {
            writes.execute(() -> socket.respond(answer));
        }

        @Override
        public void send(List<String> texts) {
            writes.execute(() -> socket.sendTexts(texts.toArray(String[]::new)));
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void listen() {
        server.startAccepting();
    }

    @Override
    public void stopListening() {
        server.stopAccepting();
    }

    @Override
    public void dropConnections() {
        server.dropConnections();
    }

    @Override
    public void settle() {
        // Its threads run by themselves.
    }

    @Override
    public boolean await(Duration timeout, BooleanSupplier condition) {
        long nanos = timeout.toNanos();
        broker.lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = broker.changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(
                    "interrupted after waiting until " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms before the end of "
                            + timeout,
                    e);
        } finally {
            broker.lock.unlock();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
