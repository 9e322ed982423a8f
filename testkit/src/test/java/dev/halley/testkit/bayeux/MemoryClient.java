package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.internal.RecordedExchange;
import dev.halley.testkit.internal.RecordedSocket;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The least that speaks to a server in memory: sends texts and shows what comes. */
final class MemoryClient {
    private final VirtualTime time;
    private final BayeuxTestServer server;
    private final Wire wire;
    private String cookie = "";
    private String token = "";
    private int ids;
    String clientId = "";

    MemoryClient(VirtualTime time, BayeuxTestServer server) {
        this.time = time;
        this.server = server;
        this.wire = server.wire()
                .open(new WireSettings(
                        Duration.ofSeconds(1),
                        null,
                        null,
                        null,
                        null,
                        time.kernel().io()));
    }

    /** One HTTP exchange. */
    static final class Exchange extends RecordedExchange {
        String text() {
            return body();
        }

        List<Map<String, Object>> messages() {
            assertThat(complete).as("answered: " + body()).isTrue();
            return list(text());
        }

        Map<String, Object> message() {
            assertThat(messages()).hasSize(1);
            return messages().get(0);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(String json) {
        return (List<Map<String, Object>>) Objects.requireNonNull(JsonValues.parse(json));
    }

    MemoryClient token(String value) {
        token = value;
        return this;
    }

    /** Posts messages: the fields behind the channel, in JSON. */
    Exchange post(String body) {
        Headers headers = Headers.of("Content-Type", "application/json");
        if (!cookie.isEmpty()) {
            headers = headers.plus("Cookie", cookie);
        }
        if (!token.isEmpty()) {
            headers = headers.plus("Authorization", "Bearer " + token);
        }
        Exchange exchange = new Exchange();
        exchange.start(
                wire,
                new HttpRequest(
                        "POST",
                        URI.create(server.url()),
                        headers,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
        time.runPending();
        exchange.headers.first("Set-Cookie").ifPresent(line -> cookie = line.substring(0, line.indexOf(';')));
        return exchange;
    }

    String message(String channel, String fields) {
        return "{\"channel\":\"" + channel + "\",\"id\":\"" + ++ids + "\""
                + (clientId.isEmpty() ? "" : ",\"clientId\":\"" + clientId + "\"")
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    Exchange send(String channel, String fields) {
        return post("[" + message(channel, fields) + "]");
    }

    Map<String, Object> handshake(String fields) {
        clientId = "";
        Map<String, Object> reply = send(
                        "/meta/handshake",
                        "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]"
                                + (fields.isEmpty() ? "" : "," + fields))
                .message();
        clientId = String.valueOf(reply.getOrDefault("clientId", ""));
        return reply;
    }

    Exchange connect(String fields) {
        return send("/meta/connect", "\"connectionType\":\"long-polling\"" + (fields.isEmpty() ? "" : "," + fields));
    }

    /** Shakes hands and has the first connect answered. */
    MemoryClient open() {
        handshake("");
        connect("\"advice\":{\"timeout\":0}").message();
        return this;
    }

    Map<String, Object> subscribe(String channel) {
        return send("/meta/subscribe", "\"subscription\":\"" + channel + "\"").message();
    }

    void forgetCookie() {
        cookie = "";
    }

    /** One WebSocket. */
    static final class Socket extends RecordedSocket {
        List<Map<String, Object>> take() {
            List<Map<String, Object>> all = new ArrayList<>();
            texts.forEach(text -> all.addAll(list(text)));
            texts.clear();
            return all;
        }
    }

    Socket socket() {
        Socket socket = new Socket();
        Headers headers = token.isEmpty() ? Headers.empty() : Headers.of("Authorization", "Bearer " + token);
        HttpCall unused = wire.connect(
                new WebSocketRequest(URI.create(server.url().replaceFirst("http", "ws")), headers, List.of(), false),
                socket);
        time.runPending();
        return socket;
    }

    List<Map<String, Object>> over(Socket socket, String channel, String fields) {
        post(socket, message(channel, fields));
        return socket.take();
    }

    void post(Socket socket, String messages) {
        assertThat(socket.link.sendText("[" + messages + "]")).isNotNull();
        time.runPending();
    }
}
