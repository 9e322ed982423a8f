package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.TimeSource;
import dev.halley.testkit.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connects: held, answered, given up; and the life of sessions between them. Guarded by the server's lock. */
final class Connects {
    private static final Duration MULTIPLE_CLIENTS_INTERVAL = Duration.ofSeconds(2);

    private final Broker broker;

    Connects(Broker broker) {
        this.broker = broker;
    }

    private Settings settings() {
        return broker.settings;
    }

    Map<String, @Nullable Object> advice() {
        Map<String, @Nullable Object> advice = new LinkedHashMap<>();
        advice.put("reconnect", "retry");
        advice.put("interval", settings().interval().toMillis());
        advice.put("timeout", settings().timeout().toMillis());
        if (settings().advisesMaxInterval()) {
            advice.put("maxInterval", settings().maxInterval().toMillis());
        }
        return advice;
    }

    /** Answers a connect now, or holds it. */
    void connect(Exchange exchange, Exchange.Part part, ServerSession session) {
        stopExpiry(session);
        supersede(session);
        session.transport = exchange.caller.transport();
        if (part.message().member("ext", "ack") instanceof Number batch) {
            session.queue.confirm(batch.longValue());
        }
        Object asked = part.message().member("advice", "timeout");
        Duration hold = asked instanceof Number millis
                ? Duration.ofMillis(millis.longValue())
                : settings().timeout();
        boolean repeats = session.queue.hasUnconfirmed();
        // P56: among other messages it is not held; over a WebSocket it is, and with it the other replies.
        boolean alone = exchange.isLone() || exchange.caller.isSocket();
        boolean first = !session.connected && settings().dialect() != Dialect.FAYE;
        session.connected = true;
        boolean holds = alone && !hold.isZero() && session.queue.isEmpty();
        if (holds && tooMany(session)) {
            Map<String, @Nullable Object> advice = new LinkedHashMap<>();
            advice.put("reconnect", "retry");
            advice.put("interval", MULTIPLE_CLIENTS_INTERVAL.toMillis());
            advice.put("multiple-clients", true);
            exchange.takeEvents(session);
            answer(exchange, part, session, advice, null);
        } else if (holds && !first) {
            TimeSource.Timer timer = broker.hub.after(hold, () -> expireHold(session, exchange));
            session.held = new ServerSession.Held(exchange, part, timer);
        } else {
            exchange.takeEvents(session);
            answer(exchange, part, session, asked != null || repeats ? advice() : null, null);
        }
    }

    /** A connect takes the place of the one before, which CometD then gives up. */
    private void supersede(ServerSession session) {
        ServerSession.Held old = session.held;
        if (old == null || settings().dialect() == Dialect.FAYE) {
            release(session, null);
            return;
        }
        session.held = null;
        old.timer().cancel();
        if (!old.exchange().caller.isSocket()) {
            old.exchange().caller.answer(Reply.text("another connect came\n").status(500));
        }
    }

    private boolean tooMany(ServerSession session) {
        return !session.transport.equals("websocket")
                && session.browser != null
                && broker.sessions().stream()
                                .filter(other -> other.held != null && session.browser.equals(other.browser))
                                .count()
                        >= settings().sessionsPerBrowser();
    }

    private void expireHold(ServerSession session, Exchange exchange) {
        if (session.held != null && session.held.exchange() == exchange) {
            release(session, null);
        }
    }

    /** Adds the reply; whoever sends the exchange takes the events along. */
    private void answer(
            Exchange exchange,
            Exchange.Part part,
            ServerSession session,
            @Nullable Map<String, @Nullable Object> advice,
            @Nullable String error) {
        Map<String, @Nullable Object> reply =
                error == null ? exchange.reply(part.message(), true) : exchange.error(part.message(), error);
        if (advice != null) {
            reply.put("advice", advice);
        } else if (!session.transport.equals(session.advisedOver)
                || settings().dialect().advisesAlways()) {
            reply.put("advice", advice());
            session.advisedOver = session.transport;
        }
        Map<String, @Nullable Object> ext = Extensions.connectReply(part.message(), session, settings(), broker.clock);
        if (!ext.isEmpty()) {
            reply.put("ext", ext);
        }
        exchange.add(part, reply);
        startExpiry(session);
    }

    /** Answers the connect that is held, with advice when there is something to say. */
    void release(ServerSession session, @Nullable Map<String, @Nullable Object> advice) {
        release(session, advice, null);
    }

    private void release(
            ServerSession session, @Nullable Map<String, @Nullable Object> advice, @Nullable String error) {
        ServerSession.Held held = session.held;
        if (held == null) {
            return;
        }
        session.held = null;
        held.timer().cancel();
        held.exchange().takeEvents(session);
        answer(held.exchange(), held.part(), session, advice, error);
        held.exchange().finish();
    }

    /** Sends what waits, where there is a way. */
    void flush(ServerSession session) {
        if (session.queue.isEmpty()) {
            return;
        }
        if (session.socket != null && !session.queue.isAcknowledged()) {
            session.socket.send(Exchange.frames(session.queue.take(), settings().messagesPerFrame()));
        } else {
            release(session, null);
        }
    }

    void gone(ServerSession session, Caller caller) {
        if (session.socket == caller) {
            session.socket = null;
        }
        if (session.held != null && session.held.exchange().caller == caller) {
            session.held.timer().cancel();
            session.held = null;
            startExpiry(session);
        }
    }

    void startExpiry(ServerSession session) {
        stopExpiry(session);
        Duration life = settings().interval().plus(settings().maxInterval());
        long turn = session.turn;
        session.expiry = broker.clock.after(
                life,
                () -> broker.hub.stepLater(() -> {
                    // Cancelled or not, what was handed over runs.
                    if (session.turn == turn) {
                        broker.remove(session);
                    }
                }));
    }

    private void stopExpiry(ServerSession session) {
        session.turn++;
        if (session.expiry != null) {
            session.expiry.cancel();
            session.expiry = null;
        }
    }

    /** Without an answer. */
    void stop(ServerSession session) {
        stopExpiry(session);
        if (session.held != null) {
            session.held.timer().cancel();
            session.held = null;
        }
    }

    void expire(ServerSession session) {
        if (broker.session(session.clientId()) == session) {
            release(session, handshake(), settings().dialect().unknownClient(session.clientId()));
            broker.remove(session);
        }
    }

    /** P71: the server ends it, unasked; the connect that is held says so too, perhaps as an error. */
    void disconnect(ServerSession session, @Nullable String error) {
        if (broker.session(session.clientId()) != session) {
            return;
        }
        String farewell = "{\"channel\":\"" + Channels.DISCONNECT + "\",\"successful\":true}";
        if (session.socket != null && session.held != null) {
            session.socket.send(List.of("[" + farewell + "]"));
        } else {
            session.queue.add(farewell);
        }
        release(session, none(), error);
        broker.remove(session);
    }

    /** The client ends it. */
    void disconnected(ServerSession session) {
        release(session, settings().dialect() == Dialect.FAYE ? advice() : none());
        broker.remove(session);
    }

    static Map<String, @Nullable Object> handshake() {
        Map<String, @Nullable Object> advice = new LinkedHashMap<>();
        advice.put("reconnect", "handshake");
        advice.put("interval", 0);
        return advice;
    }

    static Map<String, @Nullable Object> none() {
        Map<String, @Nullable Object> advice = new LinkedHashMap<>();
        advice.put("reconnect", "none");
        return advice;
    }
}
