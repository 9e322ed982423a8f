package dev.halley.testkit.socketio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link ServerNamespace} does with a client that wants to join. Immutable. */
public final class ConnectAnswer {
    private final What what;
    private final @Nullable Object payload;
    private final boolean hasPayload;
    private final Duration delay;

    enum What {
        ACCEPT,
        REFUSE,
        IGNORE
    }

    private ConnectAnswer(What what, @Nullable Object payload, boolean hasPayload, Duration delay) {
        this.what = what;
        this.payload = payload;
        this.hasPayload = hasPayload;
        this.delay = delay;
    }

    /**
     * Lets it in.
     *
     * @return the answer
     */
    public static ConnectAnswer accept() {
        return new ConnectAnswer(What.ACCEPT, null, false, Duration.ZERO);
    }

    /**
     * Lets it in, with another payload than the one that has the session's id.
     *
     * @param payload such as a map without {@code sid}, or with more
     * @return the answer
     */
    public static ConnectAnswer acceptWith(@Nullable Object payload) {
        return new ConnectAnswer(What.ACCEPT, payload, true, Duration.ZERO);
    }

    /**
     * Refuses it, as middleware does.
     *
     * @param message the error's message; over Engine.IO 3 the whole payload
     * @return the answer
     */
    public static ConnectAnswer refuse(String message) {
        return refuse(message, null);
    }

    /**
     * Refuses it, as middleware does.
     *
     * @param message the error's message
     * @param data the error's data, which over Engine.IO 3 is the whole payload; none if null
     * @return the answer
     */
    public static ConnectAnswer refuse(String message, @Nullable Object data) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("message", Objects.requireNonNull(message, "message"));
        if (data != null) {
            payload.put("data", data);
        }
        return refuseWith(payload);
    }

    /**
     * Refuses it with any payload, as some servers do.
     *
     * @param payload a text, an array, …
     * @return the answer
     */
    public static ConnectAnswer refuseWith(@Nullable Object payload) {
        return new ConnectAnswer(What.REFUSE, payload, true, Duration.ZERO);
    }

    /**
     * Refuses it without a payload.
     *
     * @return the answer
     */
    public static ConnectAnswer refuse() {
        return new ConnectAnswer(What.REFUSE, null, false, Duration.ZERO);
    }

    /**
     * Never answers.
     *
     * @return the answer
     */
    public static ConnectAnswer ignore() {
        return new ConnectAnswer(What.IGNORE, null, false, Duration.ZERO);
    }

    /**
     * This answer after a while.
     *
     * @param delay how long it waits
     * @return a new answer
     */
    public ConnectAnswer delay(Duration delay) {
        return new ConnectAnswer(what, payload, hasPayload, Objects.requireNonNull(delay, "delay"));
    }

    What what() {
        return what;
    }

    boolean hasPayload() {
        return hasPayload;
    }

    @Nullable Object payload() {
        return payload;
    }

    Duration waits() {
        return delay;
    }
}
