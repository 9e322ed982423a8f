package dev.halley.bayeux.internal.transport;

import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;

/** Which received message replies to which sent one. */
public final class Replies {
    private Replies() {}

    /** Whether it can reply to anything: on other channels, events have no field {@code successful} (P33). */
    static boolean isReply(ReceivedMessage received) {
        return received.isReply() || Channels.isMeta(received.channel());
    }

    /** Those sent together that nothing of what was received replies to. */
    static List<OutgoingMessage> unanswered(List<OutgoingMessage> sent, List<ReceivedMessage> received) {
        List<OutgoingMessage> left = new ArrayList<>(sent);
        for (ReceivedMessage message : received) {
            if (isReply(message)) {
                left.removeIf(each -> answers(message, each, sent.size() == 1));
            }
        }
        return left;
    }

    /**
     * P33: the same id on the same channel, and the field {@code successful} unless it is a meta channel, on which there
     * is nothing but replies; an event that happens to carry the id is none, nor is the echo of an own publish (P57).
     * P34: a reply without an id answers the only message that was sent.
     */
    public static boolean answers(ReceivedMessage received, OutgoingMessage sent, boolean onlyOne) {
        if (!received.channel().equals(sent.channel())) {
            return false;
        }
        if (!isReply(received)) {
            return false;
        }
        return received.id() == null ? onlyOne : sent.id().equals(received.id());
    }
}
