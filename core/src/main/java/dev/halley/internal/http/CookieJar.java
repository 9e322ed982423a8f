package dev.halley.internal.http;

import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One client's cookies (P60, E4-24): what RFC 6265 §5 says of domain, path, secure and expiry. Two clients never share a
 * jar, for a server finds the session by its cookie. Any thread.
 *
 * <p>There is no list of public suffixes: a domain of one label is refused, and a cookie goes only to hosts that the
 * application named or that a server redirected to.
 */
public final class CookieJar {
    private static final int MAX_COOKIES = 300;
    private static final int MAX_PER_DOMAIN = 50;
    private static final int MAX_LINE = 8192;

    private final @Nullable TimeSource time;

    // Guarded by this; nothing is called out to while it is held.
    private final List<Cookie> cookies = new ArrayList<>();

    /** An empty jar; its clock decides what has expired. */
    public CookieJar(TimeSource time) {
        this(time, true);
    }

    private CookieJar(@Nullable TimeSource time, boolean keeps) {
        this.time = keeps ? time : null;
    }

    /** A jar that keeps nothing, for clients that want no cookies. */
    public static CookieJar none() {
        return new CookieJar(null, false);
    }

    /** The value of the {@code Cookie} header for a request to this URL, if there is any. */
    public Optional<String> cookieHeader(URI uri) {
        if (time == null) {
            return Optional.empty();
        }
        Instant now = time.now();
        String header;
        synchronized (this) {
            cookies.removeIf(cookie -> cookie.isExpired(now));
            // RFC 6265 §5.4: longer paths first, then older ones; the list is in order of creation and the sort stable.
            header = cookies.stream()
                    .filter(cookie -> cookie.goesTo(uri))
                    .sorted(Comparator.comparingInt(cookie -> -cookie.path().length()))
                    .map(cookie -> cookie.name() + "=" + cookie.value())
                    .collect(Collectors.joining("; "));
        }
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    /**
     * Takes a cookie of the application's own, for the host of an URL; a server can replace it.
     *
     * @throws IllegalArgumentException if name or value can't be a cookie
     */
    public void add(URI uri, String name, String value) {
        Cookie cookie = Cookie.of(uri, name, value);
        if (time != null) {
            put(cookie, time.now());
        }
    }

    /** The cookies of now as lines for {@link #restore}; secrets. */
    public synchronized List<String> lines() {
        return cookies.stream().map(Cookie::line).toList();
    }

    /**
     * Takes the cookies of another jar.
     *
     * @throws IllegalArgumentException if a line is none that {@link #lines} gave
     */
    public void restore(List<String> lines) {
        if (time != null) {
            Instant now = time.now();
            lines.forEach(line -> put(Cookie.ofLine(line), now));
        }
    }

    /** Takes the cookies that a reply from this URL sets. */
    public void store(URI uri, Headers headers) {
        if (time == null) {
            return;
        }
        Instant now = time.now();
        for (String line : headers.all("Set-Cookie")) {
            Cookie cookie = line.length() > MAX_LINE ? null : Cookie.parse(uri, line, now);
            if (cookie != null) {
                put(cookie, now);
            }
        }
    }

    private synchronized void put(Cookie cookie, Instant now) {
        int known = -1;
        for (int i = 0; i < cookies.size() && known < 0; i++) {
            known = cookies.get(i).replacedBy(cookie) ? i : -1;
        }
        if (cookie.isExpired(now)) {
            // A server deletes a cookie by setting it with an expiry in the past.
            if (known >= 0) {
                cookies.remove(known);
            }
        } else if (known >= 0) {
            cookies.set(known, cookie);
        } else {
            makeRoom(cookie.domain(), now);
            cookies.add(cookie);
        }
    }

    private void makeRoom(String domain, Instant now) {
        if (cookies.size() >= MAX_COOKIES) {
            cookies.removeIf(cookie -> cookie.isExpired(now));
        }
        List<Cookie> same =
                cookies.stream().filter(c -> c.domain().equals(domain)).toList();
        if (same.size() >= MAX_PER_DOMAIN) {
            cookies.remove(same.get(0));
        }
        if (cookies.size() >= MAX_COOKIES) {
            cookies.remove(0);
        }
    }

    /** The names alone: a session's cookie is a secret. */
    @Override
    public synchronized String toString() {
        return cookies.stream()
                .map(cookie -> cookie.name() + "@" + cookie.domain().toLowerCase(Locale.ROOT))
                .toList()
                .toString();
    }
}
