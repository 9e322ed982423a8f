package dev.halley.cli.server;

import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.SocketIoSocket.ReceivedByLocalAcknowledgementCallback;
import java.util.Arrays;
import java.util.List;

/**
 * Sends each {@code echo} event back to its sender with the same arguments, which are also the acknowledgement's when
 * one was asked for. Runs on the server's threads.
 */
final class EchoEvents {
    private static final String ECHO = "echo";
    private static final List<String> NAMESPACES = List.of("/", "/chat");

    private EchoEvents() {}

    static void install(SocketIoServer server) {
        for (String name : NAMESPACES) {
            server.namespace(name).on("connection", args -> {
                SocketIoSocket socket = (SocketIoSocket) args[0];
                socket.on(ECHO, received -> echo(socket, received));
            });
        }
    }

    private static void echo(SocketIoSocket socket, Object[] received) {
        Object last = received.length == 0 ? null : received[received.length - 1];
        if (last instanceof ReceivedByLocalAcknowledgementCallback ack) {
            Object[] data = Arrays.copyOf(received, received.length - 1);
            socket.send(ECHO, data);
            ack.sendAcknowledgement(data);
        } else {
            socket.send(ECHO, received);
        }
    }
}
