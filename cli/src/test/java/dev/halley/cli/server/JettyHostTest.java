package dev.halley.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JettyHostTest {
    private static final int ROUNDS = 50;
    private static final int CONNECTIONS = 20;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: there\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void a_drop_ends_each_connection_however_new_it_is() throws IOException {
        JettyHost host = new JettyHost(0);
        for (int round = 0; round < ROUNDS; round++) {
            host.start(server -> new Silent());
            List<Socket> sockets = connect(host.port());
            host.drop();
            for (Socket socket : sockets) {
                try (socket) {
                    assertThat(ends(socket)).isTrue();
                }
            }
        }
    }

    private static List<Socket> connect(int port) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST);
            sockets.add(socket);
        }
        return sockets;
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Takes each request and never answers. */
    private static final class Silent extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return true;
        }
    }
}
