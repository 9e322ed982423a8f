package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A client in virtual time with the test as its server. */
final class SessionHarness {
    static final String URL = "http://127.0.0.1:8080/cometd";

    final VirtualTime time = new VirtualTime();
    final ScriptedWire wire = new ScriptedWire(time);
    final AsyncBayeuxClient client;
    final List<ClientEvent> events = new ArrayList<>();
    private final ConnectionType type;
    private PendingSocket socket;
    private int textsTaken;

    SessionHarness(ConnectionType type) {
        this(type, builder -> builder.transports(type));
    }

    SessionHarness(ConnectionType type, UnaryOperator<BayeuxClientBuilder> configure) {
        this(type, URL, configure);
    }

    SessionHarness(ConnectionType type, String url, UnaryOperator<BayeuxClientBuilder> configure) {
        this.type = type;
        this.client = configure
                .apply(AsyncBayeuxClient.builder(url).wire(wire.provider()))
                .buildAsync(time.kernel());
        Objects.requireNonNull(client.onEvent(events::add));
    }

    /** What the client sent, one array at a time, and how to answer it. */
    final class Sent {
        final List<Map<String, Object>> messages;
        private final Consumer<String> answer;
        private final PendingExchange exchange;

        private Sent(String json, Consumer<String> answer, PendingExchange exchange) {
            this.messages = list(json);
            this.answer = answer;
            this.exchange = exchange;
        }

        String channel() {
            return (String) only().get("channel");
        }

        Map<String, Object> only() {
            assertThat(messages).hasSize(1);
            return messages.get(0);
        }

        /** Answers with messages; {@code $id} stands for the id of the only message. */
        void answer(String... replies) {
            String body = "[" + String.join(",", replies) + "]";
            answer.accept(messages.size() == 1 ? body.replace("$id", (String) only().get("id")) : body);
            time.runPending();
        }

        /** Says yes to each message. */
        void confirm() {
            List<String> replies = new ArrayList<>();
            for (Map<String, Object> message : messages) {
                replies.add("{\"channel\":\"" + message.get("channel") + "\",\"id\":\"" + message.get("id")
                        + "\",\"successful\":true"
                        + (message.containsKey("subscription")
                                ? ",\"subscription\":\"" + message.get("subscription") + "\""
                                : "")
                        + "}");
            }
            answer(replies.toArray(String[]::new));
        }

        PendingExchange exchange() {
            return exchange;
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(String json) {
        return (List<Map<String, Object>>) Objects.requireNonNull(JsonValues.parse(json));
    }

    /** The next array that the client sent. */
    Sent next() {
        time.runPending();
        if (type == ConnectionType.WEBSOCKET) {
            if (socket == null || !socket.isOpen()) {
                socket = wire.takeSocket().accept();
                textsTaken = 0;
                time.runPending();
            }
            PendingSocket current = socket;
            textsTaken++;
            return new Sent(current.takeText(), current::deliverText, null);
        }
        PendingExchange exchange = wire.takeExchange();
        return new Sent(exchange.text(), exchange::respondJson, exchange);
    }

    /** The next array that the client sent, or null. */
    Sent poll() {
        time.runPending();
        if (type == ConnectionType.WEBSOCKET) {
            return socket.sent().size() > textsTaken ? next() : null;
        }
        return wire.untaken() > 0 ? next() : null;
    }

    /** The next array whose first message is on this channel. */
    Sent next(String channel) {
        Sent sent = next();
        assertThat(sent.messages.get(0).get("channel")).isEqualTo(channel);
        return sent;
    }

    /** The client sent nothing that the test did not take. */
    void assertQuiet() {
        time.runPending();
        if (type == ConnectionType.WEBSOCKET && socket != null && socket.isOpen()) {
            assertThatThrownBy(socket::takeSent).isInstanceOf(AssertionError.class);
        }
        wire.assertIdle();
    }

    PendingSocket socket() {
        return socket;
    }

    /** Something arrives by itself: over the socket, or as the answer of the held connect. */
    void breakLink(Sent held) {
        if (type == ConnectionType.WEBSOCKET) {
            socket.breakConnection();
        } else {
            held.exchange().fail(dev.halley.wire.WireException.Kind.BROKEN);
        }
        time.runPending();
    }

    void handshake(String clientId) {
        next("/meta/handshake")
                .answer(
                        "{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                                + "\"clientId\":\"" + clientId
                                + "\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
                                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000,\"maxInterval\":10000}}");
    }

    /** Opens the client; returns the connect that the server now holds. */
    Sent open() {
        CompletableFuture<AsyncBayeuxClient> opening = client.open();
        handshake("client-1");
        next("/meta/connect").confirm();
        assertThat(time.result(opening)).isSameAs(client);
        return next("/meta/connect");
    }

    /** Subscribes to the client's stream, confirmed. */
    Subscription subscribe(String channel) {
        CompletableFuture<Subscription> subscribing = client.subscribe(channel);
        next("/meta/subscribe").confirm();
        return time.result(subscribing);
    }

    <T> T receive() {
        BayeuxMessage message = time.result(client.receive());
        @SuppressWarnings("unchecked")
        T data = (T) message.data();
        return data;
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    <E extends ClientEvent> List<E> events(Class<E> kind) {
        time.runPending();
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
