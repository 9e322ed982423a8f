package dev.halley.wire.jdk.internal;

import dev.halley.wire.Headers;
import java.net.CookieHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets the cookies of successful upgrades out of the JDK, which shows them to nobody but the engine's cookie handler.
 * The handler is shared by all clients of the engine, so it keeps nothing: a request's key tells which socket it is of,
 * and the reply's accept value is computed from that key (RFC 6455 §4.2.2). Cookies themselves are policy, above the
 * wire. Any thread.
 */
final class UpgradeCookies extends CookieHandler {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Map<String, JdkSocket> expected = new ConcurrentHashMap<>();

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> request) {
        JdkSocket socket = EngineExecutor.current();
        String key = first(request, "Sec-WebSocket-Key");
        if (socket != null && key != null) {
            String accept = accept(key);
            socket.expects(accept);
            expected.put(accept, socket);
        }
        return Map.of();
    }

    @Override
    public void put(URI uri, Map<String, List<String>> reply) {
        String accept = first(reply, "Sec-WebSocket-Accept");
        JdkSocket socket = accept == null ? null : expected.remove(accept.strip());
        List<String> lines = reply.get("Set-Cookie");
        if (socket != null && lines != null) {
            Headers headers = Headers.empty();
            for (String line : lines) {
                headers = headers.plus("Set-Cookie", line);
            }
            socket.cookies(headers);
        }
    }

    /** The attempt ended. */
    void forget(String accept) {
        expected.remove(accept);
    }

    int pending() {
        return expected.size();
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        // The JDK's map compares names without case.
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
