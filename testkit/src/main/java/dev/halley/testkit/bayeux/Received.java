package dev.halley.testkit.bayeux;

import dev.halley.wire.Headers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Bayeux message as a {@link BayeuxTestServer} received it. Immutable. */
public final class Received {
    private final String json;
    private final Map<String, String> fields;
    private final Origin origin;
    private final int number;

    /** Where and when it came. */
    record Origin(String transport, int connection, Headers headers, Instant time) {}

    Received(String json, Origin origin, int number) {
        this.json = json;
        this.fields = Json.members(json);
        this.origin = origin;
        this.number = number;
    }

    /**
     * The message as it came.
     *
     * @return its JSON, with the client id in it
     */
    public String json() {
        return json;
    }

    /**
     * The channel.
     *
     * @return the channel; empty when the message has none
     */
    public String channel() {
        return text("channel").orElse("");
    }

    /**
     * The message's id.
     *
     * @return the id as text, also when it was a number
     */
    public Optional<String> id() {
        return text("id");
    }

    /**
     * The client id.
     *
     * @return the id that the server gave at the handshake; a secret
     */
    public Optional<String> clientId() {
        return text("clientId");
    }

    /**
     * The channels or patterns of a subscribe or unsubscribe request.
     *
     * @return one name or several; empty for other messages
     */
    public List<String> subscriptions() {
        Object value = field("subscription");
        List<String> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> all.add(String.valueOf(each)));
        } else if (value != null) {
            all.add(String.valueOf(value));
        }
        return List.copyOf(all);
    }

    /**
     * The payload as it came.
     *
     * @return its JSON; {@code null} when there is none
     */
    public String dataJson() {
        return fields.getOrDefault("data", "null");
    }

    /**
     * A field as it came.
     *
     * @param name the field's name
     * @return its JSON
     */
    public Optional<String> fieldJson(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * A field as a value: map, list, string, boolean, number or null.
     *
     * @param name the field's name
     * @return the value; null when it is absent
     */
    public @Nullable Object field(String name) {
        return Json.parse(fields.get(name));
    }

    /**
     * The transport that brought it.
     *
     * @return {@code long-polling} or {@code websocket}
     */
    public String transport() {
        return origin.transport;
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
     * The headers of the request or, over a WebSocket, of the upgrade.
     *
     * @return the header lines, in order
     */
    public Headers headers() {
        return origin.headers;
    }

    /**
     * When it came.
     *
     * @return the instant, in virtual time where the server lives there
     */
    public Instant time() {
        return origin.time;
    }

    /**
     * Its place among all messages of the server.
     *
     * @return the number, from 1 in the order of arrival
     */
    public int number() {
        return number;
    }

    /** The id to answer with, as it was written. */
    @Nullable String idJson() {
        return fields.get("id");
    }

    /** A member of an object field, such as {@code ext} or {@code advice}. */
    @Nullable Object member(String field, String name) {
        return field(field) instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(field(name)).map(String::valueOf);
    }

    @Override
    public String toString() {
        return "message " + number + " on " + channel() + " over " + origin.transport;
    }
}
