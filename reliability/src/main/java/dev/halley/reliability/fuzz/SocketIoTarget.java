package dev.halley.reliability.fuzz;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/**
 * A client and what its server sends, the parts of an input behind its first byte, which chooses the transport. Over a
 * WebSocket a part that begins with 1 is a binary message without it, and one that begins with 2 a close frame; over polling
 * each answers a request. When there are no more, the network is gone, and the client is closed.
 */
final class SocketIoTarget {
    private static final int MOST = 16;

    void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        VirtualTime time = new VirtualTime();
        time.livelockLimit(20_000);
        ScriptedWire wire = new ScriptedWire(time);
        Iterator<byte[]> parts =
                Input.parts(Arrays.copyOfRange(input, 1, input.length), MOST).iterator();
        boolean polling = input[0] % 2 == 0;
        wire.onExchange(exchange -> answer(exchange, parts));
        wire.onSocket(socket -> accept(socket, parts));
        DefectLog log = new DefectLog();
        AsyncSocketIoClient client = SocketIoClient.builder()
                .wire(wire.provider())
                .engine(engine -> engine.withTransports(polling ? EngineTransport.POLLING : EngineTransport.WEBSOCKET))
                .logTo(log)
                .engineLogTo(log)
                .recovery(true)
                .buildAsync();
        client.on("a", event -> Claim.that(event.args().toList() != null, () -> "no arguments"));
        CompletableFuture<?> connected =
                client.connect(ConnectOptions.to("http://app.example.com:3000").namespaces("/", "/chat"));
        CompletableFuture<?> called = client.call("b", 1);
        time.runPending();
        for (int i = 0; i < 2 * MOST && parts.hasNext(); i++) {
            time.advance(Duration.ofSeconds(15));
            log.check();
        }
        client.close();
        time.advance(Duration.ofMinutes(2));
        log.check();
        Claim.that(connected.isDone() && called.isDone(), () -> "not ended: " + connected + ", " + called);
        Claim.that(wire.open() == 0, () -> "left open: " + wire.open());
        Claim.that(time.timers() == 0, () -> "timers left: " + time.timers());
    }

    private static void answer(PendingExchange exchange, Iterator<byte[]> parts) {
        if (!exchange.isOpen()) {
            return;
        }
        if (exchange.request().method().equals("POST")) {
            exchange.respond(200, "ok");
        } else if (parts.hasNext()) {
            exchange.respond(200, new String(parts.next(), StandardCharsets.UTF_8));
        } else {
            exchange.fail(WireException.Kind.BROKEN);
        }
    }

    private static void accept(PendingSocket socket, Iterator<byte[]> parts) {
        if (!parts.hasNext()) {
            socket.fail(WireException.Kind.REFUSED);
            return;
        }
        socket.accept();
        while (parts.hasNext() && socket.isOpen()) {
            deliver(socket, parts.next());
        }
        if (socket.isOpen()) {
            socket.breakConnection();
        }
    }

    private static void deliver(PendingSocket socket, byte[] part) {
        if (part.length > 0 && part[0] == 1) {
            socket.deliverBinary(Arrays.copyOfRange(part, 1, part.length));
        } else if (part.length > 2 && part[0] == 2) {
            int code = 1000 + (part[1] & 0xFF) * 16 + (part[2] & 0x0F);
            socket.deliverClose(code, new String(part, 3, part.length - 3, StandardCharsets.UTF_8));
        } else {
            socket.deliverText(new String(part, StandardCharsets.UTF_8));
        }
    }
}
