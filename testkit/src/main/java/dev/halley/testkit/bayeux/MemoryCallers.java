package dev.halley.testkit.bayeux;

import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.internal.MemoryFront;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.util.List;

/** The broker's callers in memory. Everything on the test's thread. */
final class MemoryCallers extends MemoryFront {
    private final Broker broker;
    private final Upgrades upgrades;

    MemoryCallers(Broker broker, Upgrades upgrades, VirtualTime time) {
        super(broker.hub, time, broker.settings.path());
        this.broker = broker;
        this.upgrades = upgrades;
    }

    @Override
    protected void arrived(PendingExchange exchange) {
        if (!exchange.uri().getPath().startsWith(broker.settings.path())) {
            exchange.respond(404, "no handler for " + exchange.uri().getPath() + "\n");
            return;
        }
        if (!exchange.request().method().equals("POST")) {
            exchange.respond(400, "Unknown Bayeux Transport\n");
            return;
        }
        ExchangeCaller caller = new ExchangeCaller(exchange, nextConnection());
        caller.join();
        broker.receive(caller, exchange.text());
    }

    @Override
    protected void arrived(PendingSocket socket) {
        Reply refused = upgrades.refusal(socket.request().headers());
        if (refused != null) {
            socket.refuse(refused);
            return;
        }
        LinkCaller caller = new LinkCaller(socket, nextConnection());
        caller.join();
        socket.accept();
    }

    private static void answerClose(PendingSocket socket) {
        if (socket.isOpen()) {
            socket.deliverClose(1000, "");
        }
    }

    /** Something that can be broken. */
    private abstract class MemoryCaller extends Peer implements Caller {
        private final int connection;

        private MemoryCaller(int connection) {
            this.connection = connection;
        }

        @Override
        public int connection() {
            return connection;
        }

        @Override
        protected void ended() {
            broker.gone(this);
        }
    }

    /** One HTTP exchange. */
    private final class ExchangeCaller extends MemoryCaller {
        private final PendingExchange exchange;
        private boolean answered;

        private ExchangeCaller(PendingExchange exchange, int connection) {
            super(connection);
            this.exchange = exchange;
            exchange.onAbort(this::end);
        }

        @Override
        public boolean isSocket() {
            return false;
        }

        @Override
        public Headers headers() {
            return exchange.request().headers();
        }

        @Override
        public void answer(Reply reply) {
            if (!answered) {
                answered = true;
                whenOpen(() -> exchange.respond(reply));
            }
        }

        @Override
        public void send(List<String> texts) {
            throw new AssertionError("a request has one answer");
        }

        @Override
        protected boolean isOpen() {
            return exchange.isOpen();
        }

        @Override
        protected void breakOff() {
            exchange.fail(WireException.Kind.BROKEN);
        }
    }

    /** One WebSocket. */
    private final class LinkCaller extends MemoryCaller {
        private final PendingSocket socket;

        private LinkCaller(PendingSocket socket, int connection) {
            super(connection);
            this.socket = socket;
            socket.onFrame(frame -> {
                switch (frame.kind()) {
                    case TEXT -> broker.receive(this, frame.text());
                    case CLOSE -> answerClose(socket);
                    default -> {
                        // Pings are the wire's.
                    }
                }
            });
            socket.onEnd(this::end);
        }

        @Override
        public boolean isSocket() {
            return true;
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
        protected boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        protected void breakOff() {
            socket.breakConnection();
        }
    }
}
