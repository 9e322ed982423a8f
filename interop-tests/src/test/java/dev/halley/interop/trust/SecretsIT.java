package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.ServerDisconnect;
import dev.halley.bayeux.SessionSnapshot;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.SubscriptionRequest;
import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineIoClientBuilder;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.TransportOptions;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.interop.WireTurn;
import dev.halley.interop.trust.Hidden.Login;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.Namespace;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.WebSocketScript;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.wire.Headers;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SEC-05, P58: whatever a client lives through, it tells no secret to a log, tap, observer, exception or string: neither the
 * credentials that it was given nor the ids that its server gave it.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class SecretsIT {
    private static final Duration BRIEF = Duration.ofMillis(50);
    private static final Pattern PID = Pattern.compile("\"pid\":\"([^\"]+)");
    private static final Map<String, Object> TELLTALE = Map.of("n", 1, "access_token", Hidden.PAYLOAD);

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING, USER_INFO, FAYE",
        "LONG_POLLING, TOKEN, COMETD",
        "WEBSOCKET, HEADER, COMETD",
        "WEBSOCKET, TOKEN, FAYE"
    })
    void a_bayeux_client_tells_none_in_a_whole_life(ConnectionType type, Login login, Dialect dialect) {
        Hidden hidden = new Hidden();
        try (Overheard overheard = Overheard.begin()) {
            try (BayeuxTestServer server =
                    BayeuxTestServer.builder().dialect(dialect).start()) {
                BayeuxClientBuilder builder = BayeuxClient.builder(login.url(server.url()))
                        .transports(type)
                        .reconnectPolicy(Guest.eager())
                        // with credentials that can be renewed another session would follow
                        .onServerDisconnect(ServerDisconnect.END)
                        .replay(Replay.inMemory());
                Hidden.giveBayeux(builder, login);
                if (login == Login.HEADER) {
                    overheard.loggerSettings(builder);
                } else {
                    overheard.settings(builder);
                }
                SessionSnapshot left = firstLife(overheard, server, builder, hidden);
                overheard.add("snapshot", left);
                String json = left.toJson();
                overheard.fails(() -> SessionSnapshot.parse(json.substring(0, json.length() - 1)));
                overheard.fails(() -> SessionSnapshot.parse(json.replace("http://", "http:// ")));
                overheard.fails(() -> SessionSnapshot.parse("{" + json));
                builder.resume(SessionSnapshot.parse(json));
                overheard.add("resuming builder", builder);
                secondLife(overheard, server, builder, hidden);

                Received first = server.received("/meta/handshake").get(0);
                Hidden.arrived(first.headers(), login);
                assertThat(first.json()).contains(Hidden.EXT, Hidden.FIELD);
                assertThat(server.received("/news").get(0).json()).contains(Hidden.PAYLOAD);
            }
            overheard.tellsNone(hidden.all());
        }
    }

    /** From the first handshake to a session that is left to somebody else. */
    private static SessionSnapshot firstLife(
            Overheard overheard, BayeuxTestServer server, BayeuxClientBuilder builder, Hidden hidden) {
        BlockingQueue<ClientEvent> events = new LinkedBlockingQueue<>();
        List<ClientEvent> heard = new CopyOnWriteArrayList<>();
        BayeuxClient client = builder.build();
        var unused = client.onEvent(event -> {
            heard.add(event);
            events.add(event);
        });
        overheard.add("new client", client);
        overheard.fails(() -> client.publish("/news", TELLTALE));
        client.open();
        String id = hidden.learn(server.session().clientId());
        overheard.add("client", client + " " + client.async() + " " + client.state() + " " + client.connectionType());

        Subscription news = client.subscribe("/news");
        SubscriptionRequest request = SubscriptionRequest.to("/handled")
                .ext(Map.of("token", Hidden.EXT))
                .handler(message -> {
                    overheard.add("message", message);
                    throw new IllegalStateException("the handler's");
                });
        overheard.add("request", request);
        overheard.add("subscriptions", news + " " + client.subscribe(request) + " " + client.subscriptions());
        PublishOptions options = PublishOptions.defaults().idempotencyKey("k");
        overheard.add("reply", client.publish("/news", TELLTALE, options) + " to " + options);
        overheard.add("message", client.receive(Await.SOON).orElseThrow());
        server.publish("/handled", "{\"clientId\":\"" + id + "\"}");
        await(events, ClientEvent.HandlerFailed.class);

        // what the server repeats, in replies for somebody and for nobody
        server.session().deliver("/news", telltale(id));
        overheard.add("message", client.receive(Await.SOON).orElseThrow());
        server.session()
                .send("{\"channel\":\"/meta/subscribe\",\"id\":\"7777\",\"successful\":true,"
                        + telltale(id).substring(1));
        server.session()
                .send("{\"channel\":\"/nobody\",\"id\":\"7778\",\"successful\":false,\"error\":\"402:" + id
                        + ":Unknown client\"," + telltale(id).substring(1));
        server.on("/refused", Answer.refuse("403:" + id + ":go away").with("clientId", "\"" + id + "\""));
        server.on(
                message -> message.subscriptions().contains("/forbidden"),
                Answer.refuse("403:" + id + ",/forbidden:subscribe_denied").with("ext", telltale(id)));
        server.on("/silent", Answer.none());
        server.on("/silent/**", Answer.usual().lost());
        overheard.fails(() -> client.publish("/refused", TELLTALE));
        overheard.fails(() -> client.subscribe("/forbidden"));
        overheard.fails(() ->
                client.publish("/silent", TELLTALE, PublishOptions.defaults().deadline(BRIEF)));
        overheard.fails(() ->
                client.publish("/silent/a", TELLTALE, PublishOptions.defaults().deadline(BRIEF)));
        overheard.fails(() -> client.call("/service/nothing", TELLTALE, BRIEF));
        overheard.fails(() -> client.remoteCall("nothing", TELLTALE, BRIEF));
        overheard.attempt("registration", () -> client.publish("/not valid", TELLTALE));

        lose(events, server);
        overheard.attempt("reply", () -> client.publish("/news", TELLTALE));
        server.awaitConnectsHeld(1, Await.SOON);
        server.expireSessions();
        server.awaitSubscribed("/news", Await.SOON);
        String next = hidden.learn(server.session().clientId());
        assertThat(next).isNotEqualTo(id);
        assertThat(client.awaitState(ConnectionState.CONNECTED, Await.SOON)).isTrue();
        overheard.add("reply", client.publish("/news", TELLTALE));
        overheard.add("client", client + " " + client.subscriptions() + " " + client.pendingCount());

        server.awaitConnectsHeld(1, Await.SOON);
        SessionSnapshot left = client.detach();
        overheard.add("detached client", client);
        overheard.fails(() -> client.publish("/news", TELLTALE));
        overheard.events(heard);
        return left;
    }

    /** From a session that somebody left to the server's last word. */
    private static void secondLife(
            Overheard overheard, BayeuxTestServer server, BayeuxClientBuilder builder, Hidden hidden) {
        List<ClientEvent> heard = new CopyOnWriteArrayList<>();
        try (BayeuxClient client = builder.build()) {
            var unused = client.onEvent(heard::add);
            client.open();
            String id = hidden.learn(server.session().clientId());
            overheard.add("resumed client", client);
            client.subscribe("/more");
            // a publish that nobody answers is under way when the session ends
            CompletableFuture<?> pending = client.async().publish("/silent", TELLTALE);
            overheard.add("future", pending);
            server.awaitConnectsHeld(1, Await.SOON);
            server.disconnectClients("403:" + id + ":go away");
            overheard.fails(() -> client.awaitEnd(Await.SOON));
            overheard.fails(() -> Await.value(pending, "the publish"));
            overheard.attempt("closed", () -> Await.value(client.closed(), "the end"));
            overheard.attempt("receive", () -> client.receive(BRIEF));
            overheard.add("ended client", client + " " + client.subscriptions());
            overheard.fails(() -> client.publish("/news", TELLTALE));
            overheard.fails(() -> client.subscribe("/news"));
        }
        overheard.events(heard);
    }

    private static String telltale(String id) {
        return "{\"clientId\":\"" + id + "\",\"sid\":\"" + id + "\",\"access_token\":\"" + Hidden.PAYLOAD + "\"}";
    }

    private static void lose(BlockingQueue<ClientEvent> events, BayeuxTestServer server) {
        server.awaitConnectsHeld(1, Await.SOON);
        events.clear();
        server.dropConnections();
        awaitState(events, ConnectionState.CONNECTED);
    }

    private static <T extends ClientEvent> void await(BlockingQueue<ClientEvent> events, Class<T> type) {
        ClientEvent event = Await.next(events, Await.SOON, type.getSimpleName());
        while (!type.isInstance(event)) {
            event = Await.next(events, Await.SOON, type.getSimpleName());
        }
    }

    @ParameterizedTest
    @CsvSource({"POLLING, USER_INFO", "POLLING, TOKEN", "WEBSOCKET, HEADER", "WEBSOCKET, TOKEN"})
    void a_socket_io_client_tells_none_in_a_whole_life(EngineTransport transport, Login login) {
        Hidden hidden = new Hidden();
        try (Overheard overheard = Overheard.begin()) {
            try (SocketIoTestServer server = SocketIoTestServer.builder()
                    .namespaces("/chat", "/closed")
                    .recovery(Duration.ofMinutes(2))
                    .cookie("io")
                    .start()) {
                SocketIoClientBuilder builder = SocketIoClient.builder()
                        .reconnectPolicy(Guest.eager())
                        .engine(options -> options.withQuery(Map.of("ticket", Hidden.QUERY))
                                .withTransportOptions(
                                        transport,
                                        new TransportOptions(
                                                null,
                                                Map.of("own", Hidden.QUERY),
                                                Headers.of("X-Own", Hidden.API_KEY))));
                Hidden.give(builder, login);
                if (login == Login.HEADER) {
                    overheard.loggerSettings(builder);
                    builder.engineLogTo(overheard.logger());
                } else {
                    overheard.settings(builder);
                    builder.engineLogTo(overheard.printed(), System.Logger.Level.ALL);
                }
                ConnectOptions options = options(server, transport, login);
                overheard.add("options", options + " " + options.auth() + " " + options.headerProvider());
                builder.engine(engine -> {
                    overheard.add("engine options", engine + " " + engine.transportOptions(transport));
                    return engine;
                });
                socketIoLife(overheard, server, builder, options, hidden);

                EngineRequest first = server.requests().get(0);
                Hidden.arrived(first.headers(), login);
                assertThat(first.target())
                        .contains("key=" + Hidden.QUERY, "ticket=" + Hidden.QUERY, "own=" + Hidden.QUERY);
                assertThat(first.header("X-Own")).contains(Hidden.API_KEY);
            }
            overheard.tellsNone(hidden.all());
        }
    }

    private static ConnectOptions options(SocketIoTestServer server, EngineTransport transport, Login login) {
        ConnectOptions options =
                ConnectOptions.to(login.url(server.url())).transports(transport).namespaces("/", "/chat");
        return login != Login.TOKEN
                ? options.auth(Map.of("token", Hidden.AUTH, "plain", Hidden.AUTH))
                : options.headers(
                                () -> CompletableFuture.completedFuture(Map.of("Authorization", login.authorization())))
                        .auth(request -> CompletableFuture.completedFuture(Map.of("plain", Hidden.AUTH)));
    }

    private static void socketIoLife(
            Overheard overheard,
            SocketIoTestServer server,
            SocketIoClientBuilder builder,
            ConnectOptions options,
            Hidden hidden) {
        server.changePackets((connection, packet) -> {
            // the id by which a session is restored stands in no accessor of the server
            Matcher pid = PID.matcher(packet.isBinary() ? "" : packet.text());
            if (pid.find()) {
                hidden.learn(pid.group(1));
            }
            return List.of(packet);
        });
        for (String name : List.of("/", "/chat")) {
            server.namespace(name).on("echo", event -> event.ack(event.args().toArray()));
        }
        BlockingQueue<ClientEvent> events = new LinkedBlockingQueue<>();
        List<ClientEvent> heard = new CopyOnWriteArrayList<>();
        BlockingQueue<IncomingEvent> news = new LinkedBlockingQueue<>();
        SocketIoClient client = builder.build();
        client.onEvent(event -> {
            heard.add(event);
            events.add(event);
        });
        client.onEngineEvent(event -> overheard.add("engine event", event));
        client.onConnect(connected -> overheard.add("connected", connected));
        client.onDisconnect(end -> overheard.add("disconnected", end + " " + end.description()));
        client.onConnectError(error -> overheard.add("connect error", error));
        client.on("news", news::add);
        client.on("handled", event -> {
            throw new IllegalStateException("the handler's");
        });
        overheard.add("new client", client + " " + client.async() + " " + client.namespace("/chat"));
        client.connect(options);
        String sid = learn(server, hidden);
        overheard.add("client", client + " " + client.async() + " " + client.namespace("/chat") + " " + client.state());

        Map<String, Object> telltale = Map.of("sid", sid, "clientId", sid, "access_token", Hidden.PAYLOAD);
        // arguments are the application's, and tell what is in them
        client.call("echo", telltale);
        client.namespace("/chat").call("echo", telltale);
        client.emit("told", TELLTALE);
        overheard.add("told", server.take("told", Await.SOON));
        server.emit("news", telltale, new byte[] {1, 2, 3});
        overheard.add("acknowledgement", Await.next(news, Await.SOON, "news").ack());
        server.emit("handled", telltale);
        await(events, ClientEvent.HandlerFailed.class);
        server.emit("nobody's", telltale);
        EmitOptions briefly = EmitOptions.defaults().timeout(BRIEF);
        overheard.add("emit options", briefly);
        overheard.fails(() -> client.call(briefly, "silent", TELLTALE));

        refusals(overheard, server, client, options, sid);

        // everything that breaks a connection, with what the server knows in it
        lose(client, events, () -> {
            server.forgetConnections();
            server.dropConnections();
        });
        learn(server, hidden);
        lose(client, events, () -> last(server).drop());
        learn(server, hidden);
        for (String garbage : List.of(
                "0{\"sid\":\"ID\",\"upgr",
                "9{\"sid\":\"ID",
                "x is what no packet begins with, not even that of ID",
                "<html>Bearer " + Hidden.BEARER + "</html>",
                "442{\"message\":\"Bearer " + Hidden.BEARER,
                "40{\"sid\":\"ID",
                "42[\"news\",{\"access_token\":\"" + Hidden.PAYLOAD,
                "42{\"access_token\":\"" + Hidden.PAYLOAD + "\"}",
                "49{\"access_token\":\"" + Hidden.PAYLOAD + "\"}",
                "451-[\"news\",{\"_placeholder\":true,\"num\":7,\"token\":\"" + Hidden.PAYLOAD + "\"}]")) {
            String now = learn(server, hidden);
            lose(client, events, () -> last(server).send(EnginePacket.raw(garbage.replace("ID", now))));
        }
        learn(server, hidden);
        client.call("echo", telltale);
        overheard.add("client", client);

        server.stopListening();
        events.clear();
        // whatever is sent next is refused
        server.dropConnections();
        await(events, ClientEvent.Retrying.class);
        client.emit("told", TELLTALE);
        assertThat(client.buffered()).hasSize(1);
        overheard.fails(() -> client.call(briefly, "echo", TELLTALE));
        client.clearBuffer();
        server.listen();
        awaitConnected(client);
        learn(server, hidden);

        server.namespace("/chat").disconnectClients();
        Await.until(
                Await.SOON, "the end of /chat", () -> !client.namespace("/chat").isConnected());
        client.disconnect();
        overheard.add("ended client", client);
        overheard.fails(() -> client.call("echo", TELLTALE));
        overheard.attempt("again", () -> client.connect(options));
        learn(server, hidden);
        client.abort();
        overheard.attempt("end", () -> client.awaitEnd(Await.SOON));
        overheard.add("aborted client", client);
        overheard.events(heard);
    }

    private static void refusals(
            Overheard overheard, SocketIoTestServer server, SocketIoClient client, ConnectOptions options, String sid) {
        Map<String, Object> data = Map.of("sid", sid, "token", Hidden.AUTH);
        Namespace closed = client.namespace("/closed");
        if (options.isAuthRefreshed()) {
            // asks for others once it is refused
            server.namespace("/closed").answerNextConnects(ConnectAnswer.refuse("Bearer " + Hidden.BEARER, data));
            closed.join();
        } else {
            server.namespace("/closed")
                    .answerNextConnects(
                            ConnectAnswer.refuse("no", data),
                            ConnectAnswer.refuse("Bearer " + Hidden.BEARER + " has expired", data),
                            ConnectAnswer.refuseWith(data),
                            ConnectAnswer.refuse());
            for (int i = 0; i < 4; i++) {
                overheard.fails(closed::join);
            }
        }
        overheard.add("namespace", closed);
    }

    /** The ids of all that was opened so far; the last one's is the answer. */
    private static String learn(SocketIoTestServer server, Hidden hidden) {
        for (String name : List.of("/", "/chat")) {
            server.namespace(name).sessions().stream().map(NamespaceSession::id).forEach(hidden::learn);
        }
        List<EngineConnection> all = server.allConnections();
        all.forEach(connection -> hidden.learn(connection.sid()));
        return last(server).sid();
    }

    private static EngineConnection last(SocketIoTestServer server) {
        List<EngineConnection> all = server.allConnections();
        return all.get(all.size() - 1);
    }

    private static void lose(SocketIoClient client, BlockingQueue<ClientEvent> events, Runnable how) {
        events.clear();
        how.run();
        awaitState(events, ConnectionState.CONNECTED);
        awaitConnected(client);
    }

    private static void awaitConnected(SocketIoClient client) {
        Await.until(
                Await.SOON,
                () -> "both namespaces of " + client,
                () -> client.isConnected() && client.namespace("/chat").isConnected());
    }

    private static void awaitState(BlockingQueue<ClientEvent> events, ConnectionState state) {
        ClientEvent event = Await.next(events, Await.SOON, state.name());
        while (!(event instanceof ClientEvent.StateChanged changed && changed.to() == state)) {
            event = Await.next(events, Await.SOON, state.name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_client_tells_one_of_a_server_that_speaks_something_else(Protocol protocol) {
        Hidden hidden = new Hidden();
        String id = hidden.learn("id-hidden-4723-m");
        hidden.learn(SocketIoGuest.TOKEN);
        String fields =
                "\"clientId\":\"" + id + "\",\"sid\":\"" + id + "\",\"access_token\":\"" + Hidden.PAYLOAD + "\"";
        List<String> texts = List.of(
                "<!DOCTYPE html><p>Bearer " + Hidden.BEARER + " has expired",
                "<html>{" + fields,
                "<html>\u001e40/chat,{\"pid\":\"" + id + "\"}",
                "[{\"channel\":\"/meta/handshake\"," + fields.substring(0, fields.length() - 3),
                "[{\"channel\":\"/meta/handshake\",\"id\":\"1\",\"successful\":false,\"error\":\"401:" + id
                        + ":Unknown client\",\"advice\":{\"reconnect\":\"none\"}," + fields + "}]",
                "0{" + fields.substring(0, 40));
        List<Reply> replies = new ArrayList<>(List.of(
                Reply.json("{" + fields + "}").status(401).header("WWW-Authenticate", "Bearer realm=\"x\""),
                Reply.json("{\"code\":4,\"message\":\"Bearer " + Hidden.BEARER + "\"," + fields + "}")
                        .status(403),
                Reply.of(307).header("Location", "ftp://user:" + Hidden.PASSWORD + "@localhost/?key=" + Hidden.QUERY),
                Reply.of(503)
                        .header("Set-Cookie", "SID=" + Hidden.GIVEN + "; path=/")
                        .header("Retry-After", "1"),
                Reply.dropConnection(Reply.Ending.RESET)));
        for (String text : texts) {
            replies.add(Reply.text(text));
            replies.add(Reply.json(text).status(500));
            if (protocol.isWebSocket()) {
                replies.add(Reply.upgrade(WebSocketScript.accept()
                        .header("Set-Cookie", "SID=" + Hidden.GIVEN)
                        .onOpen(socket -> socket.sendText(text))));
            }
        }
        if (protocol.isWebSocket()) {
            replies.add(Reply.upgrade(
                    WebSocketScript.accept().onOpen(socket -> socket.sendClose(4000, "Bearer " + Hidden.BEARER))));
        }
        try (Overheard overheard = Overheard.begin();
                ScriptedServer server = ScriptedServer.start()) {
            Login[] logins = Login.values();
            for (int i = 0; i < replies.size(); i++) {
                Reply reply = replies.get(i);
                Login login = logins[i % logins.length];
                server.onRequest(request -> reply);
                String url = login.url(server.http(protocol.path()).toString());
                try (Guest guest = protocol.client(url, builder -> {
                    Hidden.give(builder, login);
                    overheard.settings(builder);
                })) {
                    overheard.fails(guest::open);
                    overheard.events(guest.events());
                }
                assertThat(server.takeRequest(Await.SOON).target()).contains("key=" + Hidden.QUERY);
            }
            overheard.tellsNone(hidden.all());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_client_tells_one_of_a_proxy_that_wants_credentials(Protocol protocol) {
        Hidden hidden = new Hidden();
        try (Overheard overheard = Overheard.begin();
                Protocol.Host server = protocol.server();
                ScriptedServer proxy = ScriptedServer.start().proxy("user", Hidden.PROXY)) {
            for (String password : List.of(Hidden.PROXY, Hidden.PASSWORD)) {
                try (Guest guest = protocol.client(server.url() + "?key=" + Hidden.QUERY, builder -> {
                    Hidden.give(builder, Login.HEADER);
                    builder.proxy(ProxySelector.of(proxy.address())).proxyCredentials("user", password);
                    overheard.settings(builder);
                })) {
                    // the JDK sends Basic credentials to no tunnel
                    boolean passes = password.equals(Hidden.PROXY) && (!protocol.isWebSocket() || WireTurn.isNetty());
                    if (passes) {
                        guest.open();
                        guest.echo();
                    } else {
                        overheard.fails(guest::open);
                    }
                    assertThat(proxy.requests().stream()
                                    .anyMatch(request -> request.header("Proxy-Authorization")
                                            .orElse("")
                                            .equals("Basic " + Hidden.base64("user:" + Hidden.PROXY))))
                            .isEqualTo(!protocol.isWebSocket() || WireTurn.isNetty());
                    overheard.events(guest.events());
                }
            }
            overheard.tellsNone(hidden.all());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_engine_io_client_tells_none(EngineTransport transport) {
        Hidden hidden = new Hidden();
        try (Overheard overheard = Overheard.begin();
                SocketIoTestServer server =
                        SocketIoTestServer.builder().engineOnly().cookie("io").start()) {
            EngineIoClientBuilder builder = EngineIoClient.builder(Login.USER_INFO.url(server.url()))
                    .options(options -> options.withTransports(transport))
                    .onEvent(event -> overheard.add("engine event", event));
            Hidden.give(builder, Login.USER_INFO);
            overheard.settings(builder);
            try (EngineIoClient client = builder.open()) {
                String sid = hidden.learn(server.connection().sid());
                Hidden.arrived(server.requests().get(0).headers(), Login.USER_INFO);
                overheard.add("client", client + " " + client.async() + " " + client.handshake());
                server.connection().send(EnginePacket.raw("9{\"sid\":\"" + sid));
                overheard.add("end", client.awaitClosed(Await.SOON).orElseThrow());
                overheard.fails(() -> client.send("more"));
                overheard.add("ended client", client);
            }
            overheard.failuresTellNone(hidden.all());
        }
    }

    /** What a builder refuses it does not repeat. */
    @Test
    void no_builder_tells_one_of_what_it_refuses() {
        Hidden hidden = new Hidden();
        List<String> urls = List.of(
                "http://user:" + Hidden.PASSWORD + "@ localhost/",
                "http://localhost/?key=" + Hidden.QUERY + " ",
                "http://user:p@" + Hidden.PASSWORD + "@localhost/",
                "http:/user:" + Hidden.PASSWORD + "@localhost/",
                "ftp://user:" + Hidden.PASSWORD + "@localhost/?key=" + Hidden.QUERY,
                "user:" + Hidden.PASSWORD + "@localhost?key=" + Hidden.QUERY);
        try (Overheard overheard = Overheard.begin()) {
            for (String url : urls) {
                overheard.fails(() -> BayeuxClient.open(url));
                overheard.fails(() -> EngineIoClient.builder(url));
                overheard.fails(() -> SocketIoClient.create().connect(url));
                overheard.attempt("options", () -> ConnectOptions.to(url));
                overheard.fails(() -> SocketIoClient.create()
                        .connect(ConnectOptions.to(() -> CompletableFuture.completedFuture(url))));
            }
            overheard.fails(
                    () -> BayeuxClient.builder("http://localhost").header("Authorization", Hidden.BEARER + "\n"));
            overheard.fails(() -> BayeuxClient.builder("http://localhost").cookie("LOGIN", Hidden.COOKIE + ";"));
            overheard.failuresTellNone(hidden.all());
        }
    }
}
