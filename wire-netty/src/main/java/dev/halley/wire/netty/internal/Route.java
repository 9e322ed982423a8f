package dev.halley.wire.netty.internal;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection leads, and through what: connections with equal routes are interchangeable. Any thread.
 *
 * @param secure whether with TLS
 * @param host the server's host, without brackets
 * @param port the server's port
 * @param via what lies between
 * @param proxy its address, or null for none
 */
record Route(
        boolean secure,
        String host,
        int port,
        Via via,
        @Nullable InetSocketAddress proxy) {
    enum Via {
        NOTHING,
        /** The proxy is asked for the URL, as HTTP/1.1 says for {@code http}. */
        HTTP_PROXY,
        /** The proxy is asked for a tunnel by {@code CONNECT}. */
        TUNNEL,
        /** SOCKS version 5, which looks the host's name up itself. */
        SOCKS
    }

    boolean isProxied() {
        return via != Via.NOTHING;
    }

    /** Host and port, as {@code CONNECT} has them. */
    String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
