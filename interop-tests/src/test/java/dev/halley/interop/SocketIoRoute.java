package dev.halley.interop;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;

/** The ways in which packets of Socket.IO travel. */
enum SocketIoRoute {
    POLLING,
    WEBSOCKET,
    /** Polling first, then WebSocket. */
    UPGRADE;

    ConnectOptions to(Peer server) {
        return to(server.url().toString());
    }

    ConnectOptions to(String url) {
        ConnectOptions options = ConnectOptions.to(url);
        return switch (this) {
            case POLLING -> options.transports(EngineTransport.POLLING);
            case WEBSOCKET -> options.transports(EngineTransport.WEBSOCKET);
            case UPGRADE -> options;
        };
    }

    /** How packets travel when the connection has settled. */
    EngineTransport end() {
        return this == POLLING ? EngineTransport.POLLING : EngineTransport.WEBSOCKET;
    }
}
