package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request as it is written, and the way it takes. Any thread.
 *
 * @param route where to
 * @param request the request; its buffer is on the heap and needs no release
 */
record RequestLines(Route route, FullHttpRequest request) {
    // Names and values have been checked by the SPI's own headers.
    static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");
    private static final String AGENT = "Halley";

    static RequestLines of(HttpRequest request, Proxies proxies) {
        Route route = proxies.route(request.uri(), false);
        boolean forwarded = route.via() == Route.Via.HTTP_PROXY;
        ByteBuf body = request.body() == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(request.body());
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()),
                target(request.uri(), forwarded ? "http://" + hostHeader(route) : ""),
                body,
                UNCHECKED,
                UNCHECKED);
        HttpHeaders headers = message.headers();
        headers.set(HttpHeaderNames.HOST, hostHeader(route));
        add(headers, request.headers());
        if (request.body() != null || !request.method().equals("GET")) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        proxyAuthorization(headers, forwarded ? proxies.authorization() : null);
        return new RequestLines(route, message);
    }

    /** The application's own lines, less those for a proxy when there is none to see them. */
    static void add(HttpHeaders headers, Headers lines) {
        lines.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
                throw new IllegalArgumentException(
                        "header " + name + ": is set by the wire itself (expected: another header)");
            }
            if (!lower.startsWith("proxy-")) {
                headers.add(name, value);
            }
        });
        if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
            headers.set(HttpHeaderNames.USER_AGENT, AGENT);
        }
    }

    private static void proxyAuthorization(HttpHeaders headers, @Nullable String value) {
        if (value != null) {
            headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, value);
        }
    }

    /** Path and query, behind what a proxy needs to be told. */
    static String target(URI uri, String origin) {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        return origin + (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** Without the port that the scheme implies. */
    static String hostHeader(Route route) {
        String authority = route.authority();
        return route.port() == (route.secure() ? 443 : 80)
                ? authority.substring(0, authority.lastIndexOf(':'))
                : authority;
    }
}
