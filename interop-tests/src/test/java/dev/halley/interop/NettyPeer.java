package dev.halley.interop;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.SocketIOServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** netty-socketio. It has to know each event's argument types; {@code /admin} lets in who has the token "secret". */
final class NettyPeer implements SocketIoPeer {
    private static final Class<?>[] ANYTHING = {Object.class, Object.class, Object.class, Object.class};

    private final int port;
    private SocketIOServer server;

    private NettyPeer(int port) {
        this.port = port;
        restart();
    }

    static NettyPeer start() {
        // It does not tell which port it took.
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free.setReuseAddress(true);
            int port = free.getLocalPort();
            free.close();
            return new NettyPeer(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void restart() {
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(port);
        configuration.setBossThreads(1);
        // With more, events that come over polling change their order.
        configuration.setWorkerThreads(1);
        configuration.setAckMode(AckMode.MANUAL);
        configuration.setMaxHttpContentLength(1_000_000);
        configuration.setMaxFramePayloadLength(1_000_000);
        configuration.getSocketConfig().setReuseAddress(true);
        SocketIOServer starting = new SocketIOServer(configuration);
        serve(starting.addNamespace(""));
        serve(starting.addNamespace("/chat"));
        SocketIONamespace admin = starting.addNamespace("/admin");
        admin.addAuthTokenListener((token, client) ->
                token instanceof Map<?, ?> auth && "secret".equals(auth.get("token"))
                        ? AuthTokenResult.AuthTokenResultSuccess
                        : new AuthTokenResult(false, Map.of("message", "not authorised")));
        serve(admin);
        starting.start();
        server = starting;
    }

    private static void serve(SocketIONamespace namespace) {
        Map<UUID, Booking> bookings = new ConcurrentHashMap<>();
        namespace.addConnectListener(
                client -> client.sendEvent("welcome", namespace.getName().isEmpty() ? "/" : namespace.getName()));
        namespace.addMultiTypeEventListener(
                "echo",
                (client, args, ack) -> {
                    client.sendEvent("echo", args.getArgs().toArray());
                    if (ack.isAckRequested()) {
                        ack.sendAckData(args.getArgs());
                    }
                },
                ANYTHING);
        namespace.addEventListener(
                "echo bytes", byte[].class, (client, bytes, ack) -> client.sendEvent("echo bytes", (Object) bytes));
        namespace.addMultiTypeEventListener("ask", (client, args, ack) -> ask(client, args.getArgs()), ANYTHING);
        namespace.addEventListener("flood", Integer.class, (client, count, ack) -> {
            for (int n = 0; n < count; n++) {
                client.sendEvent("item", n, n % 2 == 0 ? Booking.text(n) : Booking.bytes(n));
            }
            ack.sendAckData(count);
        });
        namespace.addMultiTypeEventListener(
                "take",
                (client, args, ack) -> booking(bookings, client).take(args.first(), args.second()),
                Integer.class,
                String.class);
        namespace.addMultiTypeEventListener(
                "take bytes",
                (client, args, ack) -> booking(bookings, client).take(args.first(), args.second()),
                Integer.class,
                byte[].class);
        namespace.addMultiTypeEventListener("taken", (client, args, ack) -> {
            Booking booking = booking(bookings, client);
            ack.sendAckData(booking.count(), booking.fault());
        });
        namespace.addEventListener("join", String.class, (client, room, ack) -> {
            client.joinRoom(room);
            ack.sendAckData("joined");
        });
        namespace.addEventListener("leave", String.class, (client, room, ack) -> {
            client.leaveRoom(room);
            ack.sendAckData("left");
        });
        namespace.addMultiTypeEventListener(
                "broadcast",
                (client, args, ack) -> namespace
                        .getRoomOperations((String) args.first())
                        .sendEvent(args.second(), rest(2, args.getArgs())),
                ANYTHING);
        namespace.addEventListener("disconnect me", Boolean.class, (client, close, ack) -> client.disconnect());
    }

    private static Booking booking(Map<UUID, Booking> bookings, SocketIOClient client) {
        return bookings.computeIfAbsent(client.getSessionId(), id -> new Booking());
    }

    private static void ask(SocketIOClient client, List<Object> args) {
        MultiTypeAckCallback answer = new MultiTypeAckCallback(ANYTHING) {
            @Override
            public void onSuccess(MultiTypeArgs result) {
                client.sendEvent("answer", result.getArgs().toArray());
            }
        };
        client.sendEvent((String) args.get(0), answer, rest(1, args));
    }

    private static Object[] rest(int first, List<Object> args) {
        return args.subList(first, args.size()).toArray();
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
    }
}
