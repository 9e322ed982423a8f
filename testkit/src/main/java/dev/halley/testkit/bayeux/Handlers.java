package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server does with each kind of message. Guarded by the server's lock. */
final class Handlers {
    private final Broker broker;

    Handlers(Broker broker) {
        this.broker = broker;
    }

    void handle(Exchange exchange) {
        Tokens.Verdict verdict = broker.tokens.check(exchange.caller.headers());
        boolean inMessages = dialect() == Dialect.SALESFORCE || exchange.caller.isSocket();
        if (verdict != Tokens.Verdict.GOOD && !inMessages) {
            exchange.caller.answer(Reply.text("no valid token\n").status(401).header("WWW-Authenticate", "Bearer"));
            return;
        }
        if (exchange.parts.isEmpty() && !exchange.caller.isSocket() && dialect() != Dialect.FAYE) {
            exchange.caller.answer(Reply.text("no message\n").status(500));
            return;
        }
        List<Runnable> afterwards = new ArrayList<>();
        for (Exchange.Part part : exchange.parts) {
            Answer.What what = part.answer() == null ? null : part.answer().what();
            if (what != null && what.instead() != null) {
                exchange.addAll(Templates.fill(what.instead(), part.message()));
            } else if (what != null && what.error() != null) {
                exchange.add(part, refusal(exchange, part.message(), what.error()));
            } else if (verdict != Tokens.Verdict.GOOD) {
                exchange.add(part, unauthorized(exchange, part.message(), verdict));
            } else {
                handle(exchange, part, afterwards);
            }
        }
        ServerSession session = exchange.session;
        boolean held = session != null && session.held != null && session.held.exchange() == exchange;
        if (!held) {
            exchange.finish();
        }
        afterwards.forEach(Runnable::run);
    }

    private Dialect dialect() {
        return broker.settings.dialect();
    }

    private void handle(Exchange exchange, Exchange.Part part, List<Runnable> afterwards) {
        Received message = part.message();
        switch (message.channel()) {
            case "" -> exchange.add(part, exchange.error(message, dialect().missing("channel")));
            case Channels.HANDSHAKE -> handshake(exchange, part);
            case Channels.CONNECT -> {
                ServerSession session = session(exchange, part);
                if (session != null) {
                    broker.connects.connect(exchange, part, session);
                }
            }
            case Channels.SUBSCRIBE -> {
                ServerSession session = session(exchange, part);
                if (session != null) {
                    subscribe(exchange, part, session, afterwards);
                }
            }
            case Channels.UNSUBSCRIBE -> {
                ServerSession session = session(exchange, part);
                if (session != null) {
                    unsubscribe(exchange, part, session);
                }
            }
            case Channels.DISCONNECT -> {
                ServerSession session = session(exchange, part);
                if (session != null) {
                    exchange.add(part, exchange.reply(message, true));
                    afterwards.add(() -> broker.connects.disconnected(session));
                }
            }
            default -> publish(exchange, part);
        }
    }

    private void handshake(Exchange exchange, Exchange.Part part) {
        Received message = part.message();
        List<String> offered = new ArrayList<>();
        if (message.field("supportedConnectionTypes") instanceof List<?> types) {
            types.forEach(type -> offered.add(String.valueOf(type)));
        }
        if (dialect() != Dialect.COMETD && offered.stream().noneMatch(broker.settings::offers)) {
            Map<String, @Nullable Object> reply =
                    exchange.error(message, dialect().unsupportedTypes(offered));
            reply.put("supportedConnectionTypes", broker.settings.connectionTypes());
            reply.put("advice", Connects.none());
            exchange.add(part, reply);
            return;
        }
        ServerSession session = new ServerSession(broker, broker.hub.newId("c"), exchange.caller.transport());
        bind(exchange, session);
        broker.add(session);
        broker.connects.startExpiry(session);
        Map<String, @Nullable Object> reply = exchange.reply(message, true);
        reply.put("version", "1.0");
        if (dialect() != Dialect.FAYE) {
            reply.put("minimumVersion", "1.0");
        }
        reply.put("supportedConnectionTypes", broker.settings.connectionTypes());
        reply.put("clientId", session.clientId());
        if (dialect().advisesAtHandshake()) {
            reply.put("advice", broker.connects.advice());
            session.advisedOver = session.transport;
        }
        Map<String, @Nullable Object> ext = Extensions.handshakeReply(message, session, broker.settings, broker.clock);
        if (!ext.isEmpty()) {
            reply.put("ext", ext);
        }
        exchange.add(part, reply);
    }

    /** P60: over HTTP a session belongs to the browser that shook hands. */
    private void bind(Exchange exchange, ServerSession session) {
        exchange.session = session;
        if (exchange.caller.isSocket()) {
            session.socket = exchange.caller;
        } else if (dialect().usesCookies() && session.browser == null) {
            String browser = Broker.browser(exchange.caller.headers());
            boolean known = browser != null && broker.isKnownBrowser(browser);
            session.browser = known ? Objects.requireNonNull(browser) : broker.newBrowser();
            if (!known) {
                exchange.setCookie(session.browser);
            }
        }
    }

