package dev.halley.bayeux.internal.dispatch;

import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.delivery.StreamQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands received messages to the queues of those who want them: to each matching handler once, and to the client's one
 * stream when no handler matched or the stream was asked for. One hand-over per queue and batch. Serial context.
 */
public final class Deliveries {
    private final Subscriptions subscriptions;
    private final Positions positions;
    private final StreamQueue<BayeuxMessage> stream;
    private final List<HandlerQueue<ReceivedMessage>> touched = new ArrayList<>();
    private boolean streamTouched;

    public Deliveries(Subscriptions subscriptions, Positions positions, StreamQueue<BayeuxMessage> stream) {
        this.subscriptions = subscriptions;
        this.positions = positions;
        this.stream = stream;
        subscriptions.deliveries(message -> {
            deliver(message, false);
            flush();
        });
    }

    /**
     * Hands a message over.
     *
     * @param queued whether the server keeps it until it is acknowledged
     */
    public void deliver(ReceivedMessage received, boolean queued) {
        SubscriptionTable.Match match = subscriptions.match(received.channel());
        if (match.queues().isEmpty() && subscriptions.keeps(received)) {
            // in the order of its coming, which the server counts by
            subscriptions.keep(positions.keep(received, queued));
            return;
        }
        match.seen();
        // a stream that nobody asked for keeps messages which may never be taken
        boolean awaited = match.stream() && stream.isAttached();
        int consumers = match.queues().size() + (awaited ? 1 : 0);
        ReceivedMessage message = positions.accept(received, queued, consumers);
        hand(message, match);
        if (match.stream()) {
            stream.add(awaited ? message : received, DeliveryLimits.weight(message.size()));
            streamTouched = true;
        }
    }

    /** A meta message, which only listeners hear. */
    public void listen(ReceivedMessage message) {
        if (subscriptions.hasListeners()) {
            hand(message, subscriptions.match(message.channel()));
        }
    }

    private void hand(ReceivedMessage message, SubscriptionTable.Match match) {
        List<HandlerQueue<ReceivedMessage>> queues = match.queues();
        for (int i = 0; i < queues.size(); i++) {
            HandlerQueue<ReceivedMessage> queue = queues.get(i);
            queue.add(message, DeliveryLimits.weight(message.size()));
            if (!touched.contains(queue)) {
                touched.add(queue);
            }
        }
    }

    /** The batch is complete. */
    public void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flush();
        }
        touched.clear();
        if (streamTouched) {
            streamTouched = false;
            stream.flush();
        }
    }
}
