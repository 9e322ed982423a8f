package dev.halley.testkit.socketio;

import dev.halley.testkit.Reply;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SocketIoTestServer} does with an HTTP request, or the request for a WebSocket, that a rule fits: what it
 * would do anyway ({@link #usual}), or something else; and what is changed about the answer on its way. Immutable; each
 * with-er returns a new answer.
 *
 * <pre>{@code
 * server.onRequest(request -> request.method().equals("POST"), Answer.http(Reply.of(413)).times(1));
 * server.onRequest(EngineRequest::isUpgrade, Answer.none());
 * server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(300)));
 * }</pre>
 *
 * <p>A poll that the server holds is answered when it would be answered anyway; the answer is changed then.
 */
public final class Answer {
    private final @Nullable Reply instead;
    private final UnaryOperator<Reply> change;
    private final boolean lost;
    private final Duration delay;
    private final int first;
    private final int times;

    private Answer(
            @Nullable Reply instead, UnaryOperator<Reply> change, boolean lost, Duration delay, int first, int times) {
        this.instead = instead;
        this.change = change;
        this.lost = lost;
        this.delay = delay;
        this.first = first;
        this.times = times;
    }

    private static Answer of(@Nullable Reply instead) {
        return new Answer(instead, UnaryOperator.identity(), false, Duration.ZERO, 0, Integer.MAX_VALUE);
    }

    /**
     * What the server does without a rule, to be changed.
     *
     * @return the answer
     */
    public static Answer usual() {
        return of(null);
    }

    /**
     * This reply; the request has no effect on the server. A WebSocket is refused with it.
     *
     * @param reply any reply: another status, HTML, {@link Reply#dropConnection}, …
     * @return the answer
     */
    public static Answer http(Reply reply) {
        return of(Objects.requireNonNull(reply, "reply"));
    }

    /**
     * What Engine.IO servers say to a request that they don't take: status 400, or 403 for code 4, and JSON.
     *
     * @param code from 0 (unknown transport), 1 (unknown session), 2 (wrong method), 3 (bad request), 4 (forbidden) to 5
     *     (protocol version)
     * @return the answer
     */
    public static Answer error(int code) {
        return http(EngineErrors.reply(code));
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
     * This answer with its HTTP reply changed: cut, compressed, sent slowly, given another status or a header, or
     * replaced. The upgrade to a WebSocket has none to change.
     *
     * @param change gets and gives the reply
     * @return a new answer
     */
    public Answer transform(UnaryOperator<Reply> change) {
        Objects.requireNonNull(change, "change");
        UnaryOperator<Reply> before = this.change;
        return new Answer(instead, reply -> change.apply(before.apply(reply)), lost, delay, first, times);
    }

    /**
     * This answer that never arrives, though the request had its effect on the server.
     *
     * @return a new answer
     */
    public Answer lost() {
        return new Answer(instead, change, true, delay, first, times);
    }

    /**
     * This answer after a while.
     *
     * @param delay how long it waits when it is ready
     * @return a new answer
     */
    public Answer delay(Duration delay) {
        return new Answer(instead, change, lost, Objects.requireNonNull(delay, "delay"), first, times);
    }

    /**
     * This answer so many times; then the rule no longer fits.
     *
     * @param count how often; for ever by default
     * @return a new answer
     */
    public Answer times(int count) {
        return new Answer(instead, change, lost, delay, first, positive("count", count));
    }

    /**
     * This answer from a later request on: the first ones that the rule fits are left to older rules.
     *
     * @param count how many requests are left alone; none by default
     * @return a new answer
     */
    public Answer after(int count) {
        return new Answer(instead, change, lost, delay, positive("count", count), times);
    }

    static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }

    /** Null where the server decides. */
    @Nullable Reply instead() {
        return instead;
    }

    Reply change(Reply reply) {
        return change.apply(reply);
    }

    boolean isLost() {
        return lost;
    }

    Duration delay() {
        return delay;
    }

    /** Whether the answer is for the request that is the rule's n-th. */
    boolean isFor(int n) {
        return n > first && n - first <= times;
    }

    @Override
    public String toString() {
        return (instead == null ? "usual" : instead.toString())
                + (times == Integer.MAX_VALUE ? "" : ", " + times + " times");
    }
}
