package dev.halley.bayeux.internal.dispatch;

import dev.halley.SubscriptionState;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.HandlerQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which channels are subscribed, by whom, and who gets a message. Serial context; {@link #snapshot} any thread. */
final class SubscriptionTable {
    /** Channels seen, not subscribed ones, fill the cache; a server may use any number of them. */
    private static final int MAX_CACHED = 4096;

    private final Listeners listeners;
    private final Map<String, ChannelEntry> entries = new LinkedHashMap<>();
    private final Map<String, Match> matches = new HashMap<>();
    private @Nullable Match last;
    private volatile List<Subscription> snapshot = List.of();

    SubscriptionTable(Listeners listeners) {
        this.listeners = listeners;
    }

    /**
     * Who gets the messages of one channel.
     *
     * @param channel the channel
     * @param queues the queues of handlers and listeners, each once
     * @param stream whether the client's one stream gets them too
     * @param watches who waits for a sign of life
     */
    record Match(String channel, List<HandlerQueue<ReceivedMessage>> queues, boolean stream, List<IdleWatch> watches) {
        void seen() {
            for (int i = 0; i < watches.size(); i++) {
                watches.get(i).seen();
            }
        }
    }

    @Nullable ChannelEntry entry(String channel) {
        return entries.get(channel);
    }

    ChannelEntry entryFor(String channel) {
        return entries.computeIfAbsent(channel, ChannelEntry::new);
    }

    void add(LocalSubscription local) {
        local.entry().locals().add(local);
        changed();
    }

    /** Takes a subscription off; says whether it was the last one of its channel. */
    boolean remove(LocalSubscription local) {
        ChannelEntry entry = local.entry();
        local.end();
        boolean last = entry.locals().remove(local) && entry.locals().isEmpty();
        if (last && entries.get(entry.channel()) == entry) {
            entries.remove(entry.channel());
            entry.step(SubscriptionMachine.Event.ENDED, null);
        }
        changed();
        return last;
    }

    List<ChannelEntry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Every subscription of the application. */
    List<LocalSubscription> locals() {
        return entries.values().stream()
                .flatMap(entry -> entry.locals().stream())
                .toList();
    }

    List<Subscription> snapshot() {
        return snapshot;
    }

    /** Who gets what may be another one now. */
    void changed() {
        matches.clear();
        last = null;
        snapshot = List.copyOf(locals());
    }

    Match match(String channel) {
        Match again = last;
        if (again != null && again.channel().equals(channel)) {
            return again;
        }
        Match match = matches.get(channel);
        if (match == null) {
            match = find(channel);
            if (matches.size() >= MAX_CACHED) {
                matches.clear();
            }
            matches.put(channel, match);
        }
        last = match;
        return match;
    }

    // P43, P44: each handler once, however many of its patterns match
    private Match find(String channel) {
        List<HandlerQueue<ReceivedMessage>> queues = new ArrayList<>();
        List<Object> handlers = new ArrayList<>();
        List<IdleWatch> watches = new ArrayList<>();
        boolean stream = false;
        for (String name : Channels.matching(channel)) {
            // P50: a listener needs no subscription
            for (Listeners.Listener listener : listeners.of(name)) {
                if (listener.takes(channel) && isNew(listener.identity(), handlers)) {
                    queues.add(listener.queue());
                }
            }
            ChannelEntry entry = entries.get(name);
            if (entry == null || entry.state() == SubscriptionState.ENDED) {
                continue;
            }
            for (LocalSubscription local : entry.locals()) {
                if (!local.wanted().takes(channel)) {
                    continue;
                }
                if (local.idle() != null) {
                    watches.add(local.idle());
                }
                MessageHandler handler = local.wanted().handler();
                if (local.queue() == null || handler == null) {
                    stream = true;
                } else if (isNew(handler.identity(), handlers)) {
                    queues.add(local.queue());
                }
            }
        }
        return new Match(channel, List.copyOf(queues), stream || queues.isEmpty(), List.copyOf(watches));
    }

    private static boolean isNew(Object handler, List<Object> seen) {
        if (seen.stream().anyMatch(each -> each == handler)) {
            return false;
        }
        seen.add(handler);
        return true;
    }
}
