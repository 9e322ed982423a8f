package dev.halley.internal.http;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One cookie by RFC 6265 §5.2 and §5.3.
 *
 * @param domain in lower case, without a leading dot
 * @param hostOnly whether it goes to that host alone, not to those below it
 * @param expires null for a cookie of the session
 */
record Cookie(
        String name,
        String value,
        String domain,
        boolean hostOnly,
        String path,
        boolean secure,
        @Nullable Instant expires) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*");

    /** The cookie that a line sets, or null when the line is to be ignored. */
    static @Nullable Cookie parse(URI uri, String line, Instant now) {
        String[] parts = line.split(";", -1);
        int equals = parts[0].indexOf('=');
        String name = equals < 0 ? "" : parts[0].substring(0, equals).strip();
        String value = equals < 0 ? "" : parts[0].substring(equals + 1).strip();
        if (name.isEmpty() || hasControl(name) || hasControl(value)) {
            return null;
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        Attributes attributes = new Attributes(now);
        for (int i = 1; i < parts.length; i++) {
            attributes.add(parts[i]);
        }
        String domain = attributes.domain;
        boolean hostOnly = domain == null || domain.equals(host);
        if (domain != null && !hostOnly && !(domain.indexOf('.') > 0 && isBelow(host, domain))) {
            return null;
        }
        // RFC 6265bis §5.7: what a secure connection must not see set, an insecure one can't set.
        if (attributes.secure && !Origins.isSecure(uri)) {
            return null;
        }
        return new Cookie(
                name,
                value,
                domain == null || hostOnly ? host : domain,
                // A domain equal to the host names the hosts below it, too; for an address or one label there are none.
                domain == null || isAddress(host) || host.indexOf('.') < 0,
                attributes.path == null ? defaultPath(uri) : attributes.path,
                attributes.secure,
                attributes.maxAge != null ? attributes.maxAge : attributes.expires);
    }

    /**
     * A cookie of the application's own: for one host, with TLS only where the URL has it, until the jar is given up.
     *
     * @throws IllegalArgumentException if name or value can't be a cookie (RFC 6265 §4.1.1)
     */
    static Cookie of(URI uri, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("cookie: '" + ReplyErrors.printable(name)
                    + "' (expected: a name of letters, digits and !#$%&'*+-.^_`|~)");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("cookie: the value of " + name
                    + " (expected: visible ASCII without quotes, commas, semicolons and backslashes)");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return new Cookie(name, value, host, true, "/", Origins.isSecure(uri), null);
    }

    /** All of it, for {@link #ofLine}; a secret. */
    String line() {
        return String.join(
                "\t", name, value, domain, "" + hostOnly, path, "" + secure, expires == null ? "" : "" + expires);
    }

    static Cookie ofLine(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 7) {
            throw new IllegalArgumentException("cookie: not readable (expected: a line of a cookie jar)");
        }
        return new Cookie(
                parts[0],
                parts[1],
                parts[2],
                Boolean.parseBoolean(parts[3]),
                parts[4],
                Boolean.parseBoolean(parts[5]),
                parts[6].isEmpty() ? null : Instant.parse(parts[6]));
    }

    boolean goesTo(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return (host.equals(domain) || !hostOnly && isBelow(host, domain))
                && pathMatches(uri)
                && (!secure || Origins.isSecure(uri));
    }

    boolean isExpired(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    boolean replacedBy(Cookie other) {
        return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
    }

    private boolean pathMatches(URI uri) {
        String wanted = path(uri);
        return wanted.equals(path)
                || wanted.startsWith(path) && (path.endsWith("/") || wanted.charAt(path.length()) == '/');
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static String defaultPath(URI uri) {
        String path = path(uri);
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static boolean isBelow(String host, String domain) {
        return !isAddress(host) && host.endsWith("." + domain);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    /** The name alone: the value may be a secret. */
    @Override
    public String toString() {
        return name + "=***; domain=" + domain + "; path=" + path;
    }

    private static final class Attributes {
        private final Instant now;
        private @Nullable String domain;
        private @Nullable String path;
        private boolean secure;
        private @Nullable Instant expires;
        private @Nullable Instant maxAge;

        Attributes(Instant now) {
            this.now = now;
        }

        void add(String text) {
            int equals = text.indexOf('=');
            String name =
                    (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : text.substring(equals + 1).strip();
            switch (name) {
                case "domain" -> domain = domain(value);
                case "path" -> path = value.startsWith("/") && !hasControl(value) ? value : null;
                case "secure" -> secure = true;
                case "expires" -> expires = CookieDate.parse(value);
                case "max-age" -> maxAge = maxAge(value);
                default -> {
                    // RFC 6265 §5.2: unknown attributes are ignored; HttpOnly and SameSite are for browsers.
                }
            }
        }

        private static @Nullable String domain(String value) {
            String domain = value.startsWith(".") ? value.substring(1) : value;
            return domain.isEmpty() ? null : domain.toLowerCase(Locale.ROOT);
        }

        private @Nullable Instant maxAge(String value) {
            if (!value.matches("-?[0-9]+")) {
                return maxAge;
            }
            // More than 400 days is as good as 400 (RFC 6265bis §5.5), and can't overflow.
            long limit = 400L * 24 * 3600;
            boolean negative = value.startsWith("-");
            long seconds = negative ? 0 : value.length() > 9 ? limit : Math.min(limit, Long.parseLong(value));
            return now.plusSeconds(seconds);
        }
    }
}
