package dev.halley.interop.rules;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.interop.Await;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A client whose server is written out here: for what no server of the protocol does or tells. */
final class BayeuxByHand implements AutoCloseable {
    static final String PATH = "/cometd";
    private static final String WELCOME = "\"version\":\"1.0\",\"clientId\":\"c-1\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
            + "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000}";

    final ScriptedServer server = ScriptedServer.start();
    final AsyncBayeuxClient client;
    private final AtomicInteger connects = new AtomicInteger();

    BayeuxByHand(String query, UnaryOperator<BayeuxClientBuilder> configure) {
        client = configure.apply(BayeuxRules.builder(server.http(PATH) + query)).buildAsync();
    }

    /** Answers handshake and first connect over a WebSocket; the second connect is held then. */
    ScriptedSocket openWebSocket() {
        server.handle(PATH, Reply.upgrade(WebSocketScript.accept()));
        CompletableFuture<?> opening = client.open();
        ScriptedSocket socket = server.takeSocket(Await.SOON);
        socket.sendText(yes(socket.takeText(Await.SOON), WELCOME));
        socket.sendText(yes(socket.takeText(Await.SOON), "\"clientId\":\"c-1\""));
        BayeuxRules.result(opening);
        String held = socket.takeText(Await.SOON);
        if (!held.contains("/meta/connect")) {
            throw new AssertionError("frame: " + held + " (expected: the second connect)");
        }
        return socket;
    }

    /** The handshake goes over a WebSocket whose upgrade sets a cookie, what follows over long-polling. */
    void openAndLeaveWebSocket(String cookie) {
        server.onRequest(request -> request.isUpgrade()
                ? Reply.upgrade(WebSocketScript.accept().header("Set-Cookie", cookie))
                : polled(request));
        CompletableFuture<?> opening = client.open();
        ScriptedSocket socket = server.takeSocket(Await.SOON);
        socket.sendText(yes(socket.takeText(Await.SOON), WELCOME.replace("\"websocket\",", "")));
        BayeuxRules.result(opening);
    }

    /** Says yes to everything over long-polling, and holds the second connect. */
    void answerPolling() {
        server.onRequest(this::polled);
    }

    private Reply polled(Request request) {
        String body = request.text();
        return switch (member(body, "channel")) {
            case "/meta/handshake" -> Reply.json(yes(body, WELCOME));
            case "/meta/connect" ->
                connects.incrementAndGet() == 1 ? Reply.json(yes(body, "\"clientId\":\"c-1\"")) : Reply.hang();
            case "/meta/subscribe" ->
                Reply.json(yes(body, "\"subscription\":\"" + member(body, "subscription") + "\""));
            default -> Reply.json(yes(body, "\"clientId\":\"c-1\""));
        };
    }

    /** Yes to the only message of a body. */
    private static String yes(String body, String fields) {
        return "[{\"channel\":\"" + member(body, "channel") + "\",\"id\":\"" + member(body, "id")
                + "\",\"successful\":true," + fields + "}]";
    }

    private static String member(String json, String name) {
        int start = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(start, json.indexOf('"', start));
    }

    @Override
    public void close() {
        // nobody here answers a goodbye
        BayeuxRules.result(client.abort());
        server.close();
    }
}
