package dev.halley.testkit.socketio;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** No network and no thread: each client gets a wire of its own. Everything on the test's thread. */
final class MemoryFront implements Front {
    private final VirtualTime time;
    private final EngineServer server;
    private final Set<Breakable> open = new LinkedHashSet<>();
    private boolean listening = true;
    private int connections;

    MemoryFront(EngineServer server, VirtualTime time) {
        this.server = server;
        this.time = time;
    }

    WireProvider provider() {
        return new Provider();
    }

    private final class Provider implements WireProvider, KernelSource {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public int priority() {
            return Integer.MIN_VALUE;
        }

        @Override
        public Wire open(WireSettings settings) {
            ScriptedWire wire = new ScriptedWire(time);
            wire.onExchange(MemoryFront.this::exchange);
            wire.onSocket(MemoryFront.this::socket);
            return wire;
        }

        @Override
        public Kernel kernel() {
            return time.kernel();
        }
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private void exchange(PendingExchange exchange) {
        if (exchange.isAborted()) {
            return;
        }
        if (!listening) {
            exchange.fail(WireException.Kind.REFUSED);
            return;
        }
        open.removeIf(each -> !each.isOpen());
        Call call = new Call(exchange);
        open.add(call);
        exchange.onAbort(call::gone);
        call.pending = server.receive(
                new EngineServer.Arrival(
                        exchange.request().method(),
                        target(exchange.uri()),
                        exchange.request().headers(),
                        exchange.bytes(),
                        ++connections),
                call::respond);
    }

    private void socket(PendingSocket socket) {
        if (socket.isAborted()) {
            return;
        }
        if (!listening) {
            socket.fail(WireException.Kind.REFUSED);
            return;
        }
        EngineServer.Upgrade upgrade = server.upgrade(new EngineServer.Arrival(
                "GET", target(socket.uri()), headers(socket.request()), new byte[0], ++connections));
        Reply refusal = upgrade.refusal();
        if (refusal != null) {
            socket.refuse(refusal.delay(upgrade.delay()));
        } else if (upgrade.delay().isZero()) {
            accept(socket, upgrade.request());
        } else {
            time.kernel()
                    .time()
                    .schedule(
                            upgrade.delay().toNanos(),
                            () -> time.kernel().io().execute(() -> {
                                if (!socket.isAborted()) {
                                    accept(socket, upgrade.request());
                                }
                            }));
        }
    }

    private static Headers headers(WebSocketRequest request) {
        return request.subprotocols().isEmpty()
                ? request.headers()
                : request.headers().plus("Sec-WebSocket-Protocol", String.join(", ", request.subprotocols()));
    }

    private void accept(PendingSocket socket, EngineRequest request) {
        MemoryLink link = new MemoryLink(socket);
        open.add(link);
        socket.onFrame(link::received);
        socket.onEnd(link::gone);
        socket.accept(Headers.empty());
        link.transport = server.opened(request, link);
    }

    /** Something that can be broken. */
    private interface Breakable {
        boolean isOpen();

        void reset();

        void gone();
    }

    /** One HTTP exchange. */
    private final class Call implements Breakable {
        private final PendingExchange exchange;
        private @Nullable PendingRequest pending;

        private Call(PendingExchange exchange) {
            this.exchange = exchange;
        }

        private void respond(Reply reply) {
            time.kernel().io().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.respond(reply);
                }
            });
        }

        @Override
        public boolean isOpen() {
            return exchange.isOpen();
        }

        @Override
        public void reset() {
            time.kernel().io().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.fail(WireException.Kind.BROKEN);
                }
            });
        }

        @Override
        public void gone() {
            open.remove(this);
            PendingRequest request = pending;
            if (request != null) {
                server.gone(request);
            }
        }
    }

    /** One WebSocket. */
    private final class MemoryLink implements Breakable, Link {
        private final PendingSocket socket;
        private @Nullable SocketTransport transport;

        private MemoryLink(PendingSocket socket) {
            this.socket = socket;
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
                    gone();
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
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void reset() {
            whenOpen(socket::breakConnection);
        }

        @Override
        public void gone() {
            open.remove(this);
            SocketTransport of = transport;
            if (of != null) {
                server.hub().stepLater(of::gone);
            }
        }

        private void whenOpen(Runnable action) {
            time.kernel().io().execute(() -> {
                if (socket.isOpen()) {
                    action.run();
                }
            });
        }
    }

    @Override
    public String url() {
        return "http://127.0.0.1:8080";
    }

    @Override
    public void listen() {
        listening = true;
    }

    @Override
    public void stopListening() {
        listening = false;
    }

    @Override
    public void dropConnections() {
        for (Breakable each : List.copyOf(open)) {
            each.reset();
            each.gone();
        }
        settle();
    }

    @Override
    public void settle() {
        if (!time.isRunning()) {
            time.runPending();
        }
    }

    @Override
    public boolean await(Duration timeout, BooleanSupplier condition) {
        Duration end = time.elapsed().plus(timeout);
        settle();
        while (!server.hub().read(condition::getAsBoolean)) {
            Duration left = end.minus(time.elapsed());
            Duration next = time.nextTimer().orElse(left);
            if (left.isZero() || left.isNegative()) {
                return false;
            }
            time.advance(next.compareTo(left) < 0 ? next : left);
        }
        return true;
    }

    @Override
    public void close() {
        stopListening();
        dropConnections();
    }
}
