package dev.halley.bayeux;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one message is published. Immutable: each method that sets something returns a changed copy, so
 * {@code PublishOptions.defaults().attempts(3).whileOffline(WhileOffline.QUEUE)}. A client's own defaults are set by
 * {@link BayeuxClientBuilder#publishDefaults}.
 */
public final class PublishOptions {
    private static final PublishOptions DEFAULTS = new PublishOptions(null, 1, true, null, WhileOffline.FAIL, true);

    private final @Nullable Duration deadline;
    private final int attempts;
    private final boolean ordered;
    private final @Nullable String idempotencyKey;
    private final WhileOffline whileOffline;
    private final boolean replyExpected;

    /** What happens to a message while the client has no connection. */
    public enum WhileOffline {
        /** It fails at once, and nothing was sent. */
        FAIL,
        /**
         * It waits in memory for the connection, at most {@link BayeuxClientBuilder#maxOfflineCount} of them, until its
         * deadline or the client's end.
         */
        QUEUE
    }

    private PublishOptions(
            @Nullable Duration deadline,
            int attempts,
            boolean ordered,
            @Nullable String idempotencyKey,
            WhileOffline whileOffline,
            boolean replyExpected) {
        this.deadline = deadline;
        this.attempts = attempts;
        this.ordered = ordered;
        this.idempotencyKey = idempotencyKey;
        this.whileOffline = whileOffline;
        this.replyExpected = replyExpected;
    }

    /**
     * One attempt, in order, no deadline of its own, fails at once without a connection.
     *
     * @return the defaults
     */
    public static PublishOptions defaults() {
        return DEFAULTS;
    }

    /**
     * When to give the message up, from the call on, waiting and all attempts included. It then ends with
     * {@link dev.halley.OperationTimeoutException}.
     *
     * @param deadline more than zero, or null for none: each attempt then has the client's request timeout
     * @return a copy; default none
     * @throws IllegalArgumentException if it is not more than zero
     */
    public PublishOptions deadline(@Nullable Duration deadline) {
        if (deadline != null && (deadline.isNegative() || deadline.isZero())) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
        }
        return new PublishOptions(deadline, attempts, ordered, idempotencyKey, whileOffline, replyExpected);
    }

    /**
     * How often the message may be sent, the first time included. With more than one it is sent again when it was
     * written and its confirmation did not come, so <b>the server may process it twice</b>: give it an
     * {@link #idempotencyKey}. A message that the server certainly did not process is sent again without counting: when
     * it was not written and may wait, once after a new session when the server did not know the old one, and once after
     * new credentials. A refusal is never a reason to send again.
     *
     * @param attempts 1 or more
     * @return a copy; default 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public PublishOptions attempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
        }
        return new PublishOptions(deadline, attempts, ordered, idempotencyKey, whileOffline, replyExpected);
    }

    /**
     * Whether the message keeps its place among the others that do, in the order of the calls: while one of them waits to
     * be sent again, later ones are not sent. Those that were on their way already are not called back.
     *
     * @param ordered false to let it overtake and be overtaken
     * @return a copy; default true
     */
    public PublishOptions ordered(boolean ordered) {
        return new PublishOptions(deadline, attempts, ordered, idempotencyKey, whileOffline, replyExpected);
    }

    /**
     * A key by which the server's application can tell a message that it got twice. It travels as
     * {@code ext.idempotencyKey}, the same with each attempt; servers themselves ignore it.
     *
     * @param key any text, or null for none
     * @return a copy; default none
     */
    public PublishOptions idempotencyKey(@Nullable String key) {
        return new PublishOptions(deadline, attempts, ordered, key, whileOffline, replyExpected);
    }

    /**
     * What happens while the client has no connection. A message that waits to be sent again although this is
     * {@link WhileOffline#FAIL} waits for the client's request timeout at most.
     *
     * @param whileOffline fail or queue
     * @return a copy; default {@link WhileOffline#FAIL}
     */
    public PublishOptions whileOffline(WhileOffline whileOffline) {
        return new PublishOptions(
                deadline,
                attempts,
                ordered,
                idempotencyKey,
                Objects.requireNonNull(whileOffline, "whileOffline"),
                replyExpected);
    }

    /**
     * Expects no reply, for servers that never confirm a publish (P53). The call then ends as soon as the message was
     * handed to the connection, and gets a stand-in for the reply that has the channel and the id only. Whether the
     * server got the message is not known, and not reported.
     *
     * @return a copy; default: a reply is expected
     */
    public PublishOptions noReplyExpected() {
        return new PublishOptions(deadline, attempts, ordered, idempotencyKey, whileOffline, false);
    }

    /**
     * When the message is given up.
     *
     * @return the deadline from the call on, if there is one
     */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /**
     * How often the message may be sent.
     *
     * @return 1 or more
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Whether the message keeps its place.
     *
     * @return whether it does
     */
    public boolean isOrdered() {
        return ordered;
    }

    /**
     * The key by which the server's application can tell a message that it got twice.
     *
     * @return the key, if there is one
     */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /**
     * What happens while the client has no connection.
     *
     * @return fail or queue
     */
    public WhileOffline whileOffline() {
        return whileOffline;
    }

    /**
     * Whether the server's reply is waited for.
     *
     * @return false after {@link #noReplyExpected()}
     */
    public boolean isReplyExpected() {
        return replyExpected;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublishOptions that
                && Objects.equals(deadline, that.deadline)
                && attempts == that.attempts
                && ordered == that.ordered
                && Objects.equals(idempotencyKey, that.idempotencyKey)
                && whileOffline == that.whileOffline
                && replyExpected == that.replyExpected;
    }

    @Override
    public int hashCode() {
        return Objects.hash(deadline, attempts, ordered, idempotencyKey, whileOffline, replyExpected);
    }

    @Override
    public String toString() {
        return "PublishOptions[deadline=" + deadline + ", attempts=" + attempts + ", ordered=" + ordered
                + ", idempotencyKey=" + idempotencyKey + ", whileOffline=" + whileOffline + ", replyExpected="
                + replyExpected + "]";
    }
}
