package dev.halley.wire.netty.internal;

import dev.halley.wire.WireSettings;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which way a request takes, and what a proxy is told. Any thread. */
final class Proxies {
    private final @Nullable ProxySelector selector;
    private final WireSettings.@Nullable ProxyCredentials credentials;

    Proxies(@Nullable ProxySelector selector, WireSettings.@Nullable ProxyCredentials credentials) {
        this.selector = selector;
        this.credentials = credentials;
    }

    /**
     * The way to an URL.
     *
     * @param socket whether a WebSocket is to be opened, which needs a tunnel through an HTTP proxy
     */
    Route route(URI uri, boolean socket) {
        String scheme = String.valueOf(uri.getScheme());
        boolean secure = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("uri: no host (expected: scheme://host/...)");
        }
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        Proxy proxy = selector == null ? Proxy.NO_PROXY : first(selector.select(httpOf(uri)));
        if (proxy.type() == Proxy.Type.DIRECT || !(proxy.address() instanceof InetSocketAddress address)) {
            return new Route(secure, host, port, Route.Via.NOTHING, null);
        }
        Route.Via via = proxy.type() == Proxy.Type.SOCKS
                ? Route.Via.SOCKS
                : secure || socket ? Route.Via.TUNNEL : Route.Via.HTTP_PROXY;
        return new Route(secure, host, port, via, address);
    }

    WireSettings.@Nullable ProxyCredentials credentials() {
        return credentials;
    }

    /** The header for an HTTP proxy: it goes out with the first request, so no second one is needed. */
    @Nullable String authorization() {
        if (credentials == null) {
            return null;
        }
        byte[] pair = (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static Proxy first(@Nullable List<Proxy> proxies) {
        return proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
    }

    /** Selectors know the schemes of HTTP. */
    private static URI httpOf(URI uri) {
        String text = uri.toString();
        return text.regionMatches(true, 0, "ws", 0, 2) ? URI.create("http" + text.substring(2)) : uri;
    }
}
