package dev.halley.benchmarks.subject;

import dev.halley.TypeRef;
import dev.halley.benchmarks.Payloads;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Halley's Socket.IO client with its defaults. */
final class HalleySocketIo implements Client {
    private final AsyncSocketIoClient client;

    private HalleySocketIo(AsyncSocketIoClient client) {
        this.client = client;
    }

    static Factory factory(Settings settings) {
        String subject = settings.text("client");
        return receiver -> {
            AsyncSocketIoClient client = AsyncSocketIoClient.builder()
                    .wire(HalleyWires.named(subject))
                    .buildAsync();
            handle(client, subject, settings.flag("binary"), receiver);
            EngineTransport transport = settings.flag("polling") ? EngineTransport.POLLING : EngineTransport.WEBSOCKET;
            client.connect(ConnectOptions.to("http://" + settings.host()).transports(transport))
                    .get(30, TimeUnit.SECONDS);
            return new HalleySocketIo(client);
        };
    }

    private static void handle(AsyncSocketIoClient client, String subject, boolean binary, Receiver receiver) {
        if (binary) {
            client.on(
                    Payloads.EVENT,
                    Args.as(BinaryEvent.class),
                    event -> receiver.message(event.id(), event.bytes().length));
        } else if (subject.endsWith("-map")) {
            client.on(
                    Payloads.EVENT,
                    new TypeRef<Map<String, Object>>() {},
                    event -> receiver.message(Objects.requireNonNull(event)));
        } else {
            client.on(Payloads.EVENT, Event.class, event -> {
                Event record = Objects.requireNonNull(event);
                receiver.message(record.id(), record.text().length());
            });
        }
    }

    @Override
    public void flood(long count, int size, boolean binary) throws Exception {
        client.emit("flood", FloodRequest.map(count, size, binary)).get(30, TimeUnit.SECONDS);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is lost shows in sync
    public void emit(int number, String text) {
        client.emit(Payloads.EVENT, new Event(number, text));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed call never says done
    public void call(int number, String text, Runnable done) {
        client.call("echo", new Event(number, text)).thenRun(done);
    }

    @Override
    public void sync(long expected) throws Exception {
        Long got = client.call(Long.class, "sync").get(60, TimeUnit.SECONDS);
        if (got == null || got != expected) {
            throw new IllegalStateException("the server got " + got + " events (expected: " + expected + ")");
        }
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void close() throws Exception {
        client.shutdown().get(30, TimeUnit.SECONDS);
    }
}
