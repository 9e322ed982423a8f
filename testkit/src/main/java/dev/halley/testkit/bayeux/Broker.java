package dev.halley.testkit.bayeux;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.testkit.Reply;
import dev.halley.testkit.internal.Clock;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.Rules;
import dev.halley.testkit.internal.Untaken;
import dev.halley.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol behind both fronts: takes requests apart, lets the test's rules and the handlers answer them, and hands
 * out events. Any thread, one at a time.
 */
final class Broker {
    static final String COOKIE = "BAYEUX_BROWSER";

    final Settings settings;
    final Hub hub;
    final Clock clock;
    final Connects connects = new Connects(this);
    private final Handlers handlers = new Handlers(this);

    // Guarded by the hub's lock.
    final Rules<Received, Answer> rules = new Rules<>(Answer::isFor);
    final Untaken<Received> log = new Untaken<>();
    final Tokens tokens = new Tokens();
    final ReplayStore replay;
    private final Map<String, ServerSession> sessions = new LinkedHashMap<>();
    private final Set<String> browsers = new HashSet<>();
    private final Set<ServerSession> dirty = new LinkedHashSet<>();

    Broker(Settings settings, Hub hub) {
        this.settings = settings;
        this.hub = hub;
        this.clock = hub.clock();
        this.replay = new ReplayStore(settings.retention());
    }

    /** What came in one request or frame. */
    void receive(Caller caller, String text) {
        hub.step(() -> {
            tokens.count(caller.headers());
            if (text.getBytes(StandardCharsets.UTF_8).length > settings.maxRequestBytes()) {
                caller.answer(Reply.text("Maximum Request Size Exceeded").status(413));
                return;
            }
            Exchange exchange;
            try {
                exchange = new Exchange(caller, parts(caller, text), settings, clock);
            } catch (ProtocolException e) {
                caller.answer(Reply.text(e.getMessage() + "\n").status(400));
                return;
            }
            for (Exchange.Part part : exchange.parts) {
                if (part.answer() != null && part.answer().what().http() != null) {
                    caller.answer(part.answer().what().http());
                    return;
                }
            }
            handlers.handle(exchange);
        });
    }

    private List<Exchange.Part> parts(Caller caller, String text) {
        Received.Origin origin =
                new Received.Origin(caller.transport(), caller.connection(), caller.headers(), clock.now());
        List<Received> messages = new ArrayList<>();
        JsonScanner scanner = Json.scanner(text);
        // P35: an object alone will do.
        boolean array = scanner.peek() == JsonScanner.Kind.ARRAY;
        if (array) {
            scanner.enterArray();
        }
        while (!array || scanner.nextElement()) {
            scanner.skip();
            String json = text.substring(scanner.valueStart(), scanner.valueEnd());
            messages.add(new Received(json, origin, log.nextNumber() + messages.size()));
            if (!array) {
                break;
            }
        }
        scanner.end();
        List<Exchange.Part> parts = new ArrayList<>();
        for (Received message : messages) {
            log.add(message);
            parts.add(new Exchange.Part(message, rules.match(message)));
        }
        return parts;
    }

    /** The other end of this request or socket is gone. */
    void gone(Caller caller) {
        hub.step(() -> sessions.values().forEach(session -> connects.gone(session, caller)));
    }

    /** An event for everybody who is subscribed. */
    void publish(String channel, Json.@Nullable Raw data, @Nullable String idJson) {
        Json.Raw payload = data;
        long position = 0;
        if (settings.replay()) {
            position = replay.nextId();
            payload = data == null ? null : Positions.stamp(data, position);
        }
        String event = event(channel, payload, idJson);
        if (settings.replay()) {
            replay.store(channel, position, event);
        }
        for (ServerSession session : sessions.values()) {
            if (session.subscriptions.stream().anyMatch(each -> Channels.matches(each, channel))) {
                enqueue(session, event);
            }
        }
    }

    static String event(String channel, Json.@Nullable Raw data, @Nullable String idJson) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("channel", channel);
        if (data != null) {
            event.put("data", data);
        }
        if (idJson != null) {
            event.put("id", new Json.Raw(idJson));
        }
        return Json.write(event);
    }

    void enqueue(ServerSession session, String json) {
        session.queue.add(json);
        dirty.add(session);
    }

    void add(ServerSession session) {
        sessions.put(session.clientId(), session);
    }

    void remove(ServerSession session) {
        sessions.remove(session.clientId(), session);
        connects.stop(session);
    }

    String newBrowser() {
        String browser = hub.newId("b");
        browsers.add(browser);
        return browser;
    }

    boolean isKnownBrowser(String browser) {
        return browsers.contains(browser);
    }

    /** Nobody is known any more, and nothing is said to anybody. */
    void forgetAll() {
        sessions().forEach(this::remove);
        browsers.clear();
    }

    @Nullable ServerSession session(String clientId) {
        return sessions.get(clientId);
    }

    List<ServerSession> sessions() {
        return List.copyOf(sessions.values());
    }

    static @Nullable String browser(Headers headers) {
        for (String line : headers.all("Cookie")) {
            for (String pair : line.split(";")) {
                if (pair.trim().startsWith(COOKIE + "=")) {
                    return pair.trim().substring(COOKIE.length() + 1);
                }
            }
        }
        return null;
    }

    /** Every event that a step brought is on its way afterwards, or waits for a connect. */
    void flush() {
        while (!dirty.isEmpty()) {
            ServerSession next = dirty.iterator().next();
            dirty.remove(next);
            connects.flush(next);
        }
    }

    /** Ends every timer. */
    void abandon() {
        sessions().forEach(this::remove);
    }
}
