package dev.halley.interop;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;

/** How a Socket.IO client's packets travel. */
enum Way {
    /** HTTP requests only. */
    POLLING,
    /** One WebSocket from the start. */
    WEBSOCKET,
    /** HTTP requests, then a WebSocket. */
    UPGRADE;

    ConnectOptions applyTo(ConnectOptions options) {
        return switch (this) {
            case POLLING -> options.transports(EngineTransport.POLLING);
            case WEBSOCKET -> options.transports(EngineTransport.WEBSOCKET);
            case UPGRADE -> options.transports(EngineTransport.POLLING, EngineTransport.WEBSOCKET);
        };
    }
}
