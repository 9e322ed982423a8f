package dev.halley.interop;

import dev.halley.cli.server.EmbeddedSocketIo;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.SocketIoSocket.ReceivedByLocalAcknowledgementCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.json.JSONObject;

/** The Java server that {@code halley serve} starts, with more to ask for. It has no middleware: it knows a namespace or not. */
final class EmbeddedPeer implements SocketIoPeer {
    private final EmbeddedSocketIo server;

    private EmbeddedPeer(EmbeddedSocketIo server) {
        this.server = server;
    }

    static EmbeddedPeer start() {
        try {
            return new EmbeddedPeer(
                    EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT.withCustomizer(EmbeddedPeer::customize)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void customize(SocketIoServer server) {
        for (String name : List.of("/", "/chat")) {
            server.namespace(name).on("connection", args -> new Guest((SocketIoSocket) args[0]).welcome());
        }
        server.namespace(Pattern.compile("/dynamic-.*"))
                .on("connection", args -> new Guest((SocketIoSocket) args[0]).welcome());
    }

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public void stop() {
        server.drop();
    }

    @Override
    public void restart() {
        try {
            server.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** One client in one namespace. Its events come one after the other. */
    private static final class Guest {
        private final SocketIoSocket socket;
        private final Booking booking = new Booking();

        Guest(SocketIoSocket socket) {
            this.socket = socket;
        }

        void welcome() {
            socket.on("echo bytes", args -> socket.send("echo bytes", args));
            socket.on(
                    "ask",
                    args -> socket.send((String) args[0], from(1, args), answer -> socket.send("answer", answer)));
            socket.on("flood", args -> {
                int count = ((Number) args[0]).intValue();
                for (int n = 0; n < count; n++) {
                    socket.send("item", n, n % 2 == 0 ? Booking.text(n) : Booking.bytes(n));
                }
                ack(args, count);
            });
            socket.on("take", args -> booking.take(((Number) args[0]).intValue(), args[1]));
            socket.on("take bytes", args -> booking.take(((Number) args[0]).intValue(), args[1]));
            socket.on(
                    "taken",
                    args -> ack(args, booking.count(), booking.fault() == null ? JSONObject.NULL : booking.fault()));
            socket.on("join", args -> {
                socket.joinRoom((String) args[0]);
                ack(args, "joined");
            });
            socket.on("leave", args -> {
                socket.leaveRoom((String) args[0]);
                ack(args, "left");
            });
            socket.on(
                    "broadcast",
                    args -> socket.getNamespace().broadcast((String) args[0], (String) args[1], from(2, args)));
            socket.on("disconnect me", args -> socket.disconnect(Boolean.TRUE.equals(args[0])));
            socket.send("welcome", socket.getNamespace().getName());
        }

        private static Object[] from(int first, Object[] args) {
            return Arrays.copyOfRange(args, first, args.length);
        }

        private static void ack(Object[] args, Object... values) {
            ((ReceivedByLocalAcknowledgementCallback) args[args.length - 1]).sendAcknowledgement(values);
        }
    }
}
