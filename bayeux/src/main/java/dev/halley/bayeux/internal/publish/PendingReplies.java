package dev.halley.bayeux.internal.publish;

import dev.halley.HalleyException;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.transport.Replies;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests that wait for their reply, and calls that wait for their answer. Serial context. */
final class PendingReplies {
    private final Map<String, Publication> byId = new LinkedHashMap<>();
    private final Map<String, Publication> calls = new LinkedHashMap<>();

    void add(Publication pending) {
        byId.put(pending.id(), pending);
        if (pending.isCall()) {
            calls.put(pending.id(), pending);
        }
    }

    /** Forgets the request of a message that failed; P34; the caller ends its future. */
    @Nullable Publication remove(OutgoingMessage failed) {
        if (failed.knownId() != null) {
            return remove(failed.id());
        }
        Publication oldest = oldest(failed.channel());
        return oldest == null ? null : remove(oldest.id());
    }

    /** Forgets a request; the caller ends its future. */
    @Nullable Publication remove(String id) {
        Publication waiting = byId.remove(id);
        Publication call = calls.remove(id);
        return waiting == null ? call : waiting;
    }

    boolean isEmpty() {
        return byId.isEmpty() && calls.isEmpty();
    }

    /** The requests that wait for their reply, oldest first. */
    List<Publication> unanswered() {
        return List.copyOf(byId.values());
    }

    /** Whether the request waits for its reply: it may be in the transport's hands. */
    boolean isUnanswered(String id) {
        return byId.containsKey(id);
    }

    /**
     * Takes a message that answers a request.
     *
     * @param refused gets a request whose reply is not successful, already forgotten; it ends the future
     * @return whether the message is a reply or an answer, and so for nobody else
     */
    boolean take(ReceivedMessage message, Consumer<Publication> refused) {
        Publication pending = replied(message);
        if (pending == null) {
            return answered(message);
        }
        byId.remove(pending.id());
        if (!message.isSuccessful()) {
            calls.remove(pending.id());
            refused.accept(pending);
        } else if (!pending.isCall() || message.hasData()) {
            calls.remove(pending.id());
            pending.confirmed(message);
        }
        return true;
    }

    /** Whether a message beside the meta channels can be a reply or an answer at all; an event hardly ever can. */
    boolean mayTake(ReceivedMessage message) {
        return message.isReply() || !calls.isEmpty();
    }

    private @Nullable Publication replied(ReceivedMessage message) {
        String id = message.id();
        if (id != null) {
            Publication pending = byId.get(id);
            return pending != null && Replies.answers(message, pending.sent(), false) ? pending : null;
        }
        if (!message.isReply()) {
            return null;
        }
        return oldest(message.channel());
    }

    // P34: old servers give replies no id
    private @Nullable Publication oldest(String channel) {
        for (Publication pending : byId.values()) {
            if (pending.channel().equals(channel)) {
                return pending;
            }
        }
        return null;
    }

    private boolean answered(ReceivedMessage message) {
        if (calls.isEmpty() || !message.hasData()) {
            return false;
        }
        Publication call = message.id() == null ? firstCall(message.channel()) : calls.get(message.id());
        if (call == null || !call.channel().equals(message.channel())) {
            return false;
        }
        byId.remove(call.id());
        calls.remove(call.id());
        call.confirmed(message);
        return true;
    }

    private @Nullable Publication firstCall(String channel) {
        for (Publication call : calls.values()) {
            if (call.channel().equals(channel)) {
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
    void takeAll(BiConsumer<Publication, Boolean> each) {
        Map<String, Publication> unanswered = new LinkedHashMap<>(byId);
        Map<String, Publication> all = new LinkedHashMap<>(byId);
        all.putAll(calls);
        byId.clear();
        calls.clear();
        all.forEach((id, pending) -> each.accept(pending, unanswered.containsKey(id)));
    }

    /** Ends the calls whose request was confirmed and whose answer can't come any more. */
    void failConfirmedCalls(HalleyException cause) {
        for (Iterator<Publication> all = calls.values().iterator(); all.hasNext(); ) {
            Publication call = all.next();
            if (!byId.containsKey(call.id())) {
                all.remove();
                call.failed(cause);
            }
        }
    }
}
