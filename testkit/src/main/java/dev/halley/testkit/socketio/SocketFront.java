package dev.halley.testkit.socketio;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
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
    private final ScriptedServer sockets;
    private final EngineServer server;
    private final String url;
    private final Map<ScriptedSocket, SocketLink> links = new ConcurrentHashMap<>();

    SocketFront(EngineServer server, @Nullable SSLContext tls) {
        this.server = server;
        this.sockets = tls == null ? ScriptedServer.start() : ScriptedServer.start(tls);
        this.url = tls == null ? "http://127.0.0.1:" + sockets.port() : "https://localhost:" + sockets.port();
        sockets.onRequest(this::handle);
    }

    private Reply handle(Request request) {
        EngineServer.Arrival arrival = new EngineServer.Arrival(
                request.method(), request.target(), request.headers(), request.body(), request.connection());
        if (request.isUpgrade()) {
            EngineServer.Upgrade upgrade = server.upgrade(arrival);
            Reply refusal = upgrade.refusal();
            if (refusal != null) {
                return refusal.delay(upgrade.delay());
            }
            return later(upgrade);
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        PendingRequest pending = server.receive(arrival, reply::complete);
        return reply.isDone() ? reply.join() : Reply.later(reply, () -> server.gone(pending));
    }

    private Reply later(EngineServer.Upgrade upgrade) {
        Reply accepted = Reply.upgrade(script(upgrade.request()));
        if (upgrade.delay().isZero()) {
            return accepted;
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        var unused = server.hub().after(upgrade.delay(), () -> reply.complete(accepted));
        return Reply.later(reply);
    }

    private WebSocketScript script(EngineRequest request) {
        return WebSocketScript.accept()
                .withoutRecording()
                .onOpen(socket -> {
                    SocketLink link = new SocketLink(socket, server.hub());
                    links.put(socket, link);
                    link.transport = server.opened(request, link);
                })
                .onText((socket, text) -> received(socket, transport -> transport.text(text)))
                .onBinary((socket, bytes) -> received(socket, transport -> transport.binary(bytes)))
                .onEnd(socket -> {
                    received(socket, SocketTransport::gone);
                    links.remove(socket);
                });
    }

    private void received(ScriptedSocket socket, Consumer<SocketTransport> step) {
        SocketLink link = links.get(socket);
        SocketTransport transport = link == null ? null : link.transport;
        if (transport != null) {
            server.hub().stepLater(() -> step.accept(transport));
        }
    }

    /** One WebSocket. Writes may wait for the client to read, so they are somebody else's. */
    private static final class SocketLink implements Link {
        private final ScriptedSocket socket;
        private final OrderedExecutor writes;
        // The connection's thread alone.
        private @Nullable SocketTransport transport;

        private SocketLink(ScriptedSocket socket, Hub hub) {
            this.socket = socket;
            this.writes = new OrderedExecutor(Kernel.shared().handlers(), failure -> {
                // The client is gone, as the server hears by itself.
                if (!(failure instanceof UncheckedIOException)) {
                    hub.failed(failure);
                }
            });
        }

        @Override
        public void send(List<Frame> frames) {
            writes.execute(() -> socket.sendFrames(frames.toArray(Frame[]::new)));
        }

        @Override
        public void reset() {
            writes.execute(socket::reset);
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void listen() {
        sockets.startAccepting();
    }

    @Override
    public void stopListening() {
        sockets.stopAccepting();
    }

    @Override
    public void dropConnections() {
        sockets.dropConnections();
    }

    @Override
    public void settle() {
        // Its threads run by themselves.
    }

    @Override
    public boolean await(Duration timeout, BooleanSupplier condition) {
        Hub hub = server.hub();
        long nanos = timeout.toNanos();
        hub.lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = hub.changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(
                    "interrupted after waiting until " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms before the end of "
                            + timeout,
                    e);
        } finally {
            hub.lock.unlock();
        }
    }

    @Override
    public void close() {
        sockets.close();
    }
}
