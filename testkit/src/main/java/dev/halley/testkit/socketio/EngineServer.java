package dev.halley.testkit.socketio;

import dev.halley.internal.json.JsonText;
import dev.halley.testkit.Reply;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.Rules;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Engine.IO server behind both fronts: checks requests as the JavaScript server does and hands them to sessions.
 * Guarded by the server's lock, but for what only hands over.
 */
final class EngineServer {
    private static final List<String> KNOWN_TRANSPORTS = List.of("polling", "websocket");

    private final Settings settings;
    private final Hub hub;
    private final Rules<EngineRequest, Answer> rules = new Rules<>(Answer::isFor);
    private final List<EngineRequest> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, EngineConnection> live = new LinkedHashMap<>();
    private final List<EngineConnection> all = new ArrayList<>();
    private BiFunction<EngineConnection, EnginePacket, List<EnginePacket>> tamper = (to, packet) -> List.of(packet);
    private UnaryOperator<Map<String, Object>> openChange = UnaryOperator.identity();
    private Predicate<? super EngineRequest> admission = request -> true;
    private Duration delay = Duration.ZERO;
    private boolean silent;

    // Set before the first client.
    private Layer layer = new Layer.None();

    EngineServer(Settings settings, Hub hub) {
        this.settings = settings;
        this.hub = hub;
    }

    void layer(Layer upper) {
        layer = upper;
    }

    Settings settings() {
        return settings;
    }

    Hub hub() {
        return hub;
    }

    Layer layer() {
        return layer;
    }

    /** What a front makes of what came. */
    record Arrival(String method, String target, Headers headers, byte[] body, int connection) {}

    EngineRequest logged(Arrival arrival, boolean upgrade) {
        return hub.read(() -> {
            EngineRequest.Origin origin = new EngineRequest.Origin(
                    upgrade,
                    arrival.connection,
                    requests.size() + 1,
                    hub.clock().now());
            EngineRequest request =
                    new EngineRequest(arrival.method, arrival.target, arrival.headers, arrival.body, origin);
            requests.add(request);
            return request;
        });
    }

    /** Takes an HTTP request; the front is told the answer, perhaps later. */
    PendingRequest receive(Arrival arrival, Consumer<Reply> front) {
        EngineRequest request = logged(arrival, false);
        PendingRequest pending = new PendingRequest(request, hub.read(() -> rule(request)), hub, front);
        hub.stepLater(() -> handle(pending));
        return pending;
    }

    private Answer rule(EngineRequest request) {
        Answer rule = rules.match(request);
        return rule == null ? Answer.usual() : rule;
    }

    private void handle(PendingRequest pending) {
        Reply instead = pending.rule().instead();
        if (instead != null) {
            pending.answer(instead);
            return;
        }
        EngineRequest request = pending.request();
        Reply refusal = refusal(request, code -> EngineErrors.reply(code));
        if (refusal != null) {
            pending.answer(refusal);
            return;
        }
        String sid = request.parameter("sid").orElse(null);
        EngineConnection connection = sid == null ? open(request, null) : live.get(sid);
        PollingTransport polling = connection == null ? null : connection.polling();
        if (polling != null) {
            polling.receive(pending);
        }
    }

    void gone(PendingRequest pending) {
        hub.stepLater(() -> {
            if (pending.isOver()) {
                return;
            }
            for (EngineConnection connection : List.copyOf(live.values())) {
                PollingTransport polling = connection.polling();
                if (polling != null) {
                    polling.gone(pending);
                }
            }
            pending.gone();
        });
    }

    /** The answer to the request for a WebSocket: a refusal, or null, and how long it waits. */
    record Upgrade(EngineRequest request, @Nullable Reply refusal, Duration delay) {}

    Upgrade upgrade(Arrival arrival) {
        EngineRequest request = logged(arrival, true);
        return hub.read(() -> {
            Answer rule = rule(request);
            Reply refusal = rule.instead();
            if (refusal == null) {
                refusal = rule.isLost() ? Reply.hang() : refusal(request, EngineErrors::refusal);
            }
            return new Upgrade(request, refusal, rule.delay());
        });
    }

    /** A WebSocket is open: a session's, or a probe. */
    @Nullable SocketTransport opened(EngineRequest request, Link link) {
        SocketTransport[] opened = new SocketTransport[1];
        hub.stepLater(() -> {
            String sid = request.parameter("sid").orElse(null);
            if (sid == null) {
                opened[0] = (SocketTransport) open(request, link).current();
                return;
            }
            EngineConnection connection = live.get(sid);
            if (connection == null) {
                link.reset();
                return;
            }
            opened[0] = new SocketTransport(connection, link);
            connection.upgrade(opened[0]);
        });
        return opened[0];
    }

