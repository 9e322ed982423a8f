package dev.halley.interop.rules;

import dev.halley.interop.Await;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A server of Engine.IO 4 that knows one session and nothing of what it carries: the test says and sees each packet. */
final class ByteServer implements AutoCloseable {
    static final String OPEN =
            "0{\"sid\":\"S1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";

    final ScriptedServer server = ScriptedServer.start();
    private final BlockingQueue<CompletableFuture<Reply>> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
    private volatile String open = OPEN;

    ByteServer() {
        server.onRequest(this::answer);
    }

    /** The server offers a WebSocket. */
    void offeringUpgrade() {
        open = OPEN.replace("[]", "[\"websocket\"]");
    }

    /** The server names other times than 25 s and 20 s. */
    void beating(Duration interval, Duration timeout) {
        open = OPEN.replace("25000", Long.toString(interval.toMillis()))
                .replace("20000", Long.toString(timeout.toMillis()));
    }

    String url() {
        return "http://" + server.http().getAuthority();
    }

    private Reply answer(Request request) {
        if (request.isUpgrade()) {
            return Reply.upgrade(WebSocketScript.accept());
        }
        if (request.method().equals("POST")) {
            posts.add(request.text());
            return Reply.text("ok");
        }
        if (request.parameter("sid").isEmpty()) {
            return Reply.text(open);
        }
        CompletableFuture<Reply> poll = new CompletableFuture<>();
        polls.add(poll);
        return Reply.later(poll);
    }

    /** Answers the poll that waits, or the next one. */
    void poll(String payload) {
        poll().complete(Reply.text(payload));
    }

    /** The poll that waits, or the next one, to be answered. */
    CompletableFuture<Reply> poll() {
        return Await.next(polls, Await.SOON, "a poll");
    }

    /** The body of the next post. */
    String post() {
        return Await.next(posts, Await.SOON, "a post");
    }

    /** The WebSocket of a session that begins with it. */
    ScriptedSocket socket() {
        ScriptedSocket socket = server.takeSocket(Await.SOON);
        socket.sendText(open);
        return socket;
    }

    /** The WebSocket of a session that has begun by polling. */
    ScriptedSocket upgrade() {
        return server.takeSocket(Await.SOON);
    }

    @Override
    public void close() {
        server.close();
    }
}
