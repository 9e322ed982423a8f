package dev.halley.reliability.trial;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineTransport;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fault.Plan.Mode;
import dev.halley.socketio.AuthProvider;
import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The Socket.IO client, against socket.io for Node. */
final class SocketIoSubject implements Subject {
    private static final String QUIET = "/quiet";
    private static final int RETRIES = 1_000;

    /** A call may wait for the end of an outage. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final Plan plan;
    private final Books books;
    private final SocketIoClient client;
    private final ConnectOptions options;
    private final AtomicReference<String> token;

    SocketIoSubject(Plan plan, String url, WireProvider wire, @Nullable SSLContext trust, Books books) {
        this.plan = plan;
        this.books = books;
        this.token = new AtomicReference<>(books.tokens.get());
        SocketIoClientBuilder builder = SocketIoClient.builder()
                .name(plan.id())
                .wire(wire)
                .reconnectPolicy(POLICY)
                .engine(engine -> engine.withConnectTimeout(CONNECT_TIMEOUT).withRequestTimeout(REQUEST_TIMEOUT));
        if (trust != null) {
            builder.sslContext(trust);
        }
        if (Journal.TRAFFIC) {
            builder.wireTap(traffic -> books.journal.say(traffic.toString()));
        }
        client = builder.build();
        ConnectOptions all =
                ConnectOptions.to(url).namespaces("/", QUIET).auth(this::auth).retry(true);
        options = switch (plan.route()) {
            case WEBSOCKET -> all.transports(EngineTransport.WEBSOCKET);
            case POLLING -> all.transports(EngineTransport.POLLING);
            case BOTH -> all;
        };
    }

    /** As an application does it: the token that it has, and another one when that was refused. */
    private CompletableFuture<Map<String, String>> auth(AuthProvider.Request request) {
        if (request.refusal() != null) {
            token.set(books.tokens.get());
        }
        return CompletableFuture.completedFuture(Map.of("token", token.get()));
    }

    @Override
    public void open() {
        for (Object each : List.of(
                client.onEvent(event -> books.event(event, "/")),
                client.onDisconnect(end -> {
                    // what we end ourselves at last excuses nothing
                    if (end.reason() != DisconnectReason.CLIENT) {
                        books.emits.disconnected();
                    }
                    books.journal.say("client: " + end);
                }),
                client.onConnect(connected -> books.journal.say("client: " + connected)),
                client.onConnectError(error -> books.journal.say("client: " + error)),
                client.on("number", Integer.class, number -> books.incoming.received(number == null ? -1 : number)),
                client.on("welcome", event -> books.journal.say("client: welcome")),
                client.on("probe", String.class, word -> books.probe("/", String.valueOf(word))),
                client.namespace(QUIET).on("welcome", event -> books.journal.say("client: welcome to " + QUIET)),
                client.namespace(QUIET).on("probe", String.class, word -> books.probe(QUIET, String.valueOf(word))))) {
            books.journal.say("client: listens by " + each.getClass().getSimpleName());
        }
        SocketIoClient unused = client.connect(options);
    }

    @Override
    public void send(int number) {
        books.emits.sent(number);
        CompletableFuture<?> unusedEmit =
                client.async().emit("note", number).whenComplete((done, failure) -> emitted(number, failure));
        books.outgoing.sent(number);
        EmitOptions emit = plan.mode() == Mode.RETRIES
                ? EmitOptions.defaults().retries(RETRIES).timeout(REQUEST_TIMEOUT)
                : EmitOptions.defaults().timeout(CALL_TIMEOUT);
        CompletableFuture<?> unusedCall =
                client.async().call(emit, "up", number).whenComplete((reply, failure) -> called(number, failure));
    }

    private void emitted(int number, @Nullable Throwable thrown) {
        Throwable failure = cause(thrown);
        if (failure == null) {
            books.emits.ended(number, Emits.End.TAKEN);
        } else if (isUnconfirmed(failure)) {
            books.emits.ended(number, Emits.End.UNCONFIRMED);
        } else if (isNotSent(failure)) {
            books.emits.ended(number, Emits.End.NOT_SENT);
        } else {
            books.problem("emit " + number + " ended with " + failure);
        }
        if (failure != null) {
            books.journal.say("emit " + number + ": " + failure);
        }
    }

    private void called(int number, @Nullable Throwable thrown) {
        Throwable failure = cause(thrown);
        if (failure == null) {
            books.outgoing.ended(number, Outgoing.End.CONFIRMED);
        } else if (isUnconfirmed(failure)) {
            books.outgoing.ended(number, Outgoing.End.UNCONFIRMED);
        } else if (isNotSent(failure)) {
            books.outgoing.ended(number, Outgoing.End.NOT_SENT);
        } else {
            books.problem("call " + number + " ended with " + failure);
        }
        if (failure != null) {
            books.journal.say("call " + number + ": " + failure);
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static boolean isUnconfirmed(Throwable failure) {
        return failure instanceof UnconfirmedException
                || failure instanceof OperationTimeoutException
                || failure instanceof ClosedException
                || failure instanceof DisconnectedException;
    }

    private static boolean isNotSent(Throwable failure) {
        return failure instanceof ConnectionException
                || failure instanceof OverflowException
                || failure instanceof BadNamespaceException;
    }

    @Override
    public String expectedSession() {
        return " /,/quiet";
    }

    @Override
    public int probes() {
        return 2;
    }

    @Override
    public String state() {
        return client + " connected " + client.isConnected() + " "
                + client.namespace(QUIET).isConnected();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
