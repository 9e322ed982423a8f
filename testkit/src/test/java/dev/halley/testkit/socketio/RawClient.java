package dev.halley.testkit.socketio;

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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The least that speaks to a server in memory: sends texts and shows what comes. */
final class RawClient {
    private final VirtualTime time;
    private final SocketIoTestServer server;
    private final Wire wire;
    private final int version;
    private String path = "/socket.io/";
    private String cookie = "";
    String sid = "";

    RawClient(VirtualTime time, SocketIoTestServer server, int version) {
        this.time = time;
        this.server = server;
        this.version = version;
        this.wire = server.wire()
                .open(new WireSettings(
                        Duration.ofSeconds(1),
                        null,
                        null,
                        null,
                        null,
                        time.kernel().io()));
    }

    RawClient(VirtualTime time, SocketIoTestServer server) {
        this(time, server, 4);
    }

    RawClient path(String value) {
        path = value;
        return this;
    }

    /** One HTTP exchange. */
    static final class Exchange extends RecordedExchange {
        String text() {
            assertThat(complete).as("answered: " + body() + " " + failure).isTrue();
            return body();
        }
    }

    String query(String transport) {
        return "?EIO=" + version + "&transport=" + transport + (sid.isEmpty() ? "" : "&sid=" + sid);
    }

    Exchange get() {
        return request("GET", query("polling"), null, "");
    }

    Exchange post(String body) {
        return request("POST", query("polling"), body.getBytes(StandardCharsets.UTF_8), "text/plain;charset=UTF-8");
    }

    Exchange request(String method, String query, byte[] body, String contentType) {
        Headers headers = contentType.isEmpty() ? Headers.empty() : Headers.of("Content-Type", contentType);
        if (!cookie.isEmpty()) {
            headers = headers.plus("Cookie", cookie);
        }
        Exchange exchange = new Exchange();
        exchange.start(
                wire,
                new HttpRequest(
                        method,
                        URI.create(server.url() + path + query),
                        headers,
                        body == null ? null : ByteBuffer.wrap(body)));
        time.runPending();
        exchange.headers.first("Set-Cookie").ifPresent(line -> cookie = line.substring(0, line.indexOf(';')));
        return exchange;
    }

    void forgetCookie() {
        cookie = "";
    }

    /** Shakes hands over polling; gives what the server says of the session. */
    Map<String, Object> open() {
        sid = "";
        return opened(get().text().split("\u001e")[0]);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> opened(String packet) {
        assertThat(packet).startsWith("0{");
        Map<String, Object> handshake =
                (Map<String, Object>) Objects.requireNonNull(JsonValues.parse(packet.substring(1)));
        sid = String.valueOf(handshake.get("sid"));
        return handshake;
    }

    /** Shakes hands and joins the namespace. */
    RawClient join() {
        open();
        assertThat(post("40").text()).isEqualTo("ok");
        assertThat(get().text()).startsWith("40{\"sid\":\"");
        return this;
    }

    /** One WebSocket. */
    static final class Socket extends RecordedSocket {
        String take() {
            assertThat(texts).isNotEmpty();
            return texts.remove(0);
        }
    }

    Socket socket() {
        Socket socket = new Socket();
        HttpCall unused = wire.connect(
                new WebSocketRequest(
                        URI.create(server.url().replaceFirst("http", "ws") + path + query("websocket")),
                        cookie.isEmpty() ? Headers.empty() : Headers.of("Cookie", cookie),
                        List.of(),
                        false),
                socket);
        time.runPending();
        return socket;
    }

    void send(Socket socket, String text) {
        assertThat(socket.link.sendText(text)).isNotNull();
        time.runPending();
    }

    void send(Socket socket, byte... bytes) {
        assertThat(socket.link.sendBinary(ByteBuffer.wrap(bytes))).isNotNull();
        time.runPending();
    }
}
