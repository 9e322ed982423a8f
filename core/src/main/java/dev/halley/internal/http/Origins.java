package dev.halley.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which URLs belong together, and the same URL in other schemes. Any thread. */
final class Origins {
    private Origins() {}

    /** Whether credentials meant for one URL may go to the other: the same origin, or its host made secure (SEC-05). */
    static boolean trusts(URI named, URI other) {
        if (!named.getHost().equalsIgnoreCase(other.getHost())) {
            return false;
        }
        return isSecure(named) == isSecure(other) ? port(named) == port(other) : isSecure(other);
    }

    static boolean isSecure(URI uri) {
        String scheme = scheme(uri);
        return scheme.equals("https") || scheme.equals("wss");
    }

    static int defaultPort(URI uri) {
        return isSecure(uri) ? 443 : 80;
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
    }

    static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** P64: the URL of a WebSocket, from one for HTTP. */
    static URI webSocket(URI uri) {
        return rebuilt(isSecure(uri) ? "wss" : "ws", uri);
    }

    /** The URL for HTTP, from one of a WebSocket; what cookies belong to. */
    static URI http(URI uri) {
        return rebuilt(isSecure(uri) ? "https" : "http", uri);
    }

    /** As it goes on the wire: an explicit path, no user information, no fragment. */
    private static URI rebuilt(String scheme, URI uri) {
        StringBuilder text = new StringBuilder(scheme).append("://").append(uri.getHost());
        if (uri.getPort() >= 0) {
            text.append(':').append(uri.getPort());
        }
        String path = uri.getRawPath();
        text.append(path == null || path.isEmpty() ? "/" : path);
        if (uri.getRawQuery() != null) {
            text.append('?').append(uri.getRawQuery());
        }
        return URI.create(text.toString());
    }

    /** Refuses what no wire could reach; the message is for the one who wrote the URL. */
    static URI checked(URI uri) {
        String scheme = scheme(uri);
        boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("ws") || scheme.equals("wss");
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "url: " + Masking.uri(uri) + " (expected: http, https, ws or wss, and a host)");
        }
        return uri;
    }

    /** Where a Location leads, or null when it is none that a client of HTTP can go to. */
    static @Nullable URI resolve(URI base, String location) {
        try {
            URI target = base.resolve(new URI(location.strip()));
            String scheme = scheme(target);
            boolean http = scheme.equals("http") || scheme.equals("https");
            return http && target.getHost() != null ? http(target) : null;
        } catch (URISyntaxException | IllegalArgumentException notAnUrl) {
            return null;
        }
    }
}
