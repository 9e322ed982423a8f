package dev.halley.wire.netty.internal;

import dev.halley.wire.WebSocketRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One upgrade request as it is written, and what its reply must say (RFC 6455 §4). Any thread.
 *
 * @param route where to
 * @param request the request
 * @param key its random value
 * @param subprotocols what it offers
 * @param compressFrom from how many bytes on messages are compressed if the server agrees; negative when not offered
 */
record UpgradeLines(Route route, FullHttpRequest request, String key, List<String> subprotocols, int compressFrom) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    static UpgradeLines of(WebSocketRequest request, Proxies proxies, int compressFrom) {
        Route route = proxies.route(request.uri(), true);
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                RequestLines.target(request.uri(), ""),
                Unpooled.EMPTY_BUFFER,
                RequestLines.UNCHECKED,
                RequestLines.UNCHECKED);
        byte[] random = new byte[16];
        // No secret: it proves that the reply is one to this request.
        ThreadLocalRandom.current().nextBytes(random);
        String key = Base64.getEncoder().encodeToString(random);
        HttpHeaders headers = message.headers();
        headers.set(HttpHeaderNames.HOST, RequestLines.hostHeader(route));
        RequestLines.add(headers, request.headers());
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        if (!request.subprotocols().isEmpty()) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", request.subprotocols()));
        }
        int from = request.compression() ? compressFrom : NettyWireProvider.NEVER;
        if (from >= 0) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, Compression.OFFER);
        }
        return new UpgradeLines(route, message, key, request.subprotocols(), from);
    }

    /** What is wrong with a reply whose status is 101, or null. */
    @Nullable String violation(HttpResponse reply) {
        HttpHeaders headers = reply.headers();
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return "Upgrade";
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "Connection";
        }
        String accept = headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        if (accept == null || !accept.strip().equals(accept(key))) {
            return "Sec-WebSocket-Accept";
        }
        List<String> agreed = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (agreed.size() > 1
                || agreed.size() == 1 && !subprotocols.contains(agreed.get(0).strip())) {
            return "Sec-WebSocket-Protocol";
        }
        String extensions = extensions(reply);
        return extensions.isEmpty() || compressFrom >= 0 && Compression.accepts(extensions)
                ? null
                : "Sec-WebSocket-Extensions";
    }

    static String extensions(HttpResponse reply) {
        return String.join(", ", reply.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                .strip();
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
