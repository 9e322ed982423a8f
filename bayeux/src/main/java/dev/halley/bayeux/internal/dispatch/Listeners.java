package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.loop.Stages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Local listeners: the server does not know of them, and they outlive sessions and closes. Serial context. */
final class Listeners {
    private final BiFunction<String, MessageHandler, HandlerQueue<ReceivedMessage>> queues;
    private final Map<String, List<Listener>> byChannel = new HashMap<>();

    /**
     * @param queues makes a handler's queue
     */
    Listeners(BiFunction<String, MessageHandler, HandlerQueue<ReceivedMessage>> queues) {
        this.queues = queues;
    }

    /** One listener; its queue lives from the first message until the client ends. */
    final class Listener {
        private final Wanted wanted;
        private final MessageHandler handler;
        private @Nullable HandlerQueue<ReceivedMessage> queue;

        private Listener(Wanted wanted, MessageHandler handler) {
            this.wanted = wanted;
            this.handler = handler;
        }

        boolean takes(String channel) {
            return wanted.takes(channel);
        }

        Object identity() {
            return handler.identity();
        }

        HandlerQueue<ReceivedMessage> queue() {
            if (queue == null) {
                queue = queues.apply(wanted.name(), handler);
            }
            return queue;
        }

        private CompletableFuture<Void> finish() {
            HandlerQueue<ReceivedMessage> used = queue;
            queue = null;
            return used == null ? CompletableFuture.completedFuture(null) : used.finish();
        }
    }

    Listener add(Wanted wanted) {
        Listener listener = new Listener(wanted, Objects.requireNonNull(wanted.handler(), "handler"));
        byChannel.computeIfAbsent(wanted.channel(), any -> new ArrayList<>()).add(listener);
        return listener;
    }

    void remove(Listener listener) {
        List<Listener> same = Objects.requireNonNullElse(byChannel.get(listener.wanted.channel()), List.of());
        if (same.contains(listener)) {
            same.remove(listener);
            if (same.isEmpty()) {
                byChannel.remove(listener.wanted.channel());
            }
            if (listener.queue != null) {
                listener.queue.discard(ClientEvent.DropReason.DISCARDED);
            }
            Stages.ignore(listener.finish());
        }
    }

    boolean isEmpty() {
        return byChannel.isEmpty();
    }

    List<Listener> of(String channelOrPattern) {
        return byChannel.getOrDefault(channelOrPattern, List.of());
    }

    /** What waits is dropped and reported. */
    void discard() {
        byChannel
                .values()
                .forEach(same -> same.forEach(each -> {
                    if (each.queue != null) {
                        each.queue.discard(ClientEvent.DropReason.DISCARDED);
                    }
                }));
    }

    /** What was received is handled, and what comes later gets new queues. */
    List<CompletableFuture<Void>> finish() {
        List<CompletableFuture<Void>> finishing = new ArrayList<>();
        byChannel.values().forEach(same -> same.forEach(each -> finishing.add(each.finish())));
        return finishing;
    }
}
