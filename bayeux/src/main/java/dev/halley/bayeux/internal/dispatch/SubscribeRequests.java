package dev.halley.bayeux.internal.dispatch;

import dev.halley.HalleyException;
import dev.halley.bayeux.internal.message.Ext;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.internal.loop.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Subscribe requests that wait for their reply, each for one channel or for several (P46). Serial context. */
final class SubscribeRequests {
    /** Servers limit what they accept in one request; Salesforce's 32,768 bytes is the least that is known. */
    private static final int MAX_CHARACTERS = 16_000;

    private final Subscriptions.Port port;
    private final Positions positions;
    private final Verdicts verdicts;
    private final Map<String, Ask> asked = new LinkedHashMap<>();

    /** Hears how the requests end. What it is given has no request any more. */
    interface Verdicts {
        void confirmed(ChannelEntry entry);

        /** P72: the server does not know the session; the next one is told. */
        void forgotten(ChannelEntry entry);

        /**
         * The server refused one channel, or several at once.
         *
         * @param reply null when it gave a verdict on others of the same request, and none on these
         */
        void refused(List<ChannelEntry> entries, @Nullable ReceivedMessage reply);

        void failed(List<ChannelEntry> entries, HalleyException failure);
    }

    private static final class Ask {
        private final String id;
        private final List<ChannelEntry> left;
        private TimeSource.@Nullable Timer timer;

        private Ask(String id, List<ChannelEntry> channels) {
            this.id = id;
            this.left = new ArrayList<>(channels);
        }

        private void over() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    SubscribeRequests(Subscriptions.Port port, Positions positions, Verdicts verdicts) {
        this.port = port;
        this.positions = positions;
        this.verdicts = verdicts;
    }

    /** Asks for several channels in as few messages as their {@code ext} and the servers' limits allow. */
    void askTogether(List<ChannelEntry> entries) {
        Map<Ext, List<ChannelEntry>> groups = new LinkedHashMap<>();
        entries.forEach(entry ->
                groups.computeIfAbsent(entry.ext(), any -> new ArrayList<>()).add(entry));
        groups.forEach((ext, group) -> {
            List<ChannelEntry> part = new ArrayList<>();
            int characters = 0;
            for (ChannelEntry entry : group) {
                characters += entry.channel().length() + 3;
                if (!part.isEmpty() && characters > MAX_CHARACTERS) {
                    send(part, ext);
                    part = new ArrayList<>();
                    characters = entry.channel().length() + 3;
                }
                part.add(entry);
            }
            send(part, ext);
        });
    }

    private void send(List<ChannelEntry> entries, Ext ext) {
        Ask ask = new Ask(port.nextId(), entries);
        asked.put(ask.id, ask);
        entries.forEach(entry -> entry.requestId(ask.id));
        List<String> channels = entries.stream().map(ChannelEntry::channel).toList();
        port.send(positions.subscribe(OutgoingMessage.subscribe(ask.id, channels, ext), channels, port.isOrdered()));
    }

    /** A new session, or the end: nothing that was asked before has an answer. */
    void clear() {
        asked.values().forEach(ask -> {
            ask.over();
            ask.left.forEach(entry -> entry.requestId(null));
        });
        asked.clear();
    }

    void onReply(ReceivedMessage reply, boolean forgotten) {
        Ask ask = find(reply.id());
        if (ask == null) {
            return;
        }
        List<ChannelEntry> told = forgotten ? List.copyOf(ask.left) : named(ask, reply);
        settled(ask, told);
        if (forgotten) {
            told.forEach(verdicts::forgotten);
        } else if (reply.isSuccessful()) {
            told.forEach(verdicts::confirmed);
        } else {
            verdicts.refused(told, reply);
        }
    }

    void onFailed(OutgoingMessage message, HalleyException failure) {
        Ask ask = find(message.knownId());
        if (ask != null) {
            List<ChannelEntry> told = List.copyOf(ask.left);
            settled(ask, told);
            verdicts.failed(told, failure);
        }
    }

    // P34: a reply without an id answers the only request
    private @Nullable Ask find(@Nullable String id) {
        if (id != null) {
            return asked.get(id);
        }
        return asked.size() == 1 ? asked.values().iterator().next() : null;
    }

    // P46: a reply names one channel, or several, or is about all that were asked for
    private static List<ChannelEntry> named(Ask ask, ReceivedMessage reply) {
        if (ask.left.size() > 1) {
            Object names = reply.field("subscription");
            List<ChannelEntry> named = ask.left.stream()
                    .filter(entry -> names instanceof List<?> several
                            ? several.contains(entry.channel())
                            : entry.channel().equals(names))
                    .toList();
            if (!named.isEmpty()) {
                return named;
            }
        }
        return List.copyOf(ask.left);
    }

    private void settled(Ask ask, List<ChannelEntry> told) {
        ask.left.removeAll(told);
        told.forEach(entry -> entry.requestId(null));
        if (ask.left.isEmpty()) {
            ask.over();
            asked.remove(ask.id);
        } else if (ask.timer == null) {
            // servers that give one reply per channel may give them one after the other
            ask.timer = port.schedule(port.requestTimeout(), () -> unmentioned(ask));
        }
    }

    private void unmentioned(Ask ask) {
        List<ChannelEntry> left = List.copyOf(ask.left);
        ask.timer = null;
        settled(ask, left);
        verdicts.refused(left, null);
    }
}