    /** The order of the checks is the JavaScript server's. */
    private @Nullable Reply refusal(EngineRequest request, IntFunction<Reply> error) {
        String path = settings.path();
        if (!request.path().equals(path) && !(request.path() + "/").equals(path)) {
            return Reply.text("no handler for " + request.path() + "\n").status(404);
        }
        String transport = request.parameter("transport").orElse("");
        if (!KNOWN_TRANSPORTS.contains(transport)
                || !settings.engine().transports().contains(transport)) {
            return error.apply(EngineErrors.UNKNOWN_TRANSPORT);
        }
        String sid = request.parameter("sid").orElse(null);
        if (sid != null) {
            EngineConnection connection = live.get(sid);
            if (connection == null || !hasCookie(connection, request)) {
                return error.apply(EngineErrors.UNKNOWN_SESSION);
            }
            if (!String.valueOf(connection.version())
                    .equals(request.parameter("EIO").orElse(""))) {
                violated("EIO: " + request.parameter("EIO").orElse("none") + " (expected: " + connection.version()
                        + ")");
            }
            boolean fits = request.isUpgrade() || connection.current().name().equals(transport);
            return fits ? null : error.apply(EngineErrors.BAD_REQUEST);
        }
        if (!request.method().equals("GET")) {
            return error.apply(EngineErrors.BAD_METHOD);
        }
        if (request.isUpgrade() != transport.equals("websocket")) {
            return error.apply(EngineErrors.BAD_REQUEST);
        }
        if (!admission.test(request)) {
            return error.apply(EngineErrors.FORBIDDEN);
        }
        return settings.engine().versions().contains(version(request))
                ? null
                : error.apply(EngineErrors.UNSUPPORTED_VERSION);
    }

    private static int version(EngineRequest request) {
        return request.parameter("EIO").orElse("").equals("4") ? 4 : 3;
    }

    private boolean hasCookie(EngineConnection connection, EngineRequest request) {
        String cookie = settings.engine().cookie();
        return cookie == null
                || request.headers().all("Cookie").stream()
                        .flatMap(line -> List.of(line.split("; *")).stream())
                        .anyMatch(pair -> pair.equals(cookie + "=" + connection.sid()));
    }

    private EngineConnection open(EngineRequest request, @Nullable Link link) {
        String sid = hub.newId("s");
        int version = version(request);
        EngineConnection connection = new EngineConnection(this, sid, version, request, link);
        live.put(sid, connection);
        all.add(connection);
        Map<String, Object> handshake = new LinkedHashMap<>();
        handshake.put("sid", sid);
        boolean upgrades = link == null
                && settings.engine().upgrades()
                && settings.engine().transports().contains("websocket");
        handshake.put("upgrades", upgrades ? List.of("websocket") : List.of());
        handshake.put("pingInterval", settings.engine().pingInterval().toMillis());
        handshake.put("pingTimeout", settings.engine().pingTimeout().toMillis());
        if (version == 4) {
            // E3-08
            handshake.put("maxPayload", settings.limits().maxPayload());
        }
        StringBuilder json = new StringBuilder();
        JsonText.write(json, openChange.apply(handshake));
        connection.open(json.toString());
        layer.opened(connection);
        return connection;
    }

    Reply withCookie(EngineConnection connection, EngineRequest request, Reply reply) {
        String cookie = settings.engine().cookie();
        return cookie == null || request.parameter("sid").isPresent()
                ? reply
                : reply.addHeader("Set-Cookie", cookie + "=" + connection.sid() + "; Path=/; HttpOnly; SameSite=Lax");
    }

    /** Everything that can go out is on its way. */
    void flush() {
        List.copyOf(live.values()).forEach(EngineConnection::flush);
    }

    List<EnginePacket> altered(EngineConnection connection, List<EnginePacket> packets) {
        List<EnginePacket> altered = new ArrayList<>();
        packets.forEach(packet -> altered.addAll(tamper.apply(connection, packet)));
        return altered;
    }

    /** Sends now, or after the delay that the test wants; in order as long as it stays the same. */
    void delayed(Runnable send) {
        if (delay.isZero()) {
            send.run();
        } else {
            var unused = hub.after(delay, send);
        }
    }

    void delay(Duration wanted) {
        delay = wanted;
    }

    void remove(EngineConnection connection) {
        live.remove(connection.sid(), connection);
    }

    void violated(String what) {
        violations.add(what);
    }

    void note(String what) {
        notes.add(what);
    }

    boolean isSilent() {
        return silent;
    }

    void silent(boolean silent) {
        this.silent = silent;
        live.values().forEach(EngineConnection::heartbeatChanged);
    }

    void tamper(BiFunction<EngineConnection, EnginePacket, List<EnginePacket>> change) {
        tamper = change;
    }

    void openChange(UnaryOperator<Map<String, Object>> change) {
        openChange = change;
    }

    void admission(Predicate<? super EngineRequest> test) {
        admission = test;
    }

    Rules<EngineRequest, Answer> rules() {
        return rules;
    }

    List<EngineRequest> requests() {
        return List.copyOf(requests);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    List<EngineConnection> live() {
        return List.copyOf(live.values());
    }

    List<EngineConnection> all() {
        return List.copyOf(all);
    }
}
