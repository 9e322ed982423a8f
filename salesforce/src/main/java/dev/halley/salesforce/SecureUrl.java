package dev.halley.salesforce;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** URLs to which credentials may go: https, or this machine for tests. */
final class SecureUrl {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private SecureUrl() {}

    static URI parse(String name, String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    name + ": " + e.getReason() + " at index " + e.getIndex() + " (expected: an absolute URL)");
        }
        boolean secure = "https".equalsIgnoreCase(uri.getScheme())
                || "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost()));
        if (uri.getHost() == null || uri.getUserInfo() != null || !secure) {
            throw new IllegalArgumentException(name + ": '" + uri.getScheme() + "://" + uri.getHost()
                    + "' (expected: an https URL without user and password, such as https://login.salesforce.com)");
        }
        return uri;
    }
}
