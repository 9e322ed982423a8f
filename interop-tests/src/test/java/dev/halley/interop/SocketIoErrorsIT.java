package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.SocketIoClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are none, or let nobody in: one clear error, told once, and nothing stays behind. */
@Timeout(60)
@BothWires
class SocketIoErrorsIT {
    private static final String PAGE = "<!DOCTYPE html><html><body>Welcome to the intranet</body></html>";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void nobody_listens(SocketIoRoute route) throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
            port = closed.getLocalPort();
        }
        ConnectionException failure = fails(route, port, ConnectionException.class);
        assertThat(failure.details().status()).isZero();
        assertThat(failure).hasMessageContaining(":" + port);
    }

    @ParameterizedTest
    @CsvSource({"POLLING, 200", "WEBSOCKET, 200", "UPGRADE, 200", "POLLING, 404", "WEBSOCKET, 404", "UPGRADE, 404"})
    void a_page_of_html(SocketIoRoute route, int status) throws IOException {
        try (Answering server = new Answering(status, "text/html", PAGE)) {
            ConnectionException failure = fails(route, server.port(), ConnectionException.class);
            assertThat(failure.details().status()).isEqualTo(status);
            assertThat(failure).hasMessageContaining(String.valueOf(status));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POLLING, 400",
        "WEBSOCKET, 400",
        "POLLING, 401",
        "WEBSOCKET, 401",
        "POLLING, 403",
        "WEBSOCKET, 403",
        "POLLING, 413",
        "WEBSOCKET, 413",
        "UPGRADE, 503"
    })
    void a_status_that_refuses(SocketIoRoute route, int status) throws IOException {
        String body = "{\"code\":4,\"message\":\"Forbidden\"}";
        try (Answering server = new Answering(status, "application/json", body)) {
            HalleyException failure = fails(route, server.port(), HalleyException.class);
            assertThat(failure).hasMessageContaining(String.valueOf(status)).hasMessageContaining("Forbidden");
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void something_else_over_http(SocketIoRoute route) throws IOException {
        try (Answering server = new Answering(200, "application/json", "{\"status\":\"ok\"}")) {
            HalleyException failure = fails(route, server.port(), HalleyException.class);
            assertThat(failure).hasMessageContaining("ocket");
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void something_else_over_tcp(SocketIoRoute route) throws IOException {
        try (Saying server = new Saying("220 mail.example.com ESMTP\r\n")) {
            ConnectionException failure = fails(route, server.port(), ConnectionException.class);
            assertThat(failure).hasMessageContaining(":" + server.port());
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void somebody_who_says_nothing(SocketIoRoute route) throws IOException {
        try (Saying server = new Saying("")) {
            HalleyException failure = fails(route, server.port(), HalleyException.class);
            assertThat(failure).isNotNull();
        }
    }

    /** Connects in vain, and looks at what is told of it. */
    private static <T extends HalleyException> T fails(SocketIoRoute route, int port, Class<T> type) {
        List<ConnectError> told = new CopyOnWriteArrayList<>();
        SocketIoClient client = SocketIoUser.builder(PeerKind.JS4)
                .engine(options -> options.withConnectTimeout(Duration.ofSeconds(2)))
                .build();
        client.onConnectError(told::add);
        T failure = catchThrowableOfType(type, () -> client.connect(route.to("http://127.0.0.1:" + port)));
        assertThat(failure).isNotNull();
        Await.until(Await.SOON, "connect_error", () -> !told.isEmpty());
        assertThat(told).hasSize(1);
        assertThat(told.get(0).active()).isFalse();
        assertThat(told.get(0).cause()).isNotNull();
        assertThat(told.get(0).message()).isNotBlank();
        if (failure instanceof ConnectionException connection) {
            assertThat(told.get(0).status()).isEqualTo(connection.details().status());
        }
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        client.close();
        return failure;
    }

    /** Gives every request the same answer. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;

        Answering(int status, String type, String body) throws IOException {
            server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
            server.createContext("/", exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(status, bytes.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Says one line to everybody, whatever they ask, and holds the connection. */
    private static final class Saying implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, LOOPBACK);
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        Saying(String line) throws IOException {
            CompletableFuture<Void> unused = Background.run(() -> {
                while (!listening.isClosed()) {
                    try {
                        Socket client = listening.accept();
                        open.add(client);
                        client.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        // closed, or the client went
                    }
                }
            });
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            for (Socket client : open) {
                client.close();
            }
        }
    }
}
