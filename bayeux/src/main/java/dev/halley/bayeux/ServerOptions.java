package dev.halley.bayeux;

import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.internal.session.FormerSession;
import dev.halley.bayeux.internal.session.Server;
import dev.halley.bayeux.internal.session.SessionRules;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.internal.http.Masking;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The builder's part for where to connect to, and when to go elsewhere. Not thread-safe. */
final class ServerOptions {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private final List<URI> urls = new ArrayList<>();
    private final Map<ConnectionType, URI> others = new EnumMap<>(ConnectionType.class);
    private final Set<String> allowedHosts = new HashSet<>();
    List<ConnectionType> transports = List.of(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING);
    boolean retryFirstOpen;

    @Nullable Duration promotion = Duration.ofMinutes(1);

    @Nullable ServerDisconnect onServerDisconnect;

    boolean appendMessageType;

    @Nullable FormerSession former;

    ServerOptions(String url) {
        urls.add(parse(url));
    }

    URI first() {
        return urls.get(0);
    }

    void add(String... more) {
        for (String url : more) {
            URI parsed = parse(url);
            if (urls.contains(parsed)) {
                throw new IllegalArgumentException(
                        "urls: " + Masking.uri(parsed) + " twice (expected: each at most once)");
            }
            urls.add(parsed);
        }
    }

    void url(ConnectionType type, String url) {
        others.put(type, parse(url));
    }

    void transports(ConnectionType first, ConnectionType... more) {
        List<ConnectionType> all = new ArrayList<>(List.of(first));
        for (ConnectionType type : more) {
            if (all.contains(type)) {
                throw new IllegalArgumentException("transports: " + type + " twice (expected: each at most once)");
            }
            all.add(type);
        }
        transports = List.copyOf(all);
    }

    void allow(String... hosts) {
        for (String host : hosts) {
            if (!host.matches("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?")) {
                throw new IllegalArgumentException(
                        "allowHosts: '" + host + "' (expected: a host name or address, perhaps with :port)");
            }
        }
        Arrays.stream(hosts).map(host -> host.toLowerCase(Locale.ROOT)).forEach(allowedHosts::add);
    }

    SessionRules rules(ReconnectPolicy policy, boolean authenticates) {
        boolean survives =
                onServerDisconnect == null ? authenticates : onServerDisconnect == ServerDisconnect.REHANDSHAKE;
        return new SessionRules(servers(), allowedHosts, policy, retryFirstOpen, authenticates, survives, promotion);
    }

    /** The session to go on with. */
    @Nullable FormerSession former() {
        if (former != null
                && servers().stream().noneMatch(each -> each.endpoints().contains(former.endpoint()))) {
            throw new IllegalArgumentException("resume: the session is at " + former.endpoint()
                    + " (expected: a transport and URL of this client)");
        }
        return former;
    }

    private List<Server> servers() {
        List<Server> servers = new ArrayList<>();
        for (URI url : urls) {
            boolean first = servers.isEmpty();
            servers.add(new Server(transports.stream()
                    .map(type -> new Endpoint(type, first ? others.getOrDefault(type, url) : url))
                    .toList()));
        }
        return servers;
    }

    private static URI parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            if (scheme == null || uri.getHost() == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("url: '" + Masking.uri(uri)
                        + "' (expected: an absolute URL that begins with http, https, ws or wss, such as"
                        + " http://localhost:8080/cometd)");
            }
            return uri;
        } catch (URISyntaxException e) {
            // without the text itself: a URL may hold a password
            throw new IllegalArgumentException(
                    "url: " + e.getReason() + " at index " + e.getIndex() + " (expected: an absolute URL)");
        }
    }
}
