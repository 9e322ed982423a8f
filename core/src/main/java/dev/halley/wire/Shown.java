package dev.halley.wire;

import java.net.URI;

/** What may be told of a request (SEC-05). Pure. */
final class Shown {
    private Shown() {}

    /** Scheme, host, port and path: user information and query may have secrets. */
    static String uri(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?***");
    }
}
