package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.AsyncEngineIoClient;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineIoClientBuilder;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client of Engine.IO and the scripted server behind sockets, which lists what a client must not do. */
final class EngineRules implements AutoCloseable {
    static final UnaryOperator<EngineOptions> DEFAULTS = options -> options;
    static final UnaryOperator<EngineOptions> POLLING = options -> options.withTransports(EngineTransport.POLLING);
    static final UnaryOperator<EngineOptions> WEBSOCKET = options -> options.withTransports(EngineTransport.WEBSOCKET);

    final SocketIoTestServer server;
    final AsyncEngineIoClient client;
    /** Texts, and bytes as {@code b:} and what they mean as text. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    final List<EngineEvent> events = new CopyOnWriteArrayList<>();
    private final List<AsyncEngineIoClient> clients = new ArrayList<>();

    EngineRules(UnaryOperator<EngineOptions> options) {
        this(SocketIoTestServer.builder(), options);
    }

    EngineRules(SocketIoTestServerBuilder settings, UnaryOperator<EngineOptions> options) {
        this(settings, options, builder -> builder);
    }

    EngineRules(
            SocketIoTestServerBuilder settings,
            UnaryOperator<EngineOptions> options,
            UnaryOperator<EngineIoClientBuilder> configure) {
        server = settings.engineOnly().start();
        client = client(server.url(), options, configure);
    }

    static UnaryOperator<EngineOptions> of(EngineTransport transport) {
        return options -> options.withTransports(transport);
    }

    AsyncEngineIoClient client(
            String url, UnaryOperator<EngineOptions> options, UnaryOperator<EngineIoClientBuilder> configure) {
        AsyncEngineIoClient made = configure
                .apply(EngineIoClient.builder(url)
                        .logOff()
                        .maxPendingCount(0)
                        .options(options)
                        .onMessage(this::hear)
                        .onEvent(events::add))
                .buildAsync();
        clients.add(made);
        return made;
    }

    private void hear(EngineMessage message) {
        if (message instanceof EngineMessage.Text text) {
            heard.add(text.text());
        } else {
            ByteBuffer data = ((EngineMessage.Binary) message).data();
            heard.add("b:" + StandardCharsets.ISO_8859_1.decode(data.duplicate()));
        }
    }

    EngineRules open() {
        assertThat(Await.value(client.open(), "open")).isSameAs(client);
        return this;
    }

    EngineConnection connection() {
        return server.connection();
    }

    /** Sends each and waits until they were written. */
    void send(String... texts) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (String text : texts) {
            sent.add(client.send(text));
        }
        sent.forEach(each -> Await.value(each, "send"));
    }

    void until(String what, BooleanSupplier condition) {
        Await.until(
                Await.SOON,
                () -> what + "; heard: " + heard + "; events: " + events + "; violations: " + server.violations(),
                condition);
    }

    void hears(String... expected) {
        until("to hear " + List.of(expected), () -> heard.size() >= expected.length);
        assertThat(heard).containsExactly(expected);
    }

    /** A message each way, which shows that the session lives. */
    void assertAlive() {
        String text = "alive " + server.requests().size();
        send(text);
        until("the message", () -> connection().messages().contains(text));
        connection().send(text);
        until("the answer", () -> heard.contains(text));
        assertThat(client.isOpen()).isTrue();
        assertCorrect();
    }

    void awaitTransport(String transport) {
        server.awaitTransport(transport, Await.SOON);
    }

    EngineClose closed() {
        return Await.value(client.closed(), "the end");
    }

    <E extends EngineEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<EngineRequest> requests(String method) {
        return server.requests(request -> request.method().equals(method));
    }

    void assertCorrect() {
        assertThat(server.violations()).isEmpty();
    }

    @Override
    public void close() {
        clients.forEach(each -> Await.value(each.closeAsync(), "close"));
        server.close();
    }
}
