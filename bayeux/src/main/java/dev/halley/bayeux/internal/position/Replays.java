package dev.halley.bayeux.internal.position;

import dev.halley.ClientEvent;
import dev.halley.bayeux.PositionStoreException;
import dev.halley.bayeux.RefusedPosition;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.loop.SerialContext;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The replay extension: from which position each subscribed channel is asked for, and what follows when the server
 * refuses it. Serial context.
 */
final class Replays {
    /** Salesforce serves a few thousand channels; a pattern may stand for any number of them. */
    private static final int MAX_CACHED = 1024;

    /** A server that refuses whatever is asked for must not be asked for ever. */
    private static final int MOST_REFUSALS = 3;

    private final Replay replay;
    private final SerialContext context;
    private final Executor executor;
    private final Consumer<ClientEvent> events;
    private final Map<String, ChannelPosition> channels = new LinkedHashMap<>();
    /** Those that something may still be stored in. */
    private final Map<String, WeakReference<ChannelStore>> stores = new HashMap<>();

    private final Map<String, List<ChannelPosition>> matches = new HashMap<>();
    private boolean active;
    /** The request beside the connect that went out last. */
    private long asking;

    Replays(Replay replay, SerialContext context, Executor executor, Consumer<ClientEvent> events) {
        this.replay = replay;
        this.context = context;
        this.executor = executor;
        this.events = event -> context.execute(() -> events.accept(event));
    }

    /** Whether this session's server replays. */
    void confirmed(boolean on) {
        active = on;
    }

    /** A connect was answered, and its data came before. */
    void complete() {
        channels.values().forEach(ChannelPosition::complete);
    }

    void linkLost(boolean ordered) {
        channels.values().forEach(channel -> channel.linkLost(ordered));
    }

    void asking(long number) {
        asking = number;
        channels.values().forEach(ChannelPosition::beginBeside);
    }

    /** The next request may have gone out while the reply to this one was looked at. */
    void asked(long number) {
        if (asking == number) {
            channels.values().forEach(ChannelPosition::endBeside);
        }
    }

    void replyLost() {
        channels.values().forEach(ChannelPosition::replyLost);
    }

    boolean isActive() {
        return active;
    }

    /** Whether it does, and anything is subscribed. */
    boolean isWanted() {
        return active && !channels.isEmpty();
    }

    @Nullable ChannelPosition channel(String channel) {
        return channels.get(channel);
    }

    /** The application gave the channel up. */
    void forget(String channel) {
        channels.remove(channel);
        matches.clear();
    }

    /**
     * Finds out where a channel begins.
     *
     * @param replayFrom what the application said
     * @param told hears, on any thread, up to where it was processed
     * @param ready is called when it is known, now or later in the context, or when it can't be
     */
    void place(
            String channel,
            @Nullable Long replayFrom,
            LongConsumer told,
            Consumer<@Nullable PositionStoreException> ready) {
        ChannelPosition known = channels.get(channel);
        if (known == null) {
            known = new ChannelPosition(channel, store(channel), replay.window(), executor, events, told);
            channels.put(channel, known);
            matches.clear();
        }
        ChannelPosition position = known;
        if (position.isPlaced()) {
            ready.accept(null);
        } else if (replayFrom != null) {
            position.place(replayFrom);
            ready.accept(null);
        } else {
            onExecutor(
                    () -> replay.store().load(channel),
                    stored -> {
                        if (!position.isPlaced()) {
                            position.place(stored.orElse(replay.initialOf(channel)));
                        }
                        ready.accept(null);
                    },
                    failure -> ready.accept(new PositionStoreException(
                            "the position of " + channel + " can't be loaded: " + failure, failure)));
        }
    }

    /** Its channel has one as long as a subscription, or what is left of one, can use it. */
    private ChannelStore store(String channel) {
        stores.values().removeIf(left -> left.get() == null);
        WeakReference<ChannelStore> known = stores.get(channel);
        ChannelStore store = known == null ? null : known.get();
        if (store == null) {
            store = new ChannelStore(channel, replay.store());
            stores.put(channel, new WeakReference<>(store));
        }
        return store;
    }

