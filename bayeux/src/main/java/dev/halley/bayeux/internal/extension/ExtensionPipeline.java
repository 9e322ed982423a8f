package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Extension;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.json.JsonCodec;
import dev.halley.wire.Headers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Leads the payloads of one client past its extensions: one at a time in each direction, in the order in which they
 * came, whatever transport they belong to. Serial context.
 */
public final class ExtensionPipeline {
    private final Walk.Surroundings aroundOutgoing;
    private final Walk.Surroundings aroundIncoming;
    private final List<Extension> outgoing;
    private final List<Extension> incoming;
    private final JsonCodec codec;
    private final Deque<Walk<OutgoingMessage>> outgoingWalks = new ArrayDeque<>();
    private final Deque<Walk<ReceivedMessage>> incomingWalks = new ArrayDeque<>();

    public ExtensionPipeline(
            Extensions extensions, SerialContext context, TimeSource time, Executor executor, JsonCodec codec) {
        this.outgoing = extensions.outgoing();
        this.incoming = extensions.incoming();
        this.codec = codec;
        // one executor for each direction: an extension that blocks on its way out must not hold what comes in
        this.aroundOutgoing = around(outgoingWalks, context, time, executor);
        this.aroundIncoming = around(incomingWalks, context, time, executor);
    }

    private <M> Walk.Surroundings around(
            Deque<Walk<M>> walks, SerialContext context, TimeSource time, Executor executor) {
        return new Walk.Surroundings(
                context,
                time,
                new OrderedExecutor(
                        executor,
                        refused -> context.execute(
                                () -> walks.stream().findFirst().ifPresent(walk -> walk.refused(refused)))),
                codec);
    }

    /** Whether anybody looks at outgoing payloads; else they need not come here. */
    public boolean looksAtOutgoing() {
        return !outgoing.isEmpty();
    }

    /** Whether anybody looks at incoming payloads; else they need not come here. */
    public boolean looksAtIncoming() {
        return !incoming.isEmpty();
    }

    /**
     * Leads what is to be written.
     *
     * @param withHeaders whether the headers that extensions give it are sent
     */
    public void outgoing(
            ConnectionType type,
            boolean withHeaders,
            List<OutgoingMessage> messages,
            Consumer<Passed<OutgoingMessage>> then) {
        Carrier carrier = new Carrier(type, true, withHeaders);
        lead(outgoingWalks, outgoing, carrier, Headers.empty(), Form.OUTGOING, messages, then);
    }

    public void incoming(
            ConnectionType type,
            Headers headers,
            List<ReceivedMessage> messages,
            Consumer<Passed<ReceivedMessage>> then) {
        Form<ReceivedMessage> form = Form.incoming(new MessageReader(codec, type.wireName()));
        Carrier carrier = new Carrier(type, false, type == ConnectionType.LONG_POLLING);
        lead(incomingWalks, incoming, carrier, headers, form, messages, then);
    }

    private <M> void lead(
            Deque<Walk<M>> walks,
            List<Extension> chain,
            Carrier carrier,
            Headers headers,
            Form<M> form,
            List<M> messages,
            Consumer<Passed<M>> then) {
        List<Content<M>> contents = new ArrayList<>();
        messages.forEach(message -> contents.add(new Content<>(form, message, null)));
        Walk.Surroundings around = carrier.outgoing() ? aroundOutgoing : aroundIncoming;
        walks.add(new Walk<>(around, chain, carrier, headers, contents, passed -> {
            walks.remove();
            Walk<M> next = walks.peek();
            if (next != null) {
                next.start();
            }
            then.accept(passed);
        }));
        if (walks.size() == 1) {
            walks.element().start();
        }
    }

    /** Calls no extension and nobody else any more. */
    public void close() {
        outgoingWalks.forEach(Walk::abandon);
        incomingWalks.forEach(Walk::abandon);
        outgoingWalks.clear();
        incomingWalks.clear();
    }
}
