package dev.halley.bayeux.internal.transport;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.internal.extension.ExtensionPipeline;
import dev.halley.bayeux.internal.extension.Passed;
import dev.halley.bayeux.internal.extension.Refusal;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the session where extensions look at what comes in: batches pass them one after another, and
 * whatever else the transports tell waits behind the batches that came before it. Serial context.
 */
public final class IncomingStage implements Transport.Listener {
    private static final int MAX_BATCHES = 4;
    private static final long MAX_CHARACTERS = 1 << 20;

    private final ExtensionPipeline extensions;
    private final Transport.Listener session;
    private final LongSupplier link;
    private final Consumer<ClientEvent> events;
    private final Consumer<Boolean> full;

    private final Deque<Item> waiting = new ArrayDeque<>();
    private int batches;
    private long characters;
    private boolean isFull;
    private boolean closed;

    /** A batch, or something told without one. */
    private record Item(@Nullable Arrived arrived, Runnable told) {}

    private record Arrived(MessageReader.Batch batch, long epoch, Transport.Origin origin, long size) {}

    /**
     * @param link the session's present link
     * @param full hears whether so much waits that nothing more should be read
     */
    public IncomingStage(
            ExtensionPipeline extensions,
            Transport.Listener session,
            LongSupplier link,
            Consumer<ClientEvent> events,
            Consumer<Boolean> full) {
        this.extensions = extensions;
        this.session = session;
        this.link = link;
        this.events = events;
        this.full = full;
    }

    @Override
    public void onBatch(MessageReader.Batch batch, long epoch, Transport.Origin origin) {
        long size = 0;
        for (ReceivedMessage message : batch.messages()) {
            size += message.size();
        }
        batches++;
        characters += size;
        add(new Item(new Arrived(batch, epoch, origin, size), () -> {}));
        checkFull();
    }

    @Override
    public void onBatch(MessageReader.Batch batch, long epoch) {
        throw new IllegalStateException("onBatch: without its origin (expected: a transport that names it)");
    }

    @Override
    public void onLinkGone(HalleyException cause) {
        long gone = link.getAsLong();
        tell(() -> {
            // a reply that waited in front may have moved the session on: then only what was on its way is missing
            if (link.getAsLong() == gone) {
                session.onLinkGone(cause);
            } else {
                session.onReplyLost(cause, false);
            }
        });
    }

    @Override
    public void onWritten(OutgoingMessage message) {
        tell(() -> session.onWritten(message));
    }

    @Override
    public void onAsking(long number) {
        tell(() -> session.onAsking(number));
    }

    @Override
    public void onAsked(long number) {
        tell(() -> session.onAsked(number));
    }

    @Override
    public void onSocketLeft() {
        tell(session::onSocketLeft);
    }

    @Override
    public void onReplyLost(HalleyException cause, boolean late) {
        tell(() -> session.onReplyLost(cause, late));
    }

    @Override
    public void onFailed(OutgoingMessage message, HalleyException failure) {
        tell(() -> session.onFailed(message, failure));
    }

    private void tell(Runnable told) {
        if (waiting.isEmpty()) {
            told.run();
        } else {
            waiting.add(new Item(null, told));
        }
    }

    private void add(Item item) {
        waiting.add(item);
        if (waiting.size() == 1) {
            begin();
        }
    }

    /** Tells what is first until it is a batch, which goes to the extensions. */
    private void begin() {
        for (Item first = waiting.peek(); first != null; first = waiting.peek()) {
            Arrived arrived = first.arrived();
            if (arrived != null) {
                extensions.incoming(
                        arrived.origin().type(),
                        arrived.origin().headers(),
                        arrived.batch().messages(),
                        passed -> passed(arrived, passed));
                return;
            }
            waiting.remove();
            first.told().run();
        }
    }

    private void passed(Arrived arrived, Passed<ReceivedMessage> passed) {
        if (closed) {
            return;
        }
        waiting.remove();
        batches--;
        characters -= arrived.size();
        passed.failures()
                .forEach(failure -> events.accept(new ClientEvent.HandlerFailed(failure.scope(), failure.cause())));
        session.onBatch(received(arrived.batch(), passed), arrived.epoch());
        passed.refused().forEach(this::withheld);
        begin();
        checkFull();
    }

    /** What passed, and in its place what did not: the server counts that as well. */
    private static MessageReader.Batch received(MessageReader.Batch arrived, Passed<ReceivedMessage> passed) {
        Set<ReceivedMessage> refused = new HashSet<>();
        passed.refused().forEach(refusal -> refused.add(refusal.message()));
        if (refused.isEmpty()) {
            return new MessageReader.Batch(passed.messages(), arrived.unusable(), arrived.late(), refused);
        }
        List<ReceivedMessage> all = new ArrayList<>();
        Iterator<ReceivedMessage> left = passed.messages().iterator();
        for (ReceivedMessage message : arrived.messages()) {
            if (!refused.contains(message)) {
                all.add(left.next());
            } else if (message.hasData() && !message.isReply() && !Channels.isMeta(message.channel())) {
                all.add(message);
            }
        }
        return new MessageReader.Batch(all, arrived.unusable(), arrived.late(), refused);
    }

    /** A reply that an extension withheld never comes, so whoever waits for it hears of that now. */
    private void withheld(Refusal<ReceivedMessage> refusal) {
        ReceivedMessage message = refusal.message();
        boolean meta = Channels.isMeta(message.channel());
        if (!meta && !message.isReply()) {
            return;
        }
        HalleyException why = meta
                ? refusal.why()
                : new UnconfirmedException(
                        refusal.why().getMessage() + "; the server may have processed the message",
                        ConnectionException.Details.NONE,
                        refusal.why());
        session.onFailed(OutgoingMessage.repliedTo(message.channel(), message.id()), why);
    }

    private void checkFull() {
        boolean now = isFull
                ? batches > MAX_BATCHES / 2 || characters > MAX_CHARACTERS / 2
                : batches > MAX_BATCHES || characters > MAX_CHARACTERS;
        if (now != isFull && !closed) {
            isFull = now;
            full.accept(now);
        }
    }

    /** The session hears nothing more; data that did not get through is reported as dropped. */
    public void close() {
        closed = true;
        Map<String, Long> dropped = new LinkedHashMap<>();
        for (Item item : waiting) {
            if (item.arrived() != null) {
                for (ReceivedMessage message : item.arrived().batch().messages()) {
                    if (message.hasData() && !message.isReply()) {
                        dropped.merge(message.channel(), 1L, Long::sum);
                    }
                }
            }
        }
        waiting.clear();
        dropped.forEach((channel, count) ->
                events.accept(new ClientEvent.Dropped(channel, count, ClientEvent.DropReason.DISCARDED)));
    }
}
