package dev.halley.engineio.internal.transport;

import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.TransportOptions;
import dev.halley.internal.http.Masking;
import dev.halley.internal.loop.TimeSource;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The URLs of one session's requests (E4-01, E4-02). Serial context. */
final class Addresses {
    private static final Set<String> RESERVED = Set.of("EIO", "transport", "sid", "j");

    private final URI base;
    private final EngineOptions options;
    private final TimeSource time;

    private long requests;

    Addresses(URI base, EngineOptions options, TimeSource time) {
        String scheme = scheme(base);
        boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("ws") || scheme.equals("wss");
        if (!known || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "url: " + Masking.uri(base) + " (expected: http, https, ws or wss, and a host)");
        }
        this.base = base;
        this.options = options;
        this.time = time;
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /**
     * The URL of a request.
     *
     * @param sid null before the handshake
     */
    URI url(EngineTransport transport, EngineVersion version, @Nullable String sid) {
        boolean secure = scheme(base).equals("https") || scheme(base).equals("wss");
        TransportOptions own = options.transportOptions(transport);
        StringBuilder url = new StringBuilder();
        url.append(transport == EngineTransport.POLLING ? "http" : "ws").append(secure ? "s://" : "://");
        if (base.getRawUserInfo() != null) {
            url.append(base.getRawUserInfo()).append('@');
        }
        url.append(base.getHost());
        // E4-02
        if (base.getPort() >= 0 && base.getPort() != (secure ? 443 : 80)) {
            url.append(':').append(base.getPort());
        }
        url.append(path(own.path() == null ? options.path() : own.path())).append('?');
        append(url, "EIO", String.valueOf(version.number()));
        append(url, "transport", transport.protocolName());
        given(own).forEach((name, value) -> append(url, name, value));
        boolean polling = transport == EngineTransport.POLLING;
        if (polling && options.timestampRequests()) {
            append(url, options.timestampParameter(), timestamp());
        }
        // E3-02: bytes in a reply of version 3 would cost more than they save
        if (options.forceBase64() || polling && version == EngineVersion.V3) {
            append(url, "b64", "1");
        }
        if (sid != null) {
            append(url, "sid", sid);
        }
        return URI.create(url.toString());
    }

    // E4-01: what the protocol itself says cannot be said otherwise
    private Map<String, String> given(TransportOptions own) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = base.getRawQuery();
        if (query != null) {
            for (String each : query.split("&")) {
                int equals = each.indexOf('=');
                if (!each.isEmpty()) {
                    parameters.put(
                            decoded(equals < 0 ? each : each.substring(0, equals)),
                            equals < 0 ? "" : decoded(each.substring(equals + 1)));
                }
            }
        }
        parameters.putAll(options.query());
        parameters.putAll(own.query());
        parameters.keySet().removeAll(RESERVED);
        if (options.timestampRequests()) {
            parameters.remove(options.timestampParameter());
        }
        return parameters;
    }

    private String path(String given) {
        String path = given.startsWith("/") ? given : "/" + given;
        while (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return options.addTrailingSlash() && !path.equals("/") ? path + "/" : path;
    }

    private String timestamp() {
        return Long.toString(time.now().toEpochMilli(), 36) + "." + Long.toString(requests++, 36);
    }

    private static void append(StringBuilder url, String name, String value) {
        if (url.charAt(url.length() - 1) != '?') {
            url.append('&');
        }
        url.append(encoded(name)).append('=').append(encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
