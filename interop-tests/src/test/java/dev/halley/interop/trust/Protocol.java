package dev.halley.interop.trust;

import dev.halley.ClientBuilder;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.net.URI;
import java.util.function.Consumer;

/** A client of each protocol over each transport. */
enum Protocol {
    BAYEUX_POLLING,
    BAYEUX_WEBSOCKET,
    SOCKET_IO_POLLING,
    SOCKET_IO_WEBSOCKET;

    boolean isBayeux() {
        return this == BAYEUX_POLLING || this == BAYEUX_WEBSOCKET;
    }

    boolean isWebSocket() {
        return this == BAYEUX_WEBSOCKET || this == SOCKET_IO_WEBSOCKET;
    }

    /** What URLs of a server end with. */
    String path() {
        return isBayeux() ? "/cometd" : "";
    }

    /** Where its requests go to. */
    String requestPath() {
        return isBayeux() ? "/cometd" : "/socket.io/";
    }

    Guest client(String url, Consumer<ClientBuilder<?>> settings) {
        return client(url, false, settings);
    }

    /** One that tries to open until it can. */
    Guest patientClient(String url, Consumer<ClientBuilder<?>> settings) {
        return client(url, true, settings);
    }

    private Guest client(String url, boolean patient, Consumer<ClientBuilder<?>> settings) {
        return isBayeux()
                ? new BayeuxGuest(url, isWebSocket(), patient, settings)
                : new SocketIoGuest(url, isWebSocket(), patient, settings);
    }

    /** A well-behaved server; its events come back to whoever sent them. */
    Host server() {
        if (isBayeux()) {
            BayeuxTestServer server = BayeuxTestServer.start();
            return new Host(server.url(), server::close);
        }
        SocketIoTestServer server = SocketIoTestServer.start();
        server.on("echo", event -> event.ack(event.args().get(0)));
        return new Host(server.url(), server::close);
    }

    /**
     * A server.
     *
     * @param url without TLS
     */
    record Host(String url, Runnable end) implements AutoCloseable {
        int port() {
            return URI.create(url).getPort();
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
