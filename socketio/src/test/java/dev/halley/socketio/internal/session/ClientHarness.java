package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.observe.ClientLog;
import dev.halley.socketio.AuthProvider;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.internal.packet.JsonPacketParser;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.ParserSettings;
import dev.halley.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A client in virtual time, with the test as its engine, its server and its dispatch. */
final class ClientHarness {
    final VirtualTime time = new VirtualTime();
    final SerialContext context = new SerialContext(time.kernel(), this::uncaught);
    final List<FakeEngine> engines = new ArrayList<>();
    final List<ClientEvent> events = new ArrayList<>();
    /** What dispatch heard, one line each. */
    final List<String> heard = new ArrayList<>();

    final List<Completion> completions = new ArrayList<>();
    final List<AckReply> replies = new ArrayList<>();
    final List<HalleyException> connectErrors = new ArrayList<>();
    final Set<String> handled = new LinkedHashSet<>();
    final List<Throwable> uncaught = new ArrayList<>();
    boolean wantsOutgoing;
    boolean speaksOld;
    boolean hearsStates;
    int leases;
    final SocketIoSession session;

    ClientHarness() {
        this(settings -> settings);
    }

    ClientHarness(UnaryOperator<SessionSettings> settings) {
        SessionSetup setup = new SessionSetup(
                time.kernel(),
                context,
                time.kernel().handlers(),
                new ClientLog("test", System.getLogger("test"), null),
                new Hub(),
                Leases::new,
                JsonPacketParser.INSTANCE,
                ParserSettings.of(JsonCodecLoader.defaultCodec()),
                settings.apply(SessionSettings.DEFAULT));
        session = new SocketIoSession(setup, new Dispatch());
    }

    private void uncaught(Throwable cause) {
        uncaught.add(cause);
        throw new AssertionError(cause);
    }

    private final class Hub implements SessionSetup.Hub {
        @Override
        public void changed(ConnectionState from, ConnectionState to, Throwable cause) {
            if (hearsStates) {
                heard.add("state " + to);
            }
        }

        @Override
        public void raise(ClientEvent event) {
            events.add(event);
        }

        @Override
        public void engine(EngineEvent event) {
            heard.add("engine " + event);
        }
    }

    private final class Leases implements SessionSetup.Engines.Lease {
        Leases() {
            leases++;
        }

        @Override
        public EngineSession connect(URI url, Map<String, String> headers, EngineListener listener) {
            FakeEngine engine = new FakeEngine(url, headers, listener, context);
            engines.add(engine);
            return engine;
        }

        @Override
        public boolean fallBack() {
            boolean first = !speaksOld;
            speaksOld = true;
            return first;
        }

        @Override
        public CompletableFuture<Void> release() {
            leases--;
            return CompletableFuture.completedFuture(null);
        }
    }

    private final class Dispatch implements Dispatcher {
        @Override
        public Set<String> namespaces() {
            return handled;
        }

        @Override
        public void event(Packet packet, AckReply reply, Completion processed) {
            List<Object> args = new ArrayList<>();
            for (int i = 0; i < packet.data().size(); i++) {
                args.add(packet.data().get(i, Object.class));
            }
            heard.add("event " + packet.namespace() + " " + packet.event() + " " + args);
            if (processed != null) {
                completions.add(processed);
            }
            if (reply != null) {
                replies.add(reply);
            }
        }

        @Override
        public boolean wantsOutgoing() {
            return wantsOutgoing;
        }

        @Override
        public void outgoing(String namespace, String event, List<?> args) {
            heard.add("outgoing " + namespace + " " + event + " " + args);
        }

        @Override
        public void connected(String namespace, String sid, boolean recovered) {
            heard.add("connected " + namespace + " " + sid + (recovered ? " recovered" : "") + " in " + session.state()
                    + (session.isConnected(namespace) ? "" : " too early"));
        }

        @Override
        public void connectError(String namespace, HalleyException cause, boolean active) {
            connectErrors.add(cause);
            heard.add("connect_error " + namespace + " " + cause.getMessage() + (active ? ", active" : ""));
        }

        @Override
        public void disconnected(String namespace, DisconnectReason reason, EngineClose close) {
            heard.add("disconnected " + namespace + " " + reason.text() + (close == null ? "" : ", engine too"));
        }

        @Override
        public void readComplete() {}

        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void closed(HalleyException cause) {
            heard.add("closed" + (cause == null ? "" : " " + cause.getMessage()));
        }
    }

    // ---- the application

    static Supplier<CompletionStage<URI>> url(String url) {
        return () -> CompletableFuture.completedFuture(URI.create(url));
    }

    static ConnectRequest request(String... namespaces) {
        return new ConnectRequest(
                List.of(url("http://a:1")),
                null,
                null,
                false,
                namespaces.length == 0 ? null : new LinkedHashSet<>(List.of(namespaces)),
                true,
                true,
                Duration.ofSeconds(5),
                false);
    }

    static ConnectRequest with(ConnectRequest of, AuthProvider auth, boolean refreshes) {
        return new ConnectRequest(
                of.servers(),
                of.headers(),
                auth,
                refreshes,
                of.namespaces(),
                of.exactly(),
                of.waits(),
                of.namespaceTimeout(),
                of.retry());
    }

    static ConnectRequest retrying(ConnectRequest of) {
        return new ConnectRequest(
                of.servers(),
                of.headers(),
                of.auth(),
                of.refreshes(),
                of.namespaces(),
                of.exactly(),
                of.waits(),
                of.namespaceTimeout(),
                true);
    }

    /** Connects to version 5, joining the namespaces. */
    FakeEngine connected(String... namespaces) {
        CompletableFuture<Void> connect = session.connect(request(namespaces));
        FakeEngine engine = opened();
        for (String namespace : namespaces.length == 0 ? new String[] {"/"} : namespaces) {
            accept(engine, namespace, null);
        }
        time.result(connect);
        return engine;
    }

    /** The newest engine, opened. */
    FakeEngine opened() {
        time.runPending();
        FakeEngine engine = engine();
        engine.open(EngineVersion.V4);
        time.runPending();
        return engine;
    }

    FakeEngine engine() {
        return engines.get(engines.size() - 1);
    }

    void accept(FakeEngine engine, String namespace, String pid) {
        String json = "{\"sid\":\"s" + namespace + "\"" + (pid == null ? "" : ",\"pid\":\"" + pid + "\"") + "}";
        receive(engine, "0" + (namespace.equals("/") ? "" : namespace + ",") + json);
    }

    void receive(FakeEngine engine, Object... messages) {
        engine.receive(messages);
        time.runPending();
    }

    void lose(FakeEngine engine) {
        engine.end(EngineClose.Reason.TRANSPORT_CLOSE);
        time.runPending();
    }

    /** Loses the connection, and makes the next one. */
    FakeEngine reconnected(FakeEngine lost) {
        lose(lost);
        time.advance(Duration.ofSeconds(10));
        return opened();
    }

    CompletableFuture<Void> emit(String event, Object... args) {
        return session.emit(Emission.of("/", event, List.of(args)));
    }

    <T extends ClientEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> heard(String prefix) {
        return heard.stream().filter(line -> line.startsWith(prefix)).toList();
    }
}
