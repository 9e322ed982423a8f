package dev.halley.bayeux.internal.transport;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.extension.ExtensionPipeline;
import dev.halley.bayeux.internal.extension.Passed;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one transport: control messages one by one, requests in batches. Where extensions look at
 * what is sent, one batch of each kind is with them, and the next is made up when that one was written. Serial context.
 */
final class Outbox {
    /** How long a disconnect waits for what was published before it. */
    private static final long GOODBYE_NANOS = 1_000_000_000;

    private final ConnectionType type;
    private final SerialContext context;
    private final ExtensionPipeline extensions;
    private final BooleanSupplier withHeaders;
    private final BiConsumer<OutgoingMessage, HalleyException> failed;
    private final Runnable ready;

    private final Lane control;
    private final Lane requests;
    private boolean held = true;
    private boolean patient = true;
    /** Runs while a disconnect waits; null when none does, or it waits no longer. */
    private TimeSource.@Nullable Timer goodbye;

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
     * @param withHeaders whether the headers of what is written now are sent
     * @param failed hears of what an extension did not let pass
     * @param ready is called when something came back from the extensions
     */
    Outbox(
            ConnectionType type,
            TransportContext client,
            BooleanSupplier withHeaders,
            BiConsumer<OutgoingMessage, HalleyException> failed,
            Runnable ready) {
        this.type = type;
        this.context = client.context();
        this.extensions = client.extensions();
        this.withHeaders = withHeaders;
        this.failed = failed;
        this.ready = ready;
        this.control = new Lane(true, client.batchBytes());
        this.requests = new Lane(false, client.batchBytes());
    }

    static boolean isControl(OutgoingMessage message) {
        return message.isHandshake() || message.isConnect() || message.isDisconnect();
    }

    void add(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        if (patient && message.isDisconnect()) {
            goodbye = context.schedule(GOODBYE_NANOS, () -> {
                goodbye = null;
                ready.run();
            });
        }
        (isControl(message) ? control : requests).queue.add(new SendQueue.Entry(message, timeout, replyExpected));
    }

    /** Requests wait while there is no session (P02), those that the extensions have seen as well. */
    void hold(boolean on) {
        held = on;
    }

    /** A disconnect waits for nothing. */
    void hurry() {
        patient = false;
        forgetGoodbye();
    }

    /** Whether a control message can be written now; brings it to the extensions otherwise. */
    boolean hasControl() {
        return control.isReady();
    }

    /** The headers of the control message that is next. */
    Headers controlHeaders() {
        return control.passing == null ? Headers.empty() : control.passing.headers;
    }

    /**
     * The next control message.
     *
     * @param busy whether a request is on its way that a control message could overtake
     */
    Batch takeControl(boolean busy) {
        if (goodbye != null && control.isDisconnect()) {
            // the session ends with it, and so what was published before it comes first
            if (busy || !held && hasRequests()) {
                return Batch.NONE;
            }
        }
        if (!control.isReady()) {
            return Batch.NONE;
        }
        Batch next = control.take();
        if (next.messages().get(0).isDisconnect()) {
            forgetGoodbye();
        }
        return next;
    }

    private void forgetGoodbye() {
        if (goodbye != null) {
            goodbye.cancel();
            goodbye = null;
        }
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
        forgetGoodbye();
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
                extensions.outgoing(
                        type,
                        withHeaders.getAsBoolean(),
                        SendQueue.messages(next.entries),
                        passed -> passed(next, passed));
            }
            return passing != null && passing.through;
        }

        boolean isEmpty() {
            return passing == null && queue.isEmpty();
        }

        boolean isDisconnect() {
            SendQueue.Entry next =
                    passing == null ? queue.peek() : passing.entries.isEmpty() ? null : passing.entries.get(0);
            return next != null && next.message().isDisconnect();
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
