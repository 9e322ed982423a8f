package dev.halley.cli.server;

import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.SocketIoSocket.ReceivedByLocalAcknowledgementCallback;
import java.util.Arrays;
import java.util.List;
import org.json.JSONObject;

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
        boolean asked = last instanceof ReceivedByLocalAcknowledgementCallback;
        Object[] data = Arrays.copyOf(received, asked ? received.length - 1 : received.length);
        // The server hands over null, and takes only its JSON library's null back.
        Arrays.setAll(data, i -> data[i] == null ? JSONObject.NULL : data[i]);
        socket.send(ECHO, data);
        if (last instanceof ReceivedByLocalAcknowledgementCallback ack) {
            ack.sendAcknowledgement(data);
        }
    }
}
