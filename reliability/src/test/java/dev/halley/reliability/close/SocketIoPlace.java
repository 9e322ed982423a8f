package dev.halley.reliability.close;

import dev.halley.ConnectionState;
import dev.halley.socketio.ConnectOptions;
import dev.halley.testkit.Reply;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Where a Socket.IO client may be when it is closed, and how it gets there. */
enum SocketIoPlace {
    NEW(ConnectionState.NEW, site -> {}),
    /** The application was asked for the URL. */
    URL(ConnectionState.CONNECTING, site -> {
        site.open(site.over(ConnectOptions.to(site::never)));
        site.awaitThere();
    }),
    /** The system has asked for a TCP connection. */
    TCP_CONNECT(ConnectionState.CONNECTING, site -> site.open(site.options("http", site.deafPort()))),
    TLS_HANDSHAKE(ConnectionState.CONNECTING, site -> {
        site.swallow();
        site.open(site.options("https", site.proxy().port()));
        Deadlines.await("connection", Deadlines.SOON, () -> site.proxy().openConnections() > 0);
    }),
    OPENING(ConnectionState.CONNECTING, site -> {
        site.server.onRequest(request -> true, Answer.none());
        site.open(site.options());
        Deadlines.await("request", Deadlines.SOON, () -> !site.server.requests().isEmpty());
    }),
    CREDENTIALS(ConnectionState.CONNECTING, site -> {
        site.open(site.options().auth(request -> site.never()));
        site.awaitThere();
    }),
    /** The application's code holds its thread. */
    BLOCKING_CREDENTIALS(ConnectionState.CONNECTING, site -> {
        site.open(site.options().auth(request -> {
            site.block();
            return site.never();
        }));
        site.awaitThere();
    }),
    JOINING(ConnectionState.CONNECTING, site -> {
        site.server.namespace("/").answerConnects(packet -> {
            site.there.countDown();
            return ConnectAnswer.ignore();
        });
        site.open(site.options());
        site.awaitThere();
    }),
    /** The server can't be reached, and the first connection is to be tried again. */
    WAITING_FIRST(ConnectionState.CONNECTING, site -> {
        site.server.stopListening();
        site.open(
                builder -> builder.reconnectPolicy(new Later(site.there)),
                site.options().retry(true));
        site.awaitThere();
    }),
    CONNECTED(ConnectionState.CONNECTED, SocketIoSite::connect),
    CALLING(ConnectionState.CONNECTED, site -> {
        site.server.on("asked", event -> site.there.countDown());
        site.connect();
        site.waiting.add(site.client.call("asked", 1));
        site.awaitThere();
    }),
    /** The application's handler holds its thread. */
    HANDLING(ConnectionState.CONNECTED, site -> {
        var unused = site.client.on("told", event -> site.block());
        site.open(site.options());
        site.awaitReturn(site.waiting.remove(0));
        site.server.emit("told");
        site.awaitThere();
    }),
    /** The server does not hear the client, and the client does not know. */
    UNREACHABLE(ConnectionState.CONNECTED, site -> {
        site.connect();
        site.swallow();
        site.waiting.add(site.client.call("asked", 1));
    }),
    /** What the client writes is not confirmed, so more of it waits. */
    WRITING(ConnectionState.CONNECTED, site -> {
        site.connect();
        site.server.onRequest(request -> request.method().equals("POST"), Answer.none());
        for (int i = 0; i < 10; i++) {
            site.waiting.add(site.client.call("asked", i));
        }
    }),
    /** One namespace is joined, the server refuses the other one, and the client tries it again. */
    REFUSED(ConnectionState.CONNECTED, site -> {
        site.server.namespace("/other").answerConnects(packet -> {
            site.there.countDown();
            return ConnectAnswer.refuse("not yet");
        });
        site.open(site.options()
                .namespaces("/", "/other")
                .waitForNamespaces(false)
                .auth(request -> CompletableFuture.completedFuture(Map.of())));
        site.awaitThere();
        Deadlines.await("connected", Deadlines.SOON, () -> site.client.state() == ConnectionState.CONNECTED);
    }),
    /** The WebSocket beside the polls is not opened. */
    UPGRADE(Route.UPGRADE, site -> {
        site.server.refuseUpgrades(Reply.hang());
        site.connect();
        Deadlines.await("upgrade", Deadlines.SOON, () -> site.proxy().openConnections() > 1);
    }),
    /** The WebSocket beside the polls is open, and its probe is not answered. */
    PROBING(Route.UPGRADE, site -> {
        site.server.dropPackets(packet -> packet.type() == EnginePacket.Type.PONG);
        site.connect();
        awaitProbe(site);
    }),
    /** The probe is answered, and the last poll is not. */
    PAUSING(Route.UPGRADE, site -> {
        site.server.dropPackets(packet -> packet.type() == EnginePacket.Type.NOOP);
        site.connect();
        awaitProbe(site);
    }),
    WAITING(ConnectionState.RECONNECTING, site -> {
        site.connect(builder -> builder.reconnectPolicy(new Later(site.there)));
        site.server.stopListening();
        site.server.dropConnections();
        site.awaitThere();
        Deadlines.await("reconnecting", Deadlines.SOON, () -> site.client.state() == ConnectionState.RECONNECTING);
    }),
    /** The connection was lost, and the next one is not answered. */
    OPENING_AGAIN(ConnectionState.RECONNECTING, site -> {
        site.connect();
        int before = site.server.requests().size();
        site.server.onRequest(request -> request.parameter("sid").isEmpty(), Answer.none());
        site.server.dropConnections();
        Deadlines.await(
                "request",
                Deadlines.SOON,
                () -> site.server
                                .requests(request -> request.number() > before
                                        && request.parameter("sid").isEmpty())
                                .size()
                        > 0);
    }),
    CLOSING(ConnectionState.CLOSING, site -> {
        site.connect();
        site.swallow();
        site.waiting.add(site.client.disconnect());
        Deadlines.await("closing", Deadlines.SOON, () -> site.client.state() == ConnectionState.CLOSING);
    }),
    CLOSED(ConnectionState.CLOSED, site -> {
        site.connect();
        site.awaitReturn(site.client.disconnect());
    });

    /** How a client travels. */
    enum Route {
        POLLING,
        WEBSOCKET,
        /** From the one to the other. */
        UPGRADE
    }

    private final Set<Route> routes;
    private final ConnectionState state;
    private final Consumer<SocketIoSite> way;

    SocketIoPlace(ConnectionState state, Consumer<SocketIoSite> way) {
        this.routes = Set.of(Route.POLLING, Route.WEBSOCKET);
        this.state = state;
        this.way = way;
    }

    SocketIoPlace(Route route, Consumer<SocketIoSite> way) {
        this.routes = Set.of(route);
        this.state = ConnectionState.CONNECTED;
        this.way = way;
    }

    Set<Route> routes() {
        return routes;
    }

    private static void awaitProbe(SocketIoSite site) {
        Deadlines.await(
                "probe",
                Deadlines.SOON,
                () -> !site.server.requests(EngineRequest::isUpgrade).isEmpty()
                        && site.server.connection().received().stream()
                                .anyMatch(packet -> packet.type() == EnginePacket.Type.PING));
    }

    ConnectionState go(SocketIoSite site) {
        way.accept(site);
        return state;
    }
}
