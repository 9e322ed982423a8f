package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A request as a {@link ScriptedServer} received it. Immutable. */
public final class Request {
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] body;
    private final int connection;
    private final int number;

    Request(String method, String target, Headers headers, byte[] body, int connection, int number) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
        this.number = number;
    }

    /**
     * The method.
     *
     * @return such as {@code POST}
     */
    public String method() {
        return method;
    }

    /**
     * The request target as it was sent: a path with its query; for a proxy an absolute URL, or {@code host:port}.
     *
     * @return the target
     */
    public String target() {
        return target;
    }

    /**
     * The path of the target, as it was sent and without the query.
     *
     * @return the path; empty for a {@code CONNECT}
     */
    public String path() {
        if (method.equals("CONNECT")) {
            return "";
        }
        String local = localTarget();
        int query = local.indexOf('?');
        return query < 0 ? local : local.substring(0, query);
    }

    /**
     * The query of the target, as it was sent.
     *
     * @return what follows the question mark; empty when there is none
     */
    public Optional<String> query() {
        int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : Optional.of(target.substring(query + 1));
    }

    /**
     * The decoded value of a parameter of the query.
     *
     * @param name the parameter's name
     * @return its first value
     */
    public Optional<String> parameter(String name) {
        for (String pair : query().orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            if (decode(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                return Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /**
     * All headers.
     *
     * @return the header lines, in order
     */
    public Headers headers() {
        return headers;
    }

    /**
     * The first value of a header.
     *
     * @param name the header's name, in any case
     * @return its first value
     */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /**
     * The body, without its transfer coding.
     *
     * @return a copy of the bytes; none when there was no body
     */
    public byte[] body() {
        return body.clone();
    }

    /**
     * The body as UTF-8 text.
     *
     * @return the text; empty when there was no body
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Which connection it came over.
     *
     * @return the connection's number, from 1 in the order in which they were accepted
     */
    public int connection() {
        return connection;
    }

    /**
     * Its place among all requests of the server.
     *
     * @return the number, from 1 in the order of arrival
     */
    public int number() {
        return number;
    }

    /**
     * Whether it asks for a WebSocket.
     *
     * @return whether it is an upgrade request
     */
    public boolean isUpgrade() {
        return header("Upgrade").orElse("").toLowerCase(Locale.ROOT).equals("websocket");
    }

    /** The target without scheme and authority. */
    String localTarget() {
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme < 0) {
            return target;
        }
        int end = scheme + 3;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String local = target.substring(end);
        return local.startsWith("/") ? local : "/" + local;
    }

    /** The header value that says whether the client wants to keep the connection. */
    boolean asksToClose() {
        return header("Connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + target + " (request " + number + ", connection " + connection + ", " + body.length
                + " bytes)";
    }
}
