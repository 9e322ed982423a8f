package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BayeuxTestServer} does with a message that a rule fits: what it would do anyway ({@link #usual}), or
 * something else; and what is changed about the answer on its way. Immutable; each with-er returns a new answer.
 *
 * <pre>{@code
 * server.on("/meta/connect", Answer.refuse("402::session_unknown").advice("{\"reconnect\":\"handshake\"}").times(1));
 * server.on("/meta/subscribe", Answer.usual().delay(Duration.ofSeconds(3)));
 * server.on("/meta/handshake", Answer.http(Reply.of(503).header("Retry-After", "2")).times(2));
 * server.on("/meta/connect", Answer.usual().transform(reply -> reply.cutAfter(20, Reply.Ending.RESET)).after(1).times(1));
 * }</pre>
 *
 * <p>Where messages are given as text, they are templates: <code>${channel}</code>, <code>${id}</code>,
 * <code>${clientId}</code> and <code>${subscription}</code> stand for the text of that field of the message that came,
 * without quotes, and <code>${data}</code> for the JSON of its payload.
 *
 * <p>A connect that the server holds is answered when it would be answered anyway; the answer is changed then.
 */
public final class Answer {
    private final What what;
    private final List<Change> changes;
    private final Duration delay;
    private final int first;
    private final int times;

    /** What is done with the message: everything null is the usual. */
    record What(
            @Nullable Reply http,
            @Nullable List<String> instead,
            @Nullable String error) {}

    /** One thing that is changed about the answer on its way; all but one are null. */
    record Change(
            @Nullable Consumer<Map<String, @Nullable Object>> reply,
            @Nullable BiFunction<List<String>, Received, List<String>> messages,
            @Nullable UnaryOperator<String> text,
            @Nullable UnaryOperator<Reply> http) {}

    private Answer(What what, List<Change> changes, Duration delay, int first, int times) {
        this.what = what;
        this.changes = changes;
        this.delay = delay;
        this.first = first;
        this.times = times;
    }

    private static Answer of(What what) {
        return new Answer(what, List.of(), Duration.ZERO, 0, Integer.MAX_VALUE);
    }

    /**
     * What the server does without a rule, to be changed.
     *
     * @return the answer
     */
    public static Answer usual() {
        return of(new What(null, null, null));
    }

    /**
     * These messages instead of what the server would do; the message has no effect on the server.
     *
     * @param templates each a JSON object; none is an answer without messages
     * @return the answer
     */
    public static Answer reply(String... templates) {
        return of(new What(null, List.of(templates), null));
    }

    /**
     * A reply with {@code "successful":false}; the message has no effect on the server. In the Salesforce dialect the
     * error of a handshake stands where Salesforce hides it.
     *
     * @param error such as {@code 403::subscribe_denied}
     * @return the answer
     */
    public static Answer refuse(String error) {
        return of(new What(null, null, Objects.requireNonNull(error, "error")));
    }

    /**
     * This reply to the whole HTTP request, or frame, that has the message; none of its messages has an effect on the
     * server. Over a WebSocket the body is sent as a text message; status and headers have no meaning there.
     *
     * @param reply any reply: another status, something that isn't JSON, {@link Reply#dropConnection}, …
     * @return the answer
     */
    public static Answer http(Reply reply) {
        return of(new What(Objects.requireNonNull(reply, "reply"), null, null));
    }

    /**
     * No answer ever, and no effect on the server.
     *
     * @return the answer
     */
    public static Answer none() {
        return http(Reply.hang());
    }

    /**
     * This answer with a field of each reply set.
     *
     * @param field the field's name
     * @param json its value
     * @return a new answer
     */
    public Answer with(String field, String json) {
        Json.Raw value = Json.raw("json", json);
        return changed(new Change(reply -> reply.put(field, value), null, null, null));
    }

    /**
     * This answer without a field of each reply, such as {@code id} or {@code successful}.
     *
     * @param field the field's name
     * @return a new answer
     */
    public Answer without(String field) {
        return changed(new Change(reply -> reply.remove(field), null, null, null));
    }

    /**
     * This answer with advice in each reply, instead of what the server would advise.
     *
     * @param json the advice, such as <code>{"reconnect":"none"}</code>
     * @return a new answer
     */
    public Answer advice(String json) {
        return with("advice", json);
    }

    /**
     * This answer with more messages after the replies.
     *
     * @param templates each a JSON object
     * @return a new answer
     */
    public Answer also(String... templates) {
        List<String> more = List.of(templates);
        return messages((all, message) -> joined(all, Templates.fill(more, message)));
    }

    /**
     * This answer with more messages before everything else.
     *
     * @param templates each a JSON object
     * @return a new answer
     */
    public Answer alsoBefore(String... templates) {
        List<String> more = List.of(templates);
        return messages((all, message) -> joined(Templates.fill(more, message), all));
    }

    /**
     * This answer with its messages changed: reordered, repeated, left out. They are all that goes out with the answer,
     * events and replies to other messages of the same request too.
     *
     * @param change gets and gives each message as JSON, in order
     * @return a new answer
     */
    public Answer messages(UnaryOperator<List<String>> change) {
        Objects.requireNonNull(change, "change");
        return messages((all, message) -> change.apply(all));
    }

    private Answer messages(BiFunction<List<String>, Received, List<String>> change) {
        return changed(new Change(null, change, null, null));
    }

    /**
     * This answer with its whole text changed.
     *
     * @param change gets and gives the text, which is a JSON array at first
     * @return a new answer
     */
    public Answer text(UnaryOperator<String> change) {
        return changed(new Change(null, null, Objects.requireNonNull(change, "change"), null));
    }

    /**
     * This answer with its HTTP reply changed: cut, compressed, sent slowly, given another status or a header, or
     * replaced. Over a WebSocket see {@link #http}.
     *
     * @param change gets and gives the reply
     * @return a new answer
     */
    public Answer transform(UnaryOperator<Reply> change) {
        return changed(new Change(null, null, null, Objects.requireNonNull(change, "change")));
    }

    /**
     * This answer that never arrives, though the message had its effect on the server.
     *
     * @return a new answer
     */
    public Answer lost() {
        return transform(reply -> Reply.hang());
    }

    /**
     * This answer after a while. Later ones overtake it.
     *
     * @param delay how long it waits when it is ready
     * @return a new answer
     */
    public Answer delay(Duration delay) {
        return new Answer(what, changes, Objects.requireNonNull(delay, "delay"), first, times);
    }

    /**
     * This answer so many times; then the rule no longer fits.
     *
     * @param count how often; for ever by default
     * @return a new answer
     */
    public Answer times(int count) {
        return new Answer(what, changes, delay, first, positive("count", count));
    }

    /**
     * This answer from a later message on: the first ones that the rule fits are left to older rules.
     *
     * @param count how many messages are left alone; none by default
     * @return a new answer
     */
    public Answer after(int count) {
        return new Answer(what, changes, delay, positive("count", count), times);
    }

    private Answer changed(Change change) {
        return new Answer(what, joined(changes, List.of(change)), delay, first, times);
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    What what() {
        return what;
    }

    List<Change> changes() {
        return changes;
    }

    Duration delay() {
        return delay;
    }

    /** Whether the answer is for the message that is the rule's n-th. */
    boolean isFor(int n) {
        return n > first && n - first <= times;
    }

    @Override
    public String toString() {
        return what + (times == Integer.MAX_VALUE ? "" : ", " + times + " times");
    }
}
