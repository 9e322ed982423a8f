package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text packets of Engine.IO over the JDK's HTTP and WebSocket, and nothing of Halley's: a server is known to be right
 * before the client meets it. One thread.
 */
final class RawEngine implements AutoCloseable {
    private static final Pattern SID = Pattern.compile("^0\\{.*?\"sid\" ?: ?\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Queue<String> polled = new ArrayDeque<>();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final URI base;
    private final int version;
    private String sid;
    private WebSocket socket;

    private RawEngine(URI base, int version) {
        this.base = base;
        this.version = version;
    }

    static RawEngine polling(URI base, int version) {
        RawEngine engine = new RawEngine(base, version);
        engine.sid = sid(engine.next());
        return engine;
    }

    static RawEngine websocket(URI base, int version) {
        RawEngine engine = new RawEngine(base, version);
        engine.socket = engine.open();
        String unused = sid(engine.next());
        return engine;
    }

    /** Goes over to WebSocket while no poll waits. */
    void upgrade() {
        WebSocket opened = open();
        opened.sendText("2probe", true).join();
        String answer = Await.next(frames, Await.SOON, "answer to the probe");
        if (!answer.equals("3probe")) {
            throw new AssertionError("the probe was answered with " + answer);
        }
        opened.sendText("5", true).join();
        socket = opened;
    }

    void send(String packet) {
        if (socket != null) {
            socket.sendText(packet, true).join();
            return;
        }
        String body = version == 3 ? packet.length() + ":" + packet : packet;
        String answer = exchange(body);
        if (!answer.equals("ok")) {
            throw new AssertionError("a POST was answered with " + answer);
        }
    }

    /** The next packet that is not the engine's own business. */
    String next() {
        while (true) {
            String packet = receive();
            if (!packet.equals("6") && !packet.equals("2") && !packet.equals("3")) {
                return packet;
            }
        }
    }

    private String receive() {
        if (polled.isEmpty() && socket != null) {
            return Await.next(frames, Await.SOON, "packet over WebSocket");
        }
        while (polled.isEmpty()) {
            polled.addAll(packets(exchange(null)));
        }
        return polled.remove();
    }

    private List<String> packets(String payload) {
        if (version == 4) {
            return List.of(payload.split("\u001e"));
        }
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < payload.length(); ) {
            int colon = payload.indexOf(':', i);
            int end = colon + 1 + Integer.parseInt(payload.substring(i, colon));
            packets.add(payload.substring(colon + 1, end));
            i = end;
        }
        return packets;
    }

    private static String sid(String open) {
        Matcher sid = SID.matcher(open);
        if (!sid.find()) {
            throw new AssertionError("no handshake: " + open);
        }
        return sid.group(1);
    }

    private URI uri(String transport) {
        return base.resolve("/socket.io/?EIO=" + version + "&transport=" + transport
                + (version == 3 && transport.equals("polling") ? "&b64=1" : "")
                + (sid == null ? "" : "&sid=" + sid));
    }

    /** POST with a body, GET without. Each on a connection of its own: netty-socketio promises to keep one, and closes it. */
    private String exchange(String body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) uri("polling").toURL().openConnection();
            connection.setRequestProperty("Connection", "close");
            connection.setConnectTimeout((int) Await.SOON.toMillis());
            connection.setReadTimeout((int) Await.SOON.toMillis());
            if (body != null) {
                connection.setRequestProperty("Content-Type", "text/plain;charset=UTF-8");
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            InputStream answer =
                    connection.getResponseCode() == 200 ? connection.getInputStream() : connection.getErrorStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private WebSocket open() {
        URI uri = URI.create("ws" + uri("websocket").toString().substring(4));
        return http.newWebSocketBuilder().buildAsync(uri, new Frames()).join();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
