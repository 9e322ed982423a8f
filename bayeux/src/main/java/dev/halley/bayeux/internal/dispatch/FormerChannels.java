package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.ReceivedMessage;
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
 * What arrives for them before that waits for it. Serial context.
 */
final class FormerChannels {
    /** Beyond this the client's one stream gets them, like any message that nobody wants. */
    private static final int MOST_KEPT = 1_000;

    private static final int MOST_KEPT_BYTES = 1 << 20;

    private final Set<String> channels = new LinkedHashSet<>();
    private final List<ReceivedMessage> kept = new ArrayList<>();
    private long keptBytes;
    private @Nullable Instant leftAt;
    private boolean known;

    void resumed(Set<String> left, Instant at) {
        channels.addAll(left);
        leftAt = at;
        known = true;
    }

    /** There is another session now, which knows none of them. */
    void lost() {
        known = false;
    }

    /** Whether the session knows them. */
    boolean isKnown() {
        return known;
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    /** The application subscribes again: since when it may miss messages; null when it is none of these. */
    @Nullable Instant claim(String channel) {
        return channels.remove(channel) ? leftAt : null;
    }

    boolean keep(ReceivedMessage message) {
        boolean waits = known
                && kept.size() < MOST_KEPT
                && keptBytes + message.size() <= MOST_KEPT_BYTES
                && Channels.matching(message.channel()).stream().anyMatch(channels::contains);
        if (waits) {
            kept.add(message);
            keptBytes += message.size();
        }
        return waits;
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
        Map<String, Long> counts = new LinkedHashMap<>();
        kept.forEach(each -> counts.merge(each.channel(), 1L, Long::sum));
        counts.forEach((channel, count) ->
                events.accept(new ClientEvent.Dropped(channel, count, ClientEvent.DropReason.DISCARDED)));
        kept.clear();
        keptBytes = 0;
        channels.clear();
        known = false;
    }
}
