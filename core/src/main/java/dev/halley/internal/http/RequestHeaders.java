package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of one request, hop by hop: what the application gave, cookies, and what policy adds. Any thread. */
final class RequestHeaders {
    /** A wire writes these itself. */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** All that the application's headers may tell a host that it did not name: a secret can have any other name. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent", "origin");

    private final URI named;
    private final Headers given;
    private final CookieJar cookies;

    /**
     * Headers for an order.
     *
     * @param named the URL that the application gave: only it is trusted with credentials
     */
    RequestHeaders(URI named, Headers given, CookieJar cookies) {
        this.named = named;
        this.given = withUserInfo(named, given);
        this.cookies = cookies;
    }

    /** The headers for one hop. */
    Headers to(URI target, Headers defaults) {
        boolean trusted = Origins.trusts(named, target);
        Headers mine = trusted ? given : harmless(given);
        Headers headers = merge(defaults, mine);
        Optional<String> cookie = cookies.cookieHeader(target);
        if (cookie.isPresent()) {
            String all = headers.first("Cookie").map(own -> own + "; ").orElse("") + cookie.get();
            headers = headers.with("Cookie", all);
        }
        return headers;
    }

    /** Refuses headers that only a wire can set. */
    static Headers checked(Headers headers) {
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
                throw new IllegalArgumentException(
                        "header " + name + ": is set by the wire itself (expected: a header of the application)");
            }
        });
        return headers;
    }

    /** The second's lines replace those of the first that have the same name. */
    static Headers merge(Headers first, Headers second) {
        Headers[] merged = {first};
        second.forEach((name, value) -> merged[0] = merged[0].without(name));
        second.forEach((name, value) -> merged[0] = merged[0].plus(name, value));
        return merged[0];
    }

    private static Headers harmless(Headers headers) {
        Headers[] kept = {Headers.empty()};
        headers.forEach((name, value) -> {
            if (HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
                kept[0] = kept[0].plus(name, value);
            }
        });
        return kept[0];
    }

    private static Headers withUserInfo(URI uri, Headers headers) {
        @Nullable String user = uri.getUserInfo();
        if (user == null || headers.first("Authorization").isPresent()) {
            return headers;
        }
        String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return headers.plus("Authorization", "Basic " + credentials);
    }
}
