package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import dev.halley.testkit.internal.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, or one frame of a WebSocket, and what it is answered, which may be later. Guarded by the server's
 * lock.
 */
final class Exchange {
    final Caller caller;
    final List<Part> parts;
    private final Settings settings;
    private final Clock clock;
    private final List<String> events = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();
    private @Nullable String cookie;

    @Nullable ServerSession session;

    /** A message and what the test wants done with it. */
    record Part(Received message, @Nullable Answer answer) {
        List<Answer.Change> changes() {
            return answer == null ? List.of() : answer.changes();
        }
    }

    Exchange(Caller caller, List<Part> parts, Settings settings, Clock clock) {
        this.caller = caller;
        this.parts = List.copyOf(parts);
        this.settings = settings;
        this.clock = clock;
    }

    boolean isLone() {
        return parts.size() == 1;
    }

    boolean hasConnect() {
        return parts.stream().anyMatch(part -> part.message.channel().equals(Channels.CONNECT));
    }

    /** The beginning of a reply; ids that came as numbers go as text, unless the dialect is for numbers. */
    Map<String, @Nullable Object> reply(Received message, boolean successful) {
        Map<String, @Nullable Object> reply = new LinkedHashMap<>();
        if (!message.channel().isEmpty()) {
            reply.put("channel", message.channel());
        }
        String id = message.idJson();
        if (id != null) {
            String text = message.id().orElse("");
            boolean number = settings.numericIds() && text.matches("0|[1-9][0-9]{0,17}");
            reply.put("id", number ? new Json.Raw(text) : settings.dialect() == Dialect.FAYE ? new Json.Raw(id) : text);
        }
        reply.put("successful", successful);
        if (settings.dialect() == Dialect.FAYE) {
            message.clientId().ifPresent(clientId -> reply.put("clientId", clientId));
        }
        return reply;
    }

    Map<String, @Nullable Object> error(Received message, String error) {
        Map<String, @Nullable Object> reply = reply(message, false);
        reply.put("error", error);
        return reply;
    }

    void add(Part part, Map<String, @Nullable Object> reply) {
        for (Answer.Change change : part.changes()) {
            if (change.reply() != null) {
                change.reply().accept(reply);
            }
        }
        replies.add(Json.write(reply));
    }

    void addAll(List<String> messages) {
        replies.addAll(messages);
    }

    /** What waits for the client goes out with this answer; before a connect's reply is made, which has its number. */
    void takeEvents(ServerSession from) {
        events.addAll(from.queue.take());
    }

    void setCookie(String value) {
        cookie = value;
    }

    /** Sends what there is, the events first as CometD does. */
    void finish() {
        ServerSession sender = session;
        boolean behind = settings.dialect().eventsFollow() && !caller.isSocket();
        if (sender != null && !sender.queue.isAcknowledged() && !behind) {
            takeEvents(sender);
        }
        List<String> all = new ArrayList<>(behind ? replies : events);
        all.addAll(behind ? events : replies);
        boolean plain = true;
        boolean ordered = true;
        Duration delay = Duration.ZERO;
        for (Part part : parts) {
            for (Answer.Change change : part.changes()) {
                if (change.messages() != null) {
                    all = change.messages().apply(all, part.message);
                    ordered = false;
                }
                plain &= change.text() == null && change.http() == null;
            }
            delay = part.answer == null ? delay : delay.plus(part.answer.delay());
        }
        List<String> messages = List.copyOf(all);
        if (caller.isSocket() && plain) {
            // CometD counts the events; replies go together.
            List<String> frames = frames(ordered ? events : messages, settings.messagesPerFrame());
            if (ordered && !replies.isEmpty()) {
                frames.add("[" + String.join(",", replies) + "]");
            }
            later(delay, () -> caller.send(frames));
            return;
        }
        Reply reply = reply(messages);
        later(delay, () -> caller.answer(reply));
    }

    private Reply reply(List<String> messages) {
        String text = "[" + String.join(",", messages) + "]";
        for (Part part : parts) {
            for (Answer.Change change : part.changes()) {
                text = change.text() == null ? text : change.text().apply(text);
            }
        }
        Reply reply = Reply.json(text);
        if (cookie != null) {
            reply = reply.addHeader("Set-Cookie", Broker.COOKIE + "=" + cookie + "; Path=/; HttpOnly");
        }
        for (Part part : parts) {
            for (Answer.Change change : part.changes()) {
                reply = change.http() == null ? reply : change.http().apply(reply);
            }
        }
        return reply;
    }

    private void later(Duration delay, Runnable action) {
        if (delay.isZero()) {
            action.run();
        } else {
            var unused = clock.after(delay, action);
        }
    }

    static List<String> frames(List<String> messages, int perFrame) {
        List<String> frames = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += perFrame) {
            int to = Math.min(messages.size(), from + perFrame);
            frames.add("[" + String.join(",", messages.subList(from, to)) + "]");
        }
        return frames;
    }
}
