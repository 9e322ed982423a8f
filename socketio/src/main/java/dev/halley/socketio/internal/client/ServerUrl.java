package dev.halley.socketio.internal.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The URL of a server, as the application gives it: at once, or when its provider is asked. Any thread. */
public final class ServerUrl {
    private ServerUrl() {}

    /**
     * A namespace in the path is the mistake that other clients invite to.
     *
     * @throws IllegalArgumentException if it is no URL of a server, or has a path
     */
    public static URI parse(String url) {
        Objects.requireNonNull(url, "url");
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException e) {
            // without the text itself: a URL may hold a password
            throw new IllegalArgumentException("url: " + e.getReason() + " at index " + e.getIndex()
                    + " (expected: a URL such as https://example.com)");
        }
        String scheme = parsed.getScheme();
        if (scheme == null
                || parsed.getRawAuthority() == null
                || !List.of("http", "https", "ws", "wss").contains(scheme.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "url: no absolute URL of a server (expected: http, https, ws or wss, such as"
                            + " https://example.com)");
        }
        String urlPath = parsed.getRawPath();
        if (urlPath != null && !urlPath.isEmpty() && !urlPath.equals("/")) {
            throw new IllegalArgumentException(
                    "url: has the path " + urlPath + " (expected: none; a namespace is named by namespaces(\"" + urlPath
                            + "\"), and where the server listens by path(\"" + urlPath + "\"))");
        }
        return parsed;
    }
}
