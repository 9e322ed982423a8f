package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** No network and no thread: each client gets a wire of its own. Everything on the test's thread. */
final class MemoryFront implements Front {
    private final VirtualTime time;
    private final Broker broker;
    private final Upgrades upgrades;
    private final Set<MemoryCaller> open = new LinkedHashSet<>();
    private boolean listening = true;
    private int connections;

    MemoryFront(Broker broker, Upgrades upgrades, VirtualTime time) {
        this.broker = broker;
        this.upgrades = upgrades;
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

    private void exchange(PendingExchange exchange) {
        if (exchange.isAborted()) {
            return;
        }
        if (!listening) {
            exchange.fail(WireException.Kind.REFUSED);
            return;
        }
        if (!exchange.uri().getPath().startsWith(broker.settings.path())) {
            exchange.respond(404, "no handler for " + exchange.uri().getPath() + "\n");
            return;
        }
        if (!exchange.request().method().equals("POST")) {
            exchange.respond(400, "Unknown Bayeux Transport\n");
            return;
        }
        open.removeIf(caller -> !caller.isOpen());
        ExchangeCaller caller = new ExchangeCaller(exchange, ++connections);
        open.add(caller);
        exchange.onAbort(() -> ended(caller));
        broker.receive(caller, exchange.text());
    }

    private void socket(PendingSocket socket) {
        if (socket.isAborted()) {
            return;
        }
        if (!listening) {
            socket.fail(WireException.Kind.REFUSED);
            return;
        }
        Reply refused = upgrades.refusal(socket.request().headers());
        if (refused != null) {
            socket.refuse(refused);
            return;
        }
        LinkCaller caller = new LinkCaller(socket, ++connections);
        open.add(caller);
        socket.onFrame(frame -> {
            switch (frame.kind()) {
                case TEXT -> broker.receive(caller, frame.text());
                case CLOSE -> answerClose(socket);
                default -> {
                    // Pings are the wire's.
                }
            }
        });
        socket.onEnd(() -> ended(caller));
        socket.accept();
    }

    private static void answerClose(PendingSocket socket) {
        if (socket.isOpen()) {
            socket.deliverClose(1000, "");
        }
    }

    private void ended(MemoryCaller caller) {
        open.remove(caller);
        broker.gone(caller);
    }

    /** Something that can be broken. */
    private interface MemoryCaller extends Caller {
        boolean isOpen();

        void reset();
    }

    /** One HTTP exchange. */
    private final class ExchangeCaller implements MemoryCaller {
        private final PendingExchange exchange;
        private final int connection;
        private boolean answered;

        private ExchangeCaller(PendingExchange exchange, int connection) {
            this.exchange = exchange;
            this.connection = connection;
        }

        @Override
        public boolean isSocket() {
            return false;
        }

        @Override
        public int connection() {
            return connection;
        }

        @Override
        public Headers headers() {
            return exchange.request().headers();
        }

        @Override
        public void answer(Reply reply) {
            if (!answered) {
                answered = true;
                time.kernel().io().execute(() -> {
                    if (!exchange.isAborted()) {
                        exchange.respond(reply);
                    }
                });
            }
        }

        @Override
        public void send(List<String> texts) {
            throw new AssertionError("a request has one answer");
        }

        @Override
        public boolean isOpen() {
            return exchange.isOpen();
        }

        @Override
        public void reset() {
            answered = true;
            time.kernel().io().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.fail(WireException.Kind.BROKEN);
                }
            });
        }
    }

    /** One WebSocket. */
    private final class LinkCaller implements MemoryCaller {
        private final PendingSocket socket;
        private final int connection;

        private LinkCaller(PendingSocket socket, int connection) {
            this.socket = socket;
            this.connection = connection;
        }

        @Override
        public boolean isSocket() {
            return true;
        }

        @Override
        public int connection() {
            return connection;
        }

        @Override
        public Headers headers() {
            return socket.request().headers();
        }

        @Override
        public void answer(Reply reply) {
            whenOpen(() -> socket.respond(reply));
        }

        @Override
        public void send(List<String> texts) {
            whenOpen(() -> socket.deliverTexts(texts.toArray(String[]::new)));
        }

        @Override
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void reset() {
            whenOpen(socket::breakConnection);
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
        return "http://127.0.0.1:8080" + broker.settings.path();
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
        for (MemoryCaller caller : List.copyOf(open)) {
            caller.reset();
            ended(caller);
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
        while (!broker.read(condition::getAsBoolean)) {
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
