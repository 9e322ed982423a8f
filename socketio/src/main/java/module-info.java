/** The Socket.IO client. */
module dev.halley.socketio {
    requires static org.jspecify;
    requires transitive dev.halley.engineio;

    exports dev.halley.socketio;
    exports dev.halley.socketio.annotation;
    exports dev.halley.socketio.parser;

    // A sibling only; names no compatibility promise.
    exports dev.halley.socketio.internal.packet to
            dev.halley.parser.msgpack;
}
