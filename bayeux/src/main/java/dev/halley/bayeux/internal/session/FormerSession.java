package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session that a client left open for another one. Immutable.
 *
 * @param clientId a secret
 * @param endpoint where it was
 * @param advice what the server said last
 * @param cookies secrets; as the cookie jar gave them
 * @param channels those that the server had confirmed
 * @param acks what its acknowledgements go on with; null where the server has none
 * @param replaying whether the server replays
 * @param leftAt until when the client is known to have missed nothing, on the wall clock
 */
public record FormerSession(
        String clientId,
        Endpoint endpoint,
        Advice advice,
        List<String> cookies,
        Set<String> channels,
        @Nullable String acks,
        boolean replaying,
        Instant leftAt) {
    private static final int VERSION = 1;

    public FormerSession {
        cookies = List.copyOf(cookies);
        channels = Set.copyOf(channels);
    }

    public String toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("clientId", clientId);
        tree.put("transport", endpoint.type().wireName());
        tree.put("url", endpoint.url().toString());
        tree.put("interval", advice.intervalMillis());
        tree.put("timeout", advice.timeoutMillis());
        tree.put("maxInterval", advice.maxIntervalMillis());
        tree.put("cookies", cookies);
        tree.put("channels", new ArrayList<>(channels));
        if (acks != null) {
            tree.put("acks", acks);
        }
        tree.put("leftAt", leftAt.toString());
        tree.put("replaying", replaying);
        StringBuilder json = new StringBuilder();
        JsonText.write(json, tree);
        return json.toString();
    }

    /**
     * Reads what {@link #toJson} gave.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static FormerSession parse(String json) {
        try {
            Map<?, ?> tree = (Map<?, ?>) value(JsonValues.parse(json), Map.class);
            if (((Number) value(tree.get("version"), Number.class)).intValue() != VERSION) {
                throw wrong();
            }
            return new FormerSession(
                    text(tree.get("clientId")),
                    new Endpoint(
                            ConnectionType.ofWireName(text(tree.get("transport")))
                                    .orElseThrow(FormerSession::wrong),
                            URI.create(text(tree.get("url")))),
                    new Advice(
                            Advice.Reconnect.ABSENT,
                            number(tree.get("interval")),
                            number(tree.get("timeout")),
                            number(tree.get("maxInterval")),
                            false),
                    texts(tree.get("cookies")),
                    Set.copyOf(texts(tree.get("channels"))),
                    tree.get("acks") == null ? null : acks(text(tree.get("acks"))),
                    Boolean.TRUE.equals(tree.get("replaying")),
                    Instant.parse(text(tree.get("leftAt"))));
        } catch (HalleyException | ClassCastException | DateTimeException | IllegalArgumentException unreadable) {
            // without the text, which holds secrets
            throw wrong();
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("snapshot: not readable (expected: what SessionSnapshot.toJson() gave)");
    }

    private static Object value(@Nullable Object value, Class<?> type) {
        if (value == null) {
            throw wrong();
        }
        return type.cast(value);
    }

    private static String text(@Nullable Object value) {
        return (String) value(value, String.class);
    }

    private static String acks(String batch) {
        return String.valueOf(Long.parseLong(batch));
    }

    private static long number(@Nullable Object value) {
        return ((Number) value(value, Number.class)).longValue();
    }

    private static List<String> texts(@Nullable Object value) {
        return ((List<?>) value(value, List.class))
                .stream().map(FormerSession::text).toList();
    }

    /** P58: without the client id and the cookies. */
    @Override
    public String toString() {
        return "FormerSession[" + endpoint + ", " + channels.size() + " channels, " + leftAt + "]";
    }
}
