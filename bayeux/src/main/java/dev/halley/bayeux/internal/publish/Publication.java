package dev.halley.bayeux.internal.publish;

import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One publish or call, from the application's call to its end, whose outcome it is. */
public final class Publication extends CompletableFuture<BayeuxMessage> {
    private final String channel;
    private final String json;
    private final PublishOptions options;
    private final boolean call;
    private final @Nullable Duration deadline;

    // serial context
    /** The place in the order of the calls. */
    long number;
    /** The last attempt. */
    @Nullable OutgoingMessage message;
    /** How many attempts were spent. */
    int attempts;
    /** Whether an attempt was written and its outcome is unknown. */
    boolean perhapsProcessed;
    /** Whether it may be sent as soon as there is a connection. */
    boolean ready = true;

    /** Whether it waits for new credentials. */
    boolean renewing;

    /** P72: once. */
    boolean sentToNewSession;

    boolean sentWithNewCredentials;
    private boolean over;
    private TimeSource.@Nullable Timer deadlineTimer;
    private TimeSource.@Nullable Timer waitTimer;
    private TimeSource.@Nullable Timer patienceTimer;

    private Publication(
            String channel, String json, PublishOptions options, boolean call, @Nullable Duration deadline) {
        this.channel = channel;
        this.json = json;
        this.options = options;
        this.call = call;
        this.deadline = deadline;
    }

    public static Publication publish(String channel, String json, PublishOptions options) {
        return new Publication(channel, json, options, false, options.deadline().orElse(null));
    }

    /** Waits for the answer of a service, not for the reply alone. */
    public static Publication call(String channel, String json, Duration timeout) {
        return new Publication(channel, json, PublishOptions.defaults(), true, timeout);
    }

    /** To which it goes. */
    public String channel() {
        return channel;
    }

    PublishOptions options() {
        return options;
    }

    boolean isCall() {
        return call;
    }

    /** The message of the attempt that is on its way. */
    OutgoingMessage sent() {
        return Objects.requireNonNull(message, "nothing was sent yet");
    }

    String id() {
        return sent().id();
    }

    int length() {
        return json.length();
    }

    boolean mayWaitOffline() {
        return options.whileOffline() == PublishOptions.WhileOffline.QUEUE;
    }

    boolean hasAttemptsLeft() {
        return attempts < options.attempts();
    }

    /** P32: each attempt has an id of its own; P52. */
    OutgoingMessage nextAttempt(String id) {
        OutgoingMessage plain = OutgoingMessage.publish(id, channel, json);
        String key = options.idempotencyKey().orElse(null);
        OutgoingMessage next = key == null ? plain : plain.withExt("idempotencyKey", key);
        message = next;
        stopWaiting();
        return next;
    }

    @Nullable Duration deadline() {
        return deadline;
    }

    OperationTimeoutException late(Duration limit) {
        return new OperationTimeoutException(
                call
                        ? "call " + channel + ": no answer within " + limit.toMillis() + " ms"
                        : "publish to " + channel + ": not confirmed within " + limit.toMillis() + " ms",
                null);
    }

    void deadlineTimer(TimeSource.Timer timer) {
        deadlineTimer = timer;
    }

    void waitTimer(TimeSource.Timer timer) {
        waitTimer = timer;
    }

    void patienceTimer(TimeSource.Timer timer) {
        patienceTimer = timer;
    }

    private void stopWaiting() {
        stop(waitTimer);
        stop(patienceTimer);
        waitTimer = null;
        patienceTimer = null;
    }

    private static void stop(TimeSource.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    void confirmed(BayeuxMessage reply) {
        over();
        complete(reply);
    }

    void failed(Throwable failure) {
        over();
        completeExceptionally(failure);
    }

    /** Whether it was ended in the context; a cancelled one is not until then. */
    boolean isOver() {
        return over;
    }

    private void over() {
        over = true;
        stopWaiting();
        stop(deadlineTimer);
    }

    /** The message on its way, or the channel; the payload may be a secret. */
    @Override
    public String toString() {
        OutgoingMessage last = message;
        return last == null ? "the message to " + channel : last.toString();
    }
}
