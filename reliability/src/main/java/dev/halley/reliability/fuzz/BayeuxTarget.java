package dev.halley.reliability.fuzz;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client and its server's replies, the parts of an input: {@code $id} in one stands for the id of the message that it
 * answers. When there are no more, the network is gone, and the client is closed.
 */
final class BayeuxTarget {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");
    private static final int MOST = 12;

    void run(byte[] input) {
        VirtualTime time = new VirtualTime();
        time.livelockLimit(20_000);
        ScriptedWire wire = new ScriptedWire(time);
        Iterator<byte[]> replies = Input.parts(input, MOST).iterator();
        wire.onExchange(exchange -> answer(exchange, replies));
        DefectLog log = new DefectLog();
        AsyncBayeuxClient client = BayeuxClient.builder("http://app.example.com:8080/cometd")
                .wire(wire.provider())
                .transports(ConnectionType.LONG_POLLING)
                .ack(true)
                .logTo(log)
                .maxMessageSize(1 << 20)
                .buildAsync();
        CompletableFuture<?> open = client.open();
        CompletableFuture<?> subscribed = client.subscribe("/a/*", message -> message.data());
        CompletableFuture<?> published = client.publish("/a/b", Map.of("n", 1));
        time.runPending();
        for (int i = 0; i < 2 * MOST && replies.hasNext(); i++) {
            time.advance(Duration.ofSeconds(20));
            log.check();
        }
        CompletableFuture<Void> closed = client.closed();
        CompletableFuture<?> closing = client.closeAsync();
        time.advance(Duration.ofMinutes(2));
        log.check();
        Claim.that(closed.isDone() && closing.isDone(), () -> "not closed: " + closed + ", " + closing);
        Claim.that(
                open.isDone() && subscribed.isDone() && published.isDone(),
                () -> "not ended: " + open + ", " + subscribed + ", " + published);
        Claim.that(wire.open() == 0, () -> "left open: " + wire.open());
        Claim.that(time.timers() == 0, () -> "timers left: " + time.timers());
    }

    private static void answer(PendingExchange exchange, Iterator<byte[]> replies) {
        if (!exchange.isOpen()) {
            return;
        }
        if (!replies.hasNext()) {
            exchange.fail(WireException.Kind.BROKEN);
            return;
        }
        Matcher id = ID.matcher(exchange.text());
        String reply = new String(replies.next(), StandardCharsets.UTF_8).replace("$id", id.find() ? id.group(1) : "");
        exchange.respond(200, Headers.of("Content-Type", "application/json"), reply.getBytes(StandardCharsets.UTF_8));
    }
}
