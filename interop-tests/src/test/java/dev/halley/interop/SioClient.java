package dev.halley.interop;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.socketio.msgpack.MsgPackParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A Socket.IO client in one flavour, with what it received and what it said about itself. */
final class SioClient implements AutoCloseable {
    final SocketIoClient client;
    final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private final Face face;
    private final BlockingQueue<IncomingEvent> received = new LinkedBlockingQueue<>();

    private SioClient(Face face, SocketIoClient client) {
        this.face = face;
        this.client = client;
        client.onEvent(events::add);
    }

    /** A client that is not connected, and retries fast. */
    static SioClient unconnected(PeerKind kind, Face face) {
        SocketIoClientBuilder builder = SocketIoClient.builder()
                .name(kind + "-" + face)
                // A server that emits thousands at once over polling puts them in one answer.
                .engine(options -> options.withMaxPacketsPerPayload(100_000))
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                        .initialDelay(Duration.ofMillis(50))
                        .maxDelay(Duration.ofMillis(300)));
        if (kind == PeerKind.JS4_MSGPACK) {
            builder.parser(MsgPackParser.create());
        }
        if (kind == PeerKind.JS4_EIO3) {
            builder.engine(options -> options.withVersion(EngineVersion.V3));
        }
        return new SioClient(face, builder.build());
    }

    /** A client of the default namespace that keeps the events of these names. */
    static SioClient connected(PeerKind kind, SocketIoPeer peer, Way way, Face face, String... keep) {
        SioClient client = unconnected(kind, face);
        for (String name : keep) {
            client.keep("/", name);
        }
        try {
            client.connect(way.applyTo(ConnectOptions.to(peer.url().toString())));
        } catch (Throwable e) {
            client.close();
            throw e;
        }
        return client;
    }

    void keep(String namespace, String event) {
        client.namespace(namespace).on(event, received::add);
    }

    void connect(ConnectOptions options) {
        if (face == Face.BLOCKING) {
            client.connect(options);
        } else {
            Await.value(client.async().connect(options), "connect");
        }
    }

    void emit(String event, Object... args) {
        if (face == Face.BLOCKING) {
            client.emit(event, args);
        } else {
            Await.value(client.async().emit(event, args), "emit " + event);
        }
    }

    Args call(String event, Object... args) {
        return face == Face.BLOCKING
                ? client.call(event, args)
                : Await.value(client.async().call(event, args), "acknowledgement of " + event);
    }

    /** The next of the events that are kept. */
    IncomingEvent next() {
        return Await.next(received, Await.SOON, "event, after " + events);
    }

    IncomingEvent next(String name) {
        IncomingEvent event = next();
        if (!event.name().equals(name)) {
            throw new AssertionError("received " + event + " (expected: " + name + ")");
        }
        return event;
    }

    boolean hasNone() {
        return received.isEmpty();
    }

    /** Waits until it goes the way that it should in the end. */
    void awaitTransport(Way way) {
        EngineTransport wanted = way == Way.POLLING ? EngineTransport.POLLING : EngineTransport.WEBSOCKET;
        Await.until(
                Await.SOON,
                () -> "over " + wanted + ", after " + events,
                () -> client.transport().filter(wanted::equals).isPresent());
    }

    /** How often the connection was lost. */
    int outages() {
        return (int) events(ClientEvent.StateChanged.class).stream()
                .filter(changed -> changed.to() == ConnectionState.RECONNECTING)
                .count();
    }

    /** Waits for one more outage than so many, if there is one within the time. */
    void awaitOutage(int before, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (outages() == before && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    <E extends ClientEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void close() {
        if (face == Face.BLOCKING) {
            client.close();
        } else {
            Await.value(client.async().disconnect(), "disconnect");
        }
    }
}
