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
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads the payloads of one client past its extensions: one at a time in each direction, in the order in which they
 * came, whatever transport they belong to. Serial context.
 */
public final class ExtensionPipeline {
    private final JsonCodec codec;
    private final @Nullable Direction<OutgoingMessage> outgoing;
    private final @Nullable Direction<ReceivedMessage> incoming;

    public ExtensionPipeline(
            Extensions extensions, SerialContext context, TimeSource time, Executor executor, JsonCodec codec) {
        this.codec = codec;
        this.outgoing = direction(extensions.outgoing(), context, time, executor, codec);
        this.incoming = direction(extensions.incoming(), context, time, executor, codec);
    }

    private static <M> @Nullable Direction<M> direction(
            List<Extension> chain, SerialContext context, TimeSource time, Executor executor, JsonCodec codec) {
        return chain.isEmpty() ? null : new Direction<>(chain, context, time, executor, codec);
    }

    /** Whether anybody looks at outgoing payloads; else they must not come here. */
    public boolean looksAtOutgoing() {
        return outgoing != null;
    }

    /** Whether anybody looks at incoming payloads; else they must not come here. */
    public boolean looksAtIncoming() {
        return incoming != null;
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
        Objects.requireNonNull(outgoing, "outgoing").lead(carrier, Headers.empty(), Form.OUTGOING, messages, then);
    }

    public void incoming(
            ConnectionType type,
            Headers headers,
            List<ReceivedMessage> messages,
            Consumer<Passed<ReceivedMessage>> then) {
        Form<ReceivedMessage> form = Form.incoming(new MessageReader(codec, type.wireName()));
        Carrier carrier = new Carrier(type, false, type == ConnectionType.LONG_POLLING);
        Objects.requireNonNull(incoming, "incoming").lead(carrier, headers, form, messages, then);
    }

    /** Calls no extension and nobody else any more. */
    public void close() {
        if (outgoing != null) {
            outgoing.close();
        }
        if (incoming != null) {
            incoming.close();
        }
    }

    /** One direction that somebody looks at. */
    private static final class Direction<M> {
        private final List<Extension> chain;
        private final Walk.Surroundings around;
        private final Deque<Walk<M>> walks = new ArrayDeque<>();

        Direction(List<Extension> chain, SerialContext context, TimeSource time, Executor executor, JsonCodec codec) {
            this.chain = chain;
            // one executor for each direction: an extension that blocks on its way out must not hold what comes in
            OrderedExecutor ordered = new OrderedExecutor(executor, refused -> context.execute(() -> refuse(refused)));
            this.around = new Walk.Surroundings(context, time, ordered, codec);
        }

        private void refuse(Throwable refused) {
            Walk<M> first = walks.peek();
            if (first != null) {
                first.refused(refused);
            }
        }

        void lead(Carrier carrier, Headers headers, Form<M> form, List<M> messages, Consumer<Passed<M>> then) {
            List<Content<M>> contents = new ArrayList<>();
            messages.forEach(message -> contents.add(new Content<>(form, message, null)));
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

        void close() {
            walks.forEach(Walk::abandon);
            walks.clear();
        }
    }
}
