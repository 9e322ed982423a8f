package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.internal.MemoryFront;
import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.WireException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine's requests and links in memory. Everything on the test's thread. */
final class MemoryLinks extends MemoryFront {
    private final EngineServer server;

    MemoryLinks(EngineServer server, VirtualTime time) {
        super(server.hub(), time, "");
        this.server = server;
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    @Override
    protected void arrived(PendingExchange exchange) {
        Call call = new Call(exchange);
        call.join();
        call.pending = server.receive(
                new EngineServer.Arrival(
                        exchange.request().method(),
                        target(exchange.uri()),
                        exchange.request().headers(),
                        exchange.bytes(),
                        nextConnection()),
                reply -> call.whenOpen(() -> exchange.respond(reply)));
    }

    @Override
    protected void arrived(PendingSocket socket) {
        EngineServer.Upgrade upgrade = server.upgrade(new EngineServer.Arrival(
                "GET", target(socket.uri()), headers(socket.request()), new byte[0], nextConnection()));
        Reply refusal = upgrade.refusal();
        if (refusal != null) {
            socket.refuse(refusal.delay(upgrade.delay()));
        } else if (upgrade.delay().isZero()) {
            accept(socket, upgrade.request());
        } else {
            var unused = server.hub().clock().after(upgrade.delay(), () -> {
                if (!socket.isAborted()) {
                    accept(socket, upgrade.request());
                }
            });
        }
    }

    private static Headers headers(WebSocketRequest request) {
        return request.subprotocols().isEmpty()
                ? request.headers()
                : request.headers().plus("Sec-WebSocket-Protocol", String.join(", ", request.subprotocols()));
    }

    private void accept(PendingSocket socket, EngineRequest request) {
        MemoryLink link = new MemoryLink(socket);
        link.join();
        socket.accept(Headers.empty());
        link.transport = server.opened(request, link);
    }

    /** One HTTP exchange. */
    private final class Call extends Peer {
        private final PendingExchange exchange;
        private @Nullable PendingRequest pending;

        private Call(PendingExchange exchange) {
            this.exchange = exchange;
            exchange.onAbort(this::end);
        }

        @Override
        protected boolean isOpen() {
            return exchange.isOpen();
        }

        @Override
        protected void breakOff() {
            exchange.fail(WireException.Kind.BROKEN);
        }

        @Override
        protected void ended() {
            PendingRequest request = pending;
            if (request != null) {
                server.gone(request);
            }
        }
    }

    /** One WebSocket. */
    private final class MemoryLink extends Peer implements Link {
        private final PendingSocket socket;
        private @Nullable SocketTransport transport;

        private MemoryLink(PendingSocket socket) {
            this.socket = socket;
            socket.onFrame(this::received);
            socket.onEnd(this::end);
        }

        private void received(Frame frame) {
            SocketTransport to = transport;
            if (to == null) {
                return;
            }
            switch (frame.kind()) {
                case TEXT -> server.hub().stepLater(() -> to.text(frame.text()));
                case BINARY -> server.hub().stepLater(() -> to.binary(frame.payload()));
                case CLOSE -> {
                    end();
                    if (socket.isOpen()) {
                        socket.deliverClose(frame.closeCode(), "");
                    }
                }
                default -> {
                    // Pings are the wire's.
                }
            }
        }

        @Override
        public void send(List<Frame> frames) {
            whenOpen(() -> socket.deliverFrames(frames.toArray(Frame[]::new)));
        }

        @Override
        public void reset() {
            whenOpen(this::breakOff);
        }

        @Override
        protected boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        protected void breakOff() {
            socket.breakConnection();
        }

        @Override
        protected void ended() {
            SocketTransport of = transport;
            if (of != null) {
                server.hub().stepLater(of::gone);
            }
        }
    }
}
