package dev.halley.interop;

import dev.halley.ClientEvent;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineVersion;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.socketio.msgpack.MsgPackParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** A Socket.IO client as the application sees it through one of the faces. */
final class SocketIoUser implements AutoCloseable {
    /** Reconnects at once: the servers here are back at once, too. */
    static final ReconnectPolicy QUICK = ReconnectPolicy.exponentialBackoff()
            .initialDelay(Duration.ofMillis(50))
            .maxDelay(Duration.ofMillis(300));

    private final SocketIoFace face;
    private final SocketIoClient client;
    private final AsyncSocketIoClient async;
    private final List<ClientEvent> reports = new CopyOnWriteArrayList<>();

    private SocketIoUser(SocketIoFace face, SocketIoClient client) {
        this.face = face;
        this.client = client;
        this.async = client.async();
        client.onEvent(reports::add);
    }

    static SocketIoUser of(PeerKind kind, SocketIoFace face) {
        return of(kind, face, builder -> builder);
    }

    static SocketIoUser of(PeerKind kind, SocketIoFace face, UnaryOperator<SocketIoClientBuilder> change) {
        return new SocketIoUser(face, change.apply(builder(kind)).build());
    }

    /** What a client of such a server has to know. The older protocol of {@link PeerKind#JS2} is found out. */
    static SocketIoClientBuilder builder(PeerKind kind) {
        SocketIoClientBuilder builder = SocketIoClient.builder().reconnectPolicy(QUICK);
        return switch (kind) {
            case JS4_MSGPACK -> builder.parser(MsgPackParser.create());
            case JS4_EIO3 -> builder.engine(options -> options.withVersion(EngineVersion.V3));
            case JS4, JS2, EMBEDDED, NETTY -> builder;
        };
    }

    SocketIoClient client() {
        return client;
    }

    /** What the client told about itself. */
    List<ClientEvent> reports() {
        return reports;
    }

    /** Until so many of this kind were told: listeners are told beside what handlers and stages hear. */
    void awaitReports(Class<? extends ClientEvent> kind, int count) {
        Await.until(
                Await.SOON,
                () -> count + " times " + kind.getSimpleName() + " in " + reports,
                () -> reports.stream().filter(kind::isInstance).count() == count);
    }

    void connect(ConnectOptions options) {
        if (face == SocketIoFace.BLOCKING) {
            client.connect(options);
        } else {
            Await.value(async.connect(options), "connect");
        }
    }

    /** Until the connection has gone over, where it does. */
    void awaitRoute(SocketIoRoute route) {
        Await.until(
                Await.SOON,
                () -> route + " of " + client + ", which goes by " + client.transport() + " and told " + reports,
                () -> client.transport().filter(route.end()::equals).isPresent());
    }

    /** The events of this name, from now on. */
    BlockingQueue<IncomingEvent> hear(String namespace, String event) {
        BlockingQueue<IncomingEvent> heard = new LinkedBlockingQueue<>();
        switch (face) {
            case BLOCKING -> client.namespace(namespace).on(event, heard::add);
            case ASYNC -> async.namespace(namespace).on(event, heard::add);
            case FLOW -> async.namespace(namespace).events(event).subscribe(new Collecting(heard));
        }
        return heard;
    }

    void emit(String namespace, String event, Object... args) {
        if (face == SocketIoFace.BLOCKING) {
            client.namespace(namespace).emit(event, args);
        } else {
            Await.value(async.namespace(namespace).emit(event, args), event);
        }
    }

    Args call(String namespace, String event, Object... args) {
        return face == SocketIoFace.BLOCKING
                ? client.namespace(namespace).call(event, args)
                : Await.value(async.namespace(namespace).call(event, args), event);
    }

    void join(String namespace) {
        if (face == SocketIoFace.BLOCKING) {
            client.namespace(namespace).join();
        } else {
            Await.value(async.namespace(namespace).join(), "join");
        }
    }

    void leave(String namespace) {
        if (face == SocketIoFace.BLOCKING) {
            client.namespace(namespace).disconnect();
        } else {
            Await.value(async.namespace(namespace).disconnect(), "disconnect");
        }
    }

    static IncomingEvent next(BlockingQueue<IncomingEvent> heard, String what) {
        return Await.next(heard, Await.SOON, what);
    }

    @Override
    public void close() {
        if (face == SocketIoFace.BLOCKING) {
            client.disconnect();
        } else {
            Await.value(async.disconnect(), "disconnect");
        }
    }

    /** Asks for the next event when it has the last. */
    private static final class Collecting implements Flow.Subscriber<IncomingEvent> {
        private final BlockingQueue<IncomingEvent> heard;
        private Flow.Subscription subscription;

        Collecting(BlockingQueue<IncomingEvent> heard) {
            this.heard = heard;
        }

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            started.request(1);
        }

        @Override
        public void onNext(IncomingEvent event) {
            heard.add(event);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(IncomingEvent.of("", "failed", Args.of(failure), () -> null));
        }

        @Override
        public void onComplete() {
            // the client ended, which the test knows
        }
    }
}
