package dev.halley.bayeux.internal.dispatch;

import dev.halley.HalleyException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.transport.Replies;
import dev.halley.internal.loop.TimeSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests that wait for their reply, and calls that wait for their answer. Serial context. */
public final class PendingReplies {
    private final Map<String, Pending> byId = new LinkedHashMap<>();
    private final Map<String, Pending> calls = new LinkedHashMap<>();

    /** One request. */
    public static final class Pending {
        private final OutgoingMessage message;
        private final boolean call;
        private final CompletableFuture<BayeuxMessage> future;
        private TimeSource.@Nullable Timer timer;

        /**
         * @param call whether the reply is not enough, and the answer of a service is waited for
         */
        public Pending(OutgoingMessage message, boolean call, CompletableFuture<BayeuxMessage> future) {
            this.message = message;
            this.call = call;
            this.future = future;
        }

        public OutgoingMessage message() {
            return message;
        }

        public void timer(TimeSource.Timer timer) {
            this.timer = timer;
        }

        public void fail(Throwable failure) {
            stopTimer();
            future.completeExceptionally(failure);
        }

        private void complete(BayeuxMessage reply) {
            stopTimer();
            future.complete(reply);
        }

        private void stopTimer() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    public void add(Pending pending) {
        byId.put(pending.message.id(), pending);
        if (pending.call) {
            calls.put(pending.message.id(), pending);
        }
    }

    /** Forgets a request; the caller ends its future. */
    public @Nullable Pending remove(String id) {
        Pending waiting = byId.remove(id);
        Pending call = calls.remove(id);
        return waiting == null ? call : waiting;
    }

    public boolean isEmpty() {
        return byId.isEmpty() && calls.isEmpty();
    }

    /** Whether the request waits for its reply: it may be in the transport's hands. */
    public boolean isUnanswered(String id) {
        return byId.containsKey(id);
    }

    /**
     * Takes a message that answers a request.
     *
     * @param refused gets a request whose reply is not successful, already forgotten; it ends the future
     * @return whether the message is a reply or an answer, and so for nobody else
     */
    public boolean take(ReceivedMessage message, Consumer<Pending> refused) {
        Pending pending = replied(message);
        if (pending == null) {
            return answered(message);
        }
        byId.remove(pending.message.id());
        if (!message.isSuccessful()) {
            calls.remove(pending.message.id());
            refused.accept(pending);
        } else if (!pending.call || message.hasData()) {
            calls.remove(pending.message.id());
            pending.complete(message);
        }
        return true;
    }

    private @Nullable Pending replied(ReceivedMessage message) {
        String id = message.id();
        if (id != null) {
            Pending pending = byId.get(id);
            return pending != null && Replies.answers(message, pending.message, false) ? pending : null;
        }
        if (!message.isReply()) {
            return null;
        }
        // P34: old servers give replies no id
        for (Pending pending : byId.values()) {
            if (pending.message.channel().equals(message.channel())) {
                return pending;
            }
        }
        return null;
    }

    private boolean answered(ReceivedMessage message) {
        if (calls.isEmpty() || !message.hasData()) {
            return false;
        }
        Pending call = message.id() == null ? firstCall(message.channel()) : calls.get(message.id());
        if (call == null || !call.message.channel().equals(message.channel())) {
            return false;
        }
        byId.remove(call.message.id());
        calls.remove(call.message.id());
        call.complete(message);
        return true;
    }

    private @Nullable Pending firstCall(String channel) {
        for (Pending call : calls.values()) {
            if (call.message.channel().equals(channel)) {
                return call;
            }
        }
        return null;
    }

    /**
     * Forgets everything that waits.
     *
     * @param each gets each request, and whether it has no reply yet; it ends the future
     */
    public void takeAll(BiConsumer<Pending, Boolean> each) {
        Map<String, Pending> unanswered = new LinkedHashMap<>(byId);
        Map<String, Pending> all = new LinkedHashMap<>(byId);
        all.putAll(calls);
        byId.clear();
        calls.clear();
        all.forEach((id, pending) -> each.accept(pending, unanswered.containsKey(id)));
    }

    /** Ends the calls whose request was confirmed and whose answer can't come any more. */
    public void failConfirmedCalls(HalleyException cause) {
        for (Iterator<Pending> all = calls.values().iterator(); all.hasNext(); ) {
            Pending call = all.next();
            if (!byId.containsKey(call.message.id())) {
                all.remove();
                call.fail(cause);
            }
        }
    }
}
