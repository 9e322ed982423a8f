package dev.halley.bayeux.internal.transport;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.extension.ExtensionPipeline;
import dev.halley.bayeux.internal.extension.Passed;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one transport: control messages one by one, requests in batches. Where extensions look at
 * what is sent, one batch of each kind is with them, and the next is made up when that one was written. Serial context.
 */
final class Outbox {
    private final ConnectionType type;
    private final ExtensionPipeline extensions;
    private final BiConsumer<OutgoingMessage, HalleyException> failed;
    private final Runnable ready;

    private final Lane control;
    private final Lane requests;
    private boolean held = true;

    /** Messages to write at once, with the headers that extensions gave them. */
    record Batch(List<SendQueue.Entry> entries, Headers headers) {
        static final Batch NONE = new Batch(List.of(), Headers.empty());

        boolean isEmpty() {
            return entries.isEmpty();
        }

        List<OutgoingMessage> messages() {
            return SendQueue.messages(entries);
        }
    }

    /**
     * @param batchBytes how much goes into one request or frame
     * @param failed hears of what an extension did not let pass
     * @param ready is called when something came back from the extensions
     */
    Outbox(
            ConnectionType type,
            ExtensionPipeline extensions,
            int batchBytes,
            BiConsumer<OutgoingMessage, HalleyException> failed,
            Runnable ready) {
        this.type = type;
        this.extensions = extensions;
        this.failed = failed;
        this.ready = ready;
        this.control = new Lane(true, batchBytes);
        this.requests = new Lane(false, batchBytes);
    }

    static boolean isControl(OutgoingMessage message) {
        return message.isHandshake() || message.isConnect() || message.isDisconnect();
    }

    void add(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        (isControl(message) ? control : requests).queue.add(new SendQueue.Entry(message, timeout, replyExpected));
    }

    /** Requests wait while there is no session (P02), those that the extensions have seen as well. */
    void hold(boolean on) {
        held = on;
    }

    /** Whether a control message can be written now; brings it to the extensions otherwise. */
    boolean hasControl() {
        return control.isReady();
    }

    /** The headers of the control message that is next. */
    Headers controlHeaders() {
        return control.passing == null ? Headers.empty() : control.passing.headers;
    }

    Batch takeControl() {
        return control.isReady() ? control.take() : Batch.NONE;
    }

    Batch takeRequests() {
        return !held && requests.isReady() ? requests.take() : Batch.NONE;
    }

    /** Takes a message back; false when it is unknown, or was written. */
    boolean withdraw(String id) {
        return requests.withdraw(id) || control.withdraw(id);
    }

    boolean hasRequests() {
        return !requests.isEmpty();
    }

    boolean isEmpty() {
        return requests.isEmpty() && control.isEmpty();
    }

    List<SendQueue.Entry> takeAllRequests() {
        return requests.takeAll();
    }

    /** Whatever an extension still answers for them is ignored. */
    List<SendQueue.Entry> takeAllControl() {
        return control.takeAll();
    }

    /** Messages of one kind. */
    private final class Lane {
        private final boolean single;
        private final SendQueue queue;
        private @Nullable Passing passing;

        Lane(boolean single, int batchBytes) {
            this.single = single;
            this.queue = new SendQueue(batchBytes);
        }

        boolean isReady() {
            if (passing == null && !queue.isEmpty()) {
                if (!extensions.looksAtOutgoing()) {
                    return true;
                }
                Passing next = new Passing(new ArrayList<>(next()));
                passing = next;
                extensions.outgoing(type, SendQueue.messages(next.entries), passed -> passed(next, passed));
            }
            return passing != null && passing.through;
        }

        boolean isEmpty() {
            return passing == null && queue.isEmpty();
        }

        private List<SendQueue.Entry> next() {
            return single ? List.of(queue.take()) : queue.takeBatch();
        }

        Batch take() {
            Passing through = passing;
            passing = null;
            return through == null ? new Batch(next(), Headers.empty()) : new Batch(through.entries, through.headers);
        }

        private void passed(Passing back, Passed<OutgoingMessage> passed) {
            if (passing != back) {
                return;
            }
            Map<String, SendQueue.Entry> waiting = new HashMap<>();
            back.entries.forEach(entry -> waiting.put(entry.message().id(), entry));
            back.entries.clear();
            for (OutgoingMessage message : passed.messages()) {
                SendQueue.Entry entry = waiting.get(message.id());
                if (entry != null) {
                    back.entries.add(entry.with(message));
                }
            }
            back.headers = passed.headers();
            back.through = true;
            if (back.entries.isEmpty()) {
                passing = null;
            }
            passed.refused().forEach(refusal -> {
                if (waiting.containsKey(refusal.message().id())) {
                    failed.accept(refusal.message(), refusal.why());
                }
            });
            ready.run();
        }

        boolean withdraw(String id) {
            if (queue.withdraw(id)) {
                return true;
            }
            if (passing == null
                    || !passing.entries.removeIf(entry -> entry.message().id().equals(id))) {
                return false;
            }
            if (passing.through && passing.entries.isEmpty()) {
                passing = null;
            }
            return true;
        }

        List<SendQueue.Entry> takeAll() {
            List<SendQueue.Entry> all = new ArrayList<>();
            if (passing != null) {
                all.addAll(passing.entries);
                passing = null;
            }
            all.addAll(queue.takeAll());
            return all;
        }
    }

    /** A batch that is with the extensions, or came back and was not written yet. */
    private static final class Passing {
        private final List<SendQueue.Entry> entries;
        private Headers headers = Headers.empty();
        private boolean through;

        Passing(List<SendQueue.Entry> entries) {
            this.entries = entries;
        }
    }
}
