/** The Engine.IO client. */
module dev.halley.engineio {
    requires static org.jspecify;
    requires transitive dev.halley.core;

    exports dev.halley.engineio;

    // Sockets stand on engines.
    exports dev.halley.engineio.internal.session to
            dev.halley.socketio;
}
