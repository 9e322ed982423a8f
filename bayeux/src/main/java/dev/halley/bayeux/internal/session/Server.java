package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.internal.transport.Endpoint;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * One server: the ways to reach it, the preferred one first. Immutable.
 *
 * @param endpoints at least one, each with another transport
 */
public record Server(List<Endpoint> endpoints) {
    public Server {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: none (expected: at least one)");
        }
    }

    Endpoint preferred() {
        return endpoints.get(0);
    }

    /** Whether advice that names this host, perhaps with a port, means this server. */
    boolean isNamed(String host) {
        return endpoints.stream().map(Endpoint::url).anyMatch(url -> {
            String name = url.getHost().toLowerCase(Locale.ROOT);
            return host.equals(name) || host.equals(name + ":" + port(url));
        });
    }

    private static int port(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return url.getPort() >= 0 ? url.getPort() : scheme.endsWith("s") ? 443 : 80;
    }

    /** P30: the same scheme, path and query at another host; the port too, unless the host comes with one. */
    Server at(String host) {
        return new Server(endpoints.stream()
                .map(each -> new Endpoint(each.type(), at(each.url(), host)))
                .toList());
    }

    private static URI at(URI url, String host) {
        boolean hasPort = host.matches(".*:\\d+");
        String port = hasPort || url.getPort() < 0 ? "" : ":" + url.getPort();
        String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(url.getScheme() + "://" + user + host + port + url.getRawPath() + query);
    }
}
