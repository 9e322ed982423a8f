package dev.halley.wire.jdk.internal;

import dev.halley.wire.WireSettings;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request goes through, and what it is told. Any thread.
 *
 * <p>Credentials go out with the first request, as a header, and not through an {@link java.net.Authenticator}: with
 * one set, the JDK fails a 401 of the <em>server</em> with "No credentials provided" instead of showing the reply. The
 * JDK keeps the header from servers: it drops {@code Proxy-} headers on direct and tunnelled connections.
 */
final class Proxies {
    private final @Nullable ProxySelector selector;
    private final @Nullable String authorization;

    Proxies(@Nullable ProxySelector selector, WireSettings.@Nullable ProxyCredentials credentials) {
        this.selector = selector;
        this.authorization = credentials == null ? null : basic(credentials);
    }

    /** The HTTP proxy for an URL, if one applies. */
    Optional<Proxy> of(URI uri) {
        if (selector == null) {
            return Optional.empty();
        }
        List<Proxy> proxies = new CheckedSelector(selector).select(httpOf(uri));
        return proxies.stream()
                .limit(1)
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .findFirst();
    }

    /** The header for a proxy that applies. */
    @Nullable String authorization() {
        return authorization;
    }

    /** Selectors know the schemes of HTTP; the JDK asks them with these, too. */
    private static URI httpOf(URI uri) {
        String text = uri.toString();
        return text.regionMatches(true, 0, "ws", 0, 2) ? URI.create("http" + text.substring(2)) : uri;
    }

    private static String basic(WireSettings.ProxyCredentials credentials) {
        byte[] pair = (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