    /** The session of a message; without one the reply says so. */
    private @Nullable ServerSession session(Exchange exchange, Exchange.Part part) {
        Received message = part.message();
        String clientId = message.clientId().orElse("");
        if (clientId.isEmpty() && dialect() == Dialect.FAYE) {
            exchange.add(part, exchange.error(message, dialect().missing("clientId")));
            return null;
        }
        ServerSession session = broker.session(clientId);
        String browser = Broker.browser(exchange.caller.headers());
        boolean ownBrowser = session != null
                && (exchange.caller.isSocket() || session.browser == null || session.browser.equals(browser));
        if (session != null && ownBrowser) {
            bind(exchange, session);
            if (!exchange.caller.isSocket()) {
                session.socket = null;
            }
            return session;
        }
        boolean noCookie = session != null && browser == null && dialect() == Dialect.SALESFORCE;
        String error = noCookie
                ? "400::Client " + clientId + " has established a session, but no BAYEUX_BROWSER cookie present"
                : dialect().unknownClient(clientId);
        Map<String, @Nullable Object> reply = exchange.error(message, error);
        echoSubscription(message, reply);
        if (message.channel().equals(Channels.CONNECT)) {
            reply.put("advice", Connects.handshake());
        }
        exchange.add(part, reply);
        return null;
    }

    private void subscribe(Exchange exchange, Exchange.Part part, ServerSession session, List<Runnable> afterwards) {
        Received message = part.message();
        List<String> channels = message.subscriptions();
        String error = channels.isEmpty() ? dialect().missing("subscription") : null;
        List<String> replayed = new ArrayList<>();
        for (String channel : channels) {
            String name = Channels.withoutFilter(channel);
            if (!Channels.isValid(name)) {
                error = dialect().invalidChannel(channel, true);
            } else if (Channels.isMeta(name) || (dialect() == Dialect.FAYE && Channels.isService(name))) {
                error = dialect().forbidden(channel, "subscribe");
            } else if (error == null && session.replays) {
                error = replay(message, name, replayed);
            }
        }
        Map<String, @Nullable Object> reply =
                error == null ? exchange.reply(message, true) : exchange.error(message, error);
        echoSubscription(message, reply);
        if (error == null) {
            session.subscriptions.addAll(channels);
            afterwards.add(() -> replayed.forEach(event -> broker.enqueue(session, event)));
        }
        exchange.add(part, reply);
    }

    private void unsubscribe(Exchange exchange, Exchange.Part part, ServerSession session) {
        Received message = part.message();
        // CometD knows a channel as long as somebody is subscribed to it.
        boolean known = dialect() == Dialect.FAYE
                || message.subscriptions().stream()
                        .allMatch(each ->
                                broker.sessions().stream().anyMatch(other -> other.subscriptions.contains(each)));
        message.subscriptions().forEach(session.subscriptions::remove);
        Map<String, @Nullable Object> reply = known
                ? exchange.reply(message, true)
                : exchange.error(message, dialect().missing("channel"));
        echoSubscription(message, reply);
        exchange.add(part, reply);
    }

    private static void echoSubscription(Received message, Map<String, @Nullable Object> reply) {
        message.fieldJson("subscription").ifPresent(json -> reply.put("subscription", new Json.Raw(json)));
    }

    /** Collects what the client asks to see again; or says why it can't be. */
    private @Nullable String replay(Received message, String channel, List<String> replayed) {
        Object positions = message.member("ext", "replay");
        Object position = positions instanceof Map<?, ?> map ? map.get(channel) : null;
        if (!(position instanceof Number number)) {
            return "400::The replayId for channel {" + channel
                    + "} wasn't found using the provided replay ID map {"
                    + Json.write(positions == null ? new LinkedHashMap<>() : positions)
                    + "}";
        }
        List<String> events = broker.replay.since(channel, number.longValue());
        if (events == null) {
            return "400::The replayId {" + number + "} you provided was invalid.  Please provide a valid ID, -2 to"
                    + " replay all events, or -1 to replay only new events.";
        }
        replayed.addAll(events);
        return null;
    }

    private void publish(Exchange exchange, Exchange.Part part) {
        Received message = part.message();
        String channel = message.channel();
        // Faye lets anybody publish.
        boolean anonymous = dialect() == Dialect.FAYE;
        if (anonymous) {
            exchange.session = message.clientId().map(broker::session).orElse(null);
        } else if (session(exchange, part) == null) {
            return;
        }
        String error = null;
        // CometD has nothing against patterns.
        if (!Channels.isValid(channel) || (anonymous && Channels.isPattern(channel))) {
            error = dialect().invalidChannel(channel, false);
        } else if (anonymous && message.fieldJson("data").isEmpty()) {
            error = dialect().missing("data");
        } else if (Channels.isMeta(channel)) {
            error = dialect().forbidden(channel, "channel_create");
        }
        exchange.add(part, error == null ? exchange.reply(message, true) : exchange.error(message, error));
        if (error == null && !Channels.isService(channel)) {
            // P57: the sender too, when it is subscribed.
            broker.publish(
                    channel,
                    message.fieldJson("data").map(Json.Raw::new).orElse(null),
                    anonymous ? message.idJson() : null);
        }
    }

    /** What the test refuses. */
    private Map<String, @Nullable Object> refusal(Exchange exchange, Received message, String error) {
        boolean hidden = dialect() == Dialect.SALESFORCE && message.channel().equals(Channels.HANDSHAKE);
        Map<String, @Nullable Object> reply = exchange.error(message, hidden ? "403::Handshake denied" : error);
        if (hidden) {
            reply.put("ext", Map.of("sfdc", Map.of("failureReason", error)));
        }
        echoSubscription(message, reply);
        return reply;
    }

    private Map<String, @Nullable Object> unauthorized(Exchange exchange, Received message, Tokens.Verdict verdict) {
        String error = verdict == Tokens.Verdict.MISSING
                ? "401::Request requires authentication"
                : "401::Authentication invalid";
        Map<String, @Nullable Object> reply = refusal(exchange, message, error);
        reply.put("advice", Connects.none());
        return reply;
    }
}
