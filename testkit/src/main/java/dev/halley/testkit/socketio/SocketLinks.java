package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.testkit.internal.Front;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.SocketFront;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The engine's requests and links over sockets. Requests come on the threads of their connections. */
final class SocketLinks {
    private final EngineServer server;
    private final Map<ScriptedSocket, SocketLink> links = new ConcurrentHashMap<>();

    private SocketLinks(EngineServer server) {
        this.server = server;
    }

    static Front front(EngineServer server, @Nullable SSLContext tls) {
        SocketFront front = new SocketFront(server.hub(), tls, "");
        front.sockets().onRequest(new SocketLinks(server)::handle);
        return front;
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

    /** One WebSocket. */
    private static final class SocketLink implements Link {
        private final ScriptedSocket socket;
        private final Executor writes;
        // The connection's thread alone.
        private @Nullable SocketTransport transport;

        private SocketLink(ScriptedSocket socket, Hub hub) {
            this.socket = socket;
            this.writes = SocketFront.writes(hub);
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
}
