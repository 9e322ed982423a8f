package dev.halley.interop;

import dev.halley.engineio.AsyncEngineIoClient;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineIoClientBuilder;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** One Engine.IO client by one of its faces, with what it heard. */
final class EngineUser implements AutoCloseable {
    private final boolean async;
    private final EngineIoClient client;
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final List<EngineEvent> events = new CopyOnWriteArrayList<>();

    private EngineUser(boolean async, EngineIoClientBuilder builder) {
        this.async = async;
        this.client = builder.onMessage(message -> heard.add(plain(message)))
                .onEvent(events::add)
                .build();
    }

    /** A client that is not open. */
    static EngineUser of(boolean async, URI server, SocketIoRoute route, UnaryOperator<EngineOptions> options) {
        return new EngineUser(
                async,
                EngineIoClient.builder(server.toString())
                        .logOff()
                        .maxPendingCount(0)
                        .options(each -> options.apply(
                                switch (route) {
                                    case POLLING -> each.withTransports(EngineTransport.POLLING);
                                    case WEBSOCKET -> each.withTransports(EngineTransport.WEBSOCKET);
                                    case UPGRADE -> each;
                                })));
    }

    /** Texts, and bytes as a list of numbers. */
    private static Object plain(EngineMessage message) {
        if (message instanceof EngineMessage.Text text) {
            return text.text();
        }
        ByteBuffer data = ((EngineMessage.Binary) message).data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return ints(bytes);
    }

    static List<Integer> ints(byte[] bytes) {
        Integer[] numbers = new Integer[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = bytes[i] & 0xFF;
        }
        return List.of(numbers);
    }

    EngineIoClient client() {
        return client;
    }

    EngineUser open() {
        if (async) {
            AsyncEngineIoClient opened = Await.value(client.async().open(), "open");
            if (opened != client.async()) {
                throw new AssertionError("another client: " + opened);
            }
        } else {
            EngineIoClient unused = client.open();
        }
        return this;
    }

    void send(String text) {
        if (async) {
            Await.value(client.async().send(text), "send " + text);
        } else {
            client.send(text);
        }
    }

    void send(byte... bytes) {
        if (async) {
            Await.value(client.async().send(ByteBuffer.wrap(bytes)), "send of bytes");
        } else {
            client.send(ByteBuffer.wrap(bytes));
        }
    }

    /** The next message. */
    Object next() {
        return Await.next(heard, Await.SOON, "message of " + client + ", " + events);
    }

    /** Until the packets travel as they will. */
    void awaitRoute(SocketIoRoute route) {
        Await.until(
                Await.SOON,
                () -> route.end() + ", but there is " + client.transport() + ", " + events,
                () -> client.transport().equals(java.util.Optional.of(route.end())));
    }

    EngineClose awaitClosed(CompletableFuture<EngineClose> end) {
        return async
                ? Await.value(end, "end of the session")
                : client.awaitClosed(Await.SOON).orElseThrow(() -> new AssertionError("no end of " + client));
    }

    /** The end of the session that is open. */
    CompletableFuture<EngineClose> end() {
        return client.async().closed();
    }

    @Override
    public void close() {
        if (async) {
            Await.value(client.async().closeAsync(), "close");
        } else {
            client.close();
        }
    }
}
