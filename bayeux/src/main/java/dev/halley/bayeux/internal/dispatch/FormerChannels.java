package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that a former client left subscribed at the server, until the application has subscribed to them again.
 * What arrives for them before that waits for it, and the server does not hear that it was processed. Serial context.
 */
final class FormerChannels {
    /** Beyond this the client's one stream gets them, like any message that nobody wants. */
    private static final int MOST_KEPT = 1_000;

    private static final int MOST_KEPT_BYTES = 1 << 20;

    /** How long messages wait; under acknowledgements the server sends all of them again and again meanwhile. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Set<String> channels = new LinkedHashSet<>();
    private final List<ReceivedMessage> kept = new ArrayList<>();
    private long keptBytes;
    private @Nullable Instant leftAt;
    private boolean known;
    private boolean over;

    void resumed(Set<String> left, Instant at, boolean sameSession) {
        channels.addAll(left);
        leftAt = at;
        known = sameSession;
    }

    /** There is another session now, which knows none of them; the gap of who subscribes now covers what waited. */
    void lost(Consumer<ClientEvent> events) {
        known = false;
        drop(events);
    }

    /** Who has not subscribed again may never do: what waited is handed over as it is. */
    void waitNoLonger(Consumer<ReceivedMessage> deliveries) {
        over = true;
        List<ReceivedMessage> waited = List.copyOf(kept);
        kept.clear();
        keptBytes = 0;
        waited.forEach(deliveries);
    }

    /** Whether nothing waits any more, so that something may have been missed. */
    boolean isOver() {
        return over;
    }

    /** Whether the session knows them. */
    boolean isKnown() {
        return known;
    }

    /** The application subscribes again: since when it may miss messages; null when it is none of these. */
    @Nullable Instant claim(String channel) {
        return channels.remove(channel) ? leftAt : null;
    }

    boolean keeps(ReceivedMessage message) {
        return known
                && !over
                && kept.size() < MOST_KEPT
                && keptBytes + message.size() <= MOST_KEPT_BYTES
                && Channels.matching(message.channel()).stream().anyMatch(channels::contains);
    }

    void keep(ReceivedMessage message) {
        kept.add(message);
        keptBytes += message.size();
    }

    /** Takes out what waited for this channel, in order. */
    List<ReceivedMessage> takeFor(String channel) {
        List<ReceivedMessage> mine = kept.stream()
                .filter(each -> Channels.matching(each.channel()).contains(channel))
                .toList();
        kept.removeAll(mine);
        mine.forEach(each -> keptBytes -= each.size());
        return mine;
    }

    /** The client has ended. */
    void end(Consumer<ClientEvent> events) {
        drop(events);
        channels.clear();
        known = false;
    }

    private void drop(Consumer<ClientEvent> events) {
        Map<String, Long> counts = new LinkedHashMap<>();
        kept.forEach(each -> counts.merge(each.channel(), 1L, Long::sum));
        counts.forEach((channel, count) ->
                events.accept(new ClientEvent.Dropped(channel, count, ClientEvent.DropReason.DISCARDED)));
        kept.forEach(each -> Completion.tellDropped(each, ClientEvent.DropReason.DISCARDED));
        kept.clear();
        keptBytes = 0;
    }
}
