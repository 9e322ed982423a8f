package dev.halley.cli;

import dev.halley.ClientEvent;
import dev.halley.ReconnectPolicy;
import dev.halley.cli.server.LocalServer;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketNamespace;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The story of a Socket.IO client: it goes over from polling to WebSocket, emits and receives, in two namespaces, and
 * survives the loss of its server. One thread runs it; handlers come on the client's executor.
 */
final class SocketIoDemo {
    private static final String ME = "socket.io";
    private static final int MANY = 100;
    private static final byte[] BYTES = {0, 1, (byte) 254, (byte) 255};

    private final Steps steps;
    private final LocalServer.Source source;
    private final BlockingQueue<IncomingEvent> echoes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> chat = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> life = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();

    /** The handlers of a namespace as a class: methods named after the events. */
    static final class Chat extends SocketNamespace {
        private final BlockingQueue<String> heard;

        Chat(BlockingQueue<String> heard) {
            super("/chat");
            this.heard = heard;
        }

        /** Called for each {@code echo} event. */
        public void on_echo(String text) {
            heard.add(text);
        }
    }

    SocketIoDemo(Steps steps, LocalServer.Source source) {
        this.steps = steps;
        this.source = source;
    }

    /** Tells the story up to its end or to the first step that fails. */
    void run() throws Demo.DemoFailedException {
        LocalServer server = steps.step("server", "start", source::start, started -> "listens at " + started.url());
        try (SocketIoClient client = SocketIoClient.builder()
                .name(ME)
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff().initialDelay(Duration.ofMillis(200)))
                .build()) {
            tell(server, client);
        } finally {
            server.close();
        }
    }

    private void tell(LocalServer server, SocketIoClient client) throws Demo.DemoFailedException {
        client.on("echo", echoes::add);
        client.onConnect(() -> life.add("connect"));
        client.onDisconnect(end -> life.add("disconnect: " + end.reason().text()));
        client.onEvent(event -> {
            if (event instanceof ClientEvent.Retrying retrying) {
                attempts.add(retrying.attempt());
            }
        });
        SocketIoClient registered = client.register(new Chat(chat));
        steps.step(
                ME,
                "connect",
                () -> registered.connect(ConnectOptions.to(server.url().toString())),
                connected -> "connected to the namespaces "
                        + connected.connectedNamespaces().stream().sorted().toList());
        steps.step(ME, "connect handler", () -> await(life, "connect"), "called the handler of connect");
        steps.step(
                ME,
                "upgrade",
                () -> until(() -> client.transport().equals(Optional.of(EngineTransport.WEBSOCKET))),
                "went over from polling to WebSocket");
        exchange(client, "hello", MANY);
        steps.step(
                ME,
                "ack",
                () -> client.call("echo", "question", 42),
                ack -> "called echo: acknowledged with " + checked(ack));
        steps.step(ME, "binary", () -> binary(client), "emitted 4 bytes inside of a map; they came back");
        steps.step(
                ME,
                "namespace",
                () -> {
                    client.namespace("/chat").emit("echo", "in the other room");
                    await(chat, "in the other room");
                },
                "emitted in /chat; the method on_echo of a class was called");

        attempts.clear();
        steps.step("server", "drop", server::drop, "dropped, without a goodbye");
        steps.step(
                ME,
                "notice the loss",
                () -> loss(next(life)),
                reason -> "noticed it; the handler of disconnect was told: " + reason);
        steps.step(ME, "try to reconnect", this::failedAttempt, "tried to reconnect, in vain; tries again by itself");
        steps.step(ME, "buffer", () -> client.emit("echo", "written when it is back"), "emitted an event meanwhile");
        steps.step("server", "come back", server::restart, "is back on the same port");
        steps.step(ME, "reconnect", () -> await(life, "connect"), "reconnected and joined its namespaces by itself");
        steps.step(
                ME,
                "buffered event",
                () -> expect(next(echoes).get(0), "written when it is back"),
                "the event that waited came back");
        exchange(client, "again", 10);

        steps.step(ME, "disconnect", client::disconnect, "disconnected");
        steps.step("server", "say goodbye", () -> until(() -> server.sessions() == 0), "has 0 sessions left");
    }

    private void exchange(SocketIoClient client, String text, int count) throws Demo.DemoFailedException {
        steps.step(
                ME,
                "emit",
                () -> {
                    for (int i = 0; i < count; i++) {
                        client.emit("echo", text, i);
                    }
                    for (int i = 0; i < count; i++) {
                        IncomingEvent echo = next(echoes);
                        expect(echo.get(0), text);
                        expect(echo.get(1), i);
                    }
                },
                "emitted " + count + " events; " + count + " came back, in order");
    }

    private String checked(Args ack) throws InterruptedException, TimeoutException {
        expect(ack.toList(), List.of("question", 42));
        expect(next(echoes).args().toList(), List.of("question", 42));
        return ack.toString();
    }

    private void binary(SocketIoClient client) throws InterruptedException, TimeoutException {
        client.emit("echo", Map.of("file", BYTES));
        Object value = next(echoes).get(0);
        Object file = value instanceof Map<?, ?> map ? map.get("file") : null;
        if (!(file instanceof byte[] bytes && Arrays.equals(bytes, BYTES))) {
            throw new Demo.StepFailedException(ME + ": received " + value + " (expected: bytes "
                    + Base64.getEncoder().encodeToString(BYTES) + ")");
        }
    }

    private static String loss(String event) {
        if (!event.startsWith("disconnect: ") || event.endsWith(DisconnectReason.CLIENT.text())) {
            throw new Demo.StepFailedException(ME + ": " + event + " (expected: an accidental disconnect)");
        }
        return event.substring("disconnect: ".length());
    }

    /** The second attempt is announced when the first one has failed. */
    private void failedAttempt() throws InterruptedException, TimeoutException {
        int attempt = 0;
        while (attempt < 2) {
            attempt = next(attempts);
        }
    }

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException, TimeoutException {
        T item = queue.poll(steps.limit().toNanos(), TimeUnit.NANOSECONDS);
        if (item == null) {
            throw new TimeoutException();
        }
        return item;
    }

    private void await(BlockingQueue<String> queue, String expected) throws InterruptedException, TimeoutException {
        expect(next(queue), expected);
    }

    /** For facts that nobody announces. */
    private void until(Supplier<Boolean> fact) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + steps.limit().toNanos();
        while (!fact.get()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException();
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void expect(@Nullable Object actual, Object expected) {
        if (!expected.equals(actual)) {
            throw new Demo.StepFailedException(ME + ": received " + actual + " (expected: " + expected + ")");
        }
    }
}
