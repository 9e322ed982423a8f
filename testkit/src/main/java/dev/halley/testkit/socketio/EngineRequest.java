package dev.halley.testkit.socketio;

import dev.halley.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** An HTTP request, or the request for a WebSocket, as a {@link SocketIoTestServer} received it. Immutable. */
public final class EngineRequest {
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] body;
    private final Origin origin;

    /** Where and when it came. */
    record Origin(boolean upgrade, int connection, int number, Instant time) {}

    EngineRequest(String method, String target, Headers headers, byte[] body, Origin origin) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.origin = origin;
    }

    /**
     * The method.
     *
     * @return {@code GET} or {@code POST}, as a rule
     */
    public String method() {
        return method;
    }

    /**
     * Whether it asks for a WebSocket.
     *
     * @return whether it is an upgrade request
     */
    public boolean isUpgrade() {
        return origin.upgrade;
    }

    /**
     * The path with its query, as it was sent.
     *
     * @return the request's target; it has the session's id, which is a secret
     */
    public String target() {
        return target;
    }

    /**
     * The path, as it was sent and without the query.
     *
     * @return such as {@code /socket.io/}
     */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /**
     * The query, as it was sent.
     *
     * @return what follows the question mark; empty when there is none
     */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /**
     * The decoded value of a parameter of the query.
     *
     * @param name such as {@code EIO}, {@code transport}, {@code sid}
     * @return its first value
     */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(Queries.parse(target).get(name));
    }

    /**
     * All headers. In memory those that the client gave to the wire, without the wire's own.
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
     * The body.
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
     * @return the connection's number, from 1 in the order in which they were opened; in memory each HTTP exchange and
     *     each WebSocket counts as a connection
     */
    public int connection() {
        return origin.connection;
    }

    /**
     * Its place among all requests of the server.
     *
     * @return the number, from 1 in the order of arrival
     */
    public int number() {
        return origin.number;
    }

    /**
     * When it came.
     *
     * @return the instant, in virtual time where the server lives there
     */
    public Instant time() {
        return origin.time;
    }

    int length() {
        return body.length;
    }

    @Override
    public String toString() {
        return "request " + origin.number + ": " + (origin.upgrade ? "WebSocket" : method) + " " + target
                + (body.length == 0 ? "" : " with " + body.length + " bytes");
    }
}
