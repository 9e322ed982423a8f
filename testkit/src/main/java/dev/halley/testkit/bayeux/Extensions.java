package dev.halley.testkit.bayeux;

import dev.halley.testkit.internal.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server's extensions say in {@code ext}. Guarded by the server's lock. */
final class Extensions {
    private Extensions() {}

    static Map<String, @Nullable Object> handshakeReply(
            Received message, ServerSession session, Settings settings, Clock clock) {
        Map<String, @Nullable Object> ext = new LinkedHashMap<>();
        if (Boolean.TRUE.equals(message.member("ext", "ack")) && settings.dialect() == Dialect.COMETD) {
            session.queue.acknowledge();
            ext.put("ack", true);
        }
        if (settings.replay() && Boolean.TRUE.equals(message.member("ext", "replay"))) {
            session.replays = true;
            ext.put("replay", true);
            ext.put("payload.format", true);
        }
        timesync(ext, message, settings, clock);
        return ext;
    }

    static Map<String, @Nullable Object> connectReply(
            Received message, ServerSession session, Settings settings, Clock clock) {
        Map<String, @Nullable Object> ext = new LinkedHashMap<>();
        if (session.queue.isAcknowledged()) {
            ext.put("ack", session.queue.nextBatch());
        }
        timesync(ext, message, settings, clock);
        return ext;
    }

    private static void timesync(Map<String, @Nullable Object> ext, Received message, Settings settings, Clock clock) {
        if (settings.dialect() != Dialect.COMETD
                || !(message.member("ext", "timesync") instanceof Map<?, ?> asked)
                || !(asked.get("tc") instanceof Number sent)) {
            return;
        }
        long now = clock.now().toEpochMilli();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("tc", sent);
        answer.put("ts", message.time().toEpochMilli());
        answer.put("p", now - message.time().toEpochMilli());
        if (asked.get("l") instanceof Number lag && asked.get("o") instanceof Number offset) {
            answer.put("a", sent.longValue() + offset.longValue() + lag.longValue() - now);
        }
        ext.put("timesync", answer);
    }
}
