package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.testkit.internal.Front;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.SocketFront;
import dev.halley.wire.Headers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The broker's callers over sockets. Requests come on the threads of their connections. */
final class SocketCallers {
    private final Broker broker;
    private final Upgrades upgrades;
    private final Map<ScriptedSocket, SocketCaller> sockets = new ConcurrentHashMap<>();

    private SocketCallers(Broker broker, Upgrades upgrades) {
        this.broker = broker;
        this.upgrades = upgrades;
    }

    static Front front(Broker broker, Upgrades upgrades, @Nullable SSLContext tls) {
        String path = broker.settings.path();
        SocketFront front = new SocketFront(broker.hub, tls, path);
        front.sockets().handle(path + "*", new SocketCallers(broker, upgrades)::handle);
        return front;
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
        return sockets.computeIfAbsent(socket, each -> new SocketCaller(each, broker.hub));
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

    /** One WebSocket. */
    private static final class SocketCaller implements Caller {
        private final ScriptedSocket socket;
        private final Executor writes;

        private SocketCaller(ScriptedSocket socket, Hub hub) {
            this.socket = socket;
            this.writes = SocketFront.writes(hub);
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
}
