package dev.halley.reliability.close;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Where a Bayeux client may be when it is closed, and how it gets there. */
enum BayeuxPlace {
    NEW(ConnectionState.NEW, site -> {}),
    /** The system has asked for a TCP connection. */
    TCP_CONNECT(ConnectionState.CONNECTING, site -> site.openAt("http", site.deafPort())),
    TLS_HANDSHAKE(ConnectionState.CONNECTING, site -> {
        site.swallow();
        site.openAt("https", site.proxy().port());
        Deadlines.await("connection", Deadlines.SOON, () -> site.proxy().openConnections() > 0);
    }),
    /** A WebSocket that the server neither opens nor refuses; over long-polling the same as the next one. */
    UPGRADE(ConnectionState.CONNECTING, site -> {
        site.server.refuseUpgrades(Reply.hang());
        site.server.on("/meta/handshake", Answer.none());
        site.open();
        Deadlines.await("connection", Deadlines.SOON, () -> site.proxy().openConnections() > 0);
    }),
    CREDENTIALS(ConnectionState.CONNECTING, site -> {
        site.open(builder -> builder.auth(TokenAuth.bearer(site::never)));
        site.awaitThere();
    }),
    /** The application's code holds its thread. */
    BLOCKING_CREDENTIALS(ConnectionState.CONNECTING, site -> {
        site.open(builder -> builder.auth(TokenAuth.bearerFrom(() -> {
            site.block();
            return new Token("late");
        })));
        site.awaitThere();
    }),
    HANDSHAKING(ConnectionState.CONNECTING, site -> {
        site.server.on("/meta/handshake", Answer.none());
        site.open();
        site.awaitReceived("/meta/handshake");
    }),
    CONNECTING(ConnectionState.CONNECTING, site -> {
        site.server.on("/meta/connect", Answer.none());
        site.open();
        site.awaitReceived("/meta/connect");
    }),
    /** The server can't be reached, and the first connection is to be tried again. */
    WAITING_TO_HANDSHAKE(ConnectionState.CONNECTING, site -> {
        site.server.stopListening();
        site.open(builder -> builder.retryFirstOpen(true).reconnectPolicy(new Later(site.there)));
        site.awaitThere();
    }),
    CONNECTED(ConnectionState.CONNECTED, BayeuxSite::connect),
    /** The server has asked for a pause before the next connect. */
    INTERVAL(ConnectionState.CONNECTED, site -> {
        site.server.on("/meta/connect", Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":3600000}"));
        site.connect(builder -> builder);
    }),
    REQUESTING(ConnectionState.CONNECTED, site -> {
        site.connect();
        site.server.on("/meta/subscribe", Answer.none());
        site.server.on("/said", Answer.none());
        site.waiting.add(site.client.subscribe("/heard"));
        site.waiting.add(site.client.receive());
        site.awaitReceived("/meta/subscribe");
        site.waiting.add(site.client.publish("/said", 1));
    }),
    /** The application's handler holds its thread. */
    HANDLING(ConnectionState.CONNECTED, site -> {
        site.connect();
        site.awaitReturn(site.client.subscribe("/heard", message -> site.block()));
        site.server.publish("/heard", "1");
        site.awaitThere();
    }),
    /** Nobody takes what comes, and the client has stopped reading. */
    PAUSED(ConnectionState.CONNECTED, site -> {
        site.open(builder -> builder.maxPendingCount(1).maxPendingBytes(1_000));
        site.awaitReturn(site.waiting.remove(0));
        var unused = site.client.onEvent(event -> {
            if (event instanceof ClientEvent.Paused) {
                site.there.countDown();
            }
        });
        site.awaitReturn(site.client.subscribe("/heard"));
        for (int i = 0; i < 100; i++) {
            site.server.publish("/heard", "\"" + "x".repeat(200) + "\"");
        }
        site.awaitThere();
    }),
    /** The server does not hear the client, and the client does not know. */
    UNREACHABLE(ConnectionState.CONNECTED, site -> {
        site.connect();
        site.swallow();
        site.waiting.add(site.client.publish("/said", 1));
    }),
    /** A connect over the better transport is on its way. */
    PROMOTING(ConnectionState.CONNECTED, site -> {
        site.server.refuseUpgrades(Reply.of(400));
        site.server.on(
                message -> message.transport().equals("websocket")
                        && message.channel().equals("/meta/connect"),
                Answer.none());
        site.connect(builder -> builder.transports(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING)
                .promotion(Duration.ofMillis(1)));
        site.server.acceptUpgrades();
        Deadlines.await(
                "connect over the WebSocket",
                Deadlines.SOON,
                () -> site.server.received("/meta/connect").stream()
                        .anyMatch(message -> message.transport().equals("websocket")));
    }),
    /** The token was refused, and another one was asked for. */
    AUTHENTICATING(ConnectionState.RECONNECTING, site -> {
        AtomicBoolean asked = new AtomicBoolean();
        site.server.acceptToken("first");
        site.connect(builder -> builder.auth(TokenAuth.bearer(
                () -> asked.getAndSet(true) ? site.never() : CompletableFuture.completedFuture(new Token("first")))));
        site.server.revokeTokens();
        site.server.dropConnections();
        site.awaitThere();
    }),
    WAITING_TO_CONNECT(ConnectionState.RECONNECTING, site -> {
        site.connect(builder -> builder.reconnectPolicy(new Later(site.there)));
        site.server.stopListening();
        site.server.dropConnections();
        site.awaitThere();
        site.awaitState(ConnectionState.RECONNECTING);
    }),
    /** The server has forgotten the session, and does not answer the new handshake. */
    HANDSHAKING_AGAIN(ConnectionState.RECONNECTING, site -> {
        site.connect();
        site.server.on("/meta/handshake", Answer.none());
        site.server.expireSessions();
        Deadlines.await(
                "handshake",
                Deadlines.SOON,
                () -> site.server.received("/meta/handshake").size() > 1);
        site.awaitState(ConnectionState.RECONNECTING);
    }),
    CLOSING(ConnectionState.CLOSING, site -> {
        site.connect();
        site.server.on("/meta/disconnect", Answer.none());
        site.waiting.add(site.client.closeAsync());
        site.awaitReceived("/meta/disconnect");
    }),
    CLOSED(ConnectionState.CLOSED, site -> {
        site.connect();
        site.awaitReturn(site.client.closeAsync());
    });

    private final ConnectionState state;
    private final Consumer<BayeuxSite> way;

    BayeuxPlace(ConnectionState state, Consumer<BayeuxSite> way) {
        this.state = state;
        this.way = way;
    }

    /** Both transports take part in a promotion, whatever the site's own is. */
    Set<ConnectionType> types() {
        return this == PROMOTING ? Set.of(ConnectionType.WEBSOCKET) : Set.of(ConnectionType.values());
    }

    ConnectionState go(BayeuxSite site) {
        way.accept(site);
        return state;
    }
}