    /** What a subscribe says of its channels: the extension knows them without their filter. */
    Map<String, Object> request(List<String> asked, boolean ordered) {
        Map<String, Object> positions = new LinkedHashMap<>();
        for (String channel : asked) {
            ChannelPosition position = channels.get(channel);
            positions.put(withoutFilter(channel), position == null ? replay.initialOf(channel) : position.ask(ordered));
        }
        return positions;
    }

    private static String withoutFilter(String channel) {
        int query = channel.indexOf('?');
        return query < 0 ? channel : channel.substring(0, query);
    }

    /**
     * Whether a refused subscribe was refused for its position, and is asked again from another one.
     *
     * @param again is called, later in the context, when it can be asked
     * @param failed is called instead when the application wants it to fail
     */
    boolean refused(String channel, ReceivedMessage reply, Runnable again, Runnable failed) {
        ChannelPosition position = channels.get(channel);
        String error = reply.error();
        if (!active || position == null || error == null || !isRefusedPosition(error)) {
            return false;
        }
        if (position.refused() > MOST_REFUSALS) {
            return false;
        }
        RefusedPosition refusal = new RefusedPosition(channel, position.asked(), error);
        onExecutor(
                () -> replay.decide(refusal),
                decision -> {
                    if (decision.isPresent()) {
                        position.place(decision.getAsLong());
                        again.run();
                    } else {
                        failed.run();
                    }
                },
                failure -> {
                    events.accept(new ClientEvent.HandlerFailed(channel, failure));
                    failed.run();
                });
        return true;
    }

    // "400::The replayId {n} you provided was invalid"
    private static boolean isRefusedPosition(String error) {
        Integer code = BayeuxError.parse(error).code();
        return code != null && code == 400 && error.toLowerCase(Locale.ROOT).contains("replay");
    }

    /** Whether a message need not be accepted. */
    boolean isKnown(ReceivedMessage message) {
        List<ChannelPosition> subscribed = matching(message.channel());
        Long position = subscribed.isEmpty() ? null : message.replayId();
        return position != null
                && subscribed.stream().anyMatch(channel -> channel.isKnown(message.channel(), position));
    }

    /** Takes a message for each subscribed channel that it belongs to. */
    List<ChannelPosition.Entry> accept(ReceivedMessage message) {
        List<ChannelPosition> subscribed = matching(message.channel());
        Long position = subscribed.isEmpty() ? null : message.replayId();
        return position == null
                ? List.of()
                : subscribed.stream()
                        .map(channel -> channel.accept(message.channel(), position))
                        .toList();
    }

    private List<ChannelPosition> matching(String channel) {
        List<ChannelPosition> known = matches.get(channel);
        if (known == null) {
            if (matches.size() >= MAX_CACHED) {
                matches.clear();
            }
            known = find(channel);
            matches.put(channel, known);
        }
        return known;
    }

    private List<ChannelPosition> find(String channel) {
        List<String> names = Channels.matching(channel);
        List<ChannelPosition> found = new ArrayList<>();
        channels.forEach((name, position) -> {
            // a server may leave the filter out of the channel of what it sends
            if (names.contains(name) || withoutFilter(name).equals(channel)) {
                found.add(position);
            }
        });
        return List.copyOf(found);
    }

    private <T> void onExecutor(Supplier<T> work, Consumer<T> then, Consumer<Throwable> otherwise) {
        try {
            executor.execute(() -> {
                T value;
                try {
                    value = work.get();
                } catch (Throwable failure) {
                    context.execute(() -> otherwise.accept(failure));
                    return;
                }
                context.execute(() -> then.accept(value));
            });
        } catch (Throwable refusal) {
            otherwise.accept(refusal);
        }
    }
}
