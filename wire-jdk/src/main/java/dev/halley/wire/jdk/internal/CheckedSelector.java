package dev.halley.wire.jdk.internal;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/** Refuses SOCKS proxies: the JDK's client would go around them, straight to the host. Any thread. */
final class CheckedSelector extends ProxySelector {
    private final ProxySelector delegate;

    CheckedSelector(ProxySelector delegate) {
        this.delegate = delegate;
    }

    /** What a selector wants that this wire can't. */
    static final class UnsupportedProxyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsupportedProxyException(String message) {
            super(message);
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        List<Proxy> proxies = delegate.select(uri);
        if (!proxies.isEmpty() && proxies.get(0).type() == Proxy.Type.SOCKS) {
            throw new UnsupportedProxyException("the proxy " + proxies.get(0).address()
                    + " is a SOCKS proxy, which the JDK's HTTP client can't use;"
                    + " add the dependency dev.halley:halley-wire-netty, which can");
        }
        return proxies;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        delegate.connectFailed(uri, address, failure);
    }
}
